// To whom outside the team a paper or a collection is open, and invitations to it.
import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { sentence } from '../api/problem';
import type { Invited, Person } from '../api/schemas';
import { notAddresses, readAddresses } from './addresses';
import { Dialog } from './Dialog';
import { Links } from './Links';

interface Props {
  title: string;
  /** What guests see, in a sentence. */
  explained: string;
  queryKey: QueryKey;
  ask: (signal: AbortSignal) => Promise<{ items: { person: Person }[] }>;
  invite: (emails: string[]) => Promise<Invited>;
  remove: (person: string) => Promise<unknown>;
  onClose: () => void;
}

export function GuestsDialog({ title, explained, queryKey, ask, invite: send, remove, onClose }: Props) {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const { emails, others } = readAddresses(text);
  const [marked, setMarked] = useState<string | undefined>();
  const guests = useQuery({ queryKey, queryFn: ({ signal }) => ask(signal) });
  const invite = useMutation({
    mutationFn: () => send(emails),
    onSuccess: ({ items, already_here }) => {
      setText(others.join(', '));
      setMarked(notAddresses(others));
      const mailed = items.filter((one) => !one.link).length;
      if (mailed) notifications.show({ message: mailed === 1 ? 'Invitation sent.' : `${mailed} invitations sent.` });
      if (already_here.length) notifications.show({ message: `Already in the team: ${already_here.join(', ')}.` });
    },
  });
  const close = useMutation({
    mutationFn: remove,
    onSettled: () => client.invalidateQueries({ queryKey }),
    onError: (error) => notifications.show({ color: 'red', message: sentence(error) }),
  });
  const links =
    invite.data?.items.flatMap((one) => (one.link ? [{ id: one.id, name: one.email ?? '', link: one.link }] : [])) ??
    [];
  return (
    <Dialog opened onClose={onClose} title={title} size="lg">
      <Stack>
        <Text size="sm">{explained}</Text>
        {guests.data?.items.map(({ person }) => (
          <Group key={person.id} justify="space-between">
            <Text size="sm" fw={500}>
              {person.name}
            </Text>
            <Button
              size="xs"
              variant="default"
              loading={close.isPending && close.variables === person.id}
              onClick={() => close.mutate(person.id)}
            >
              Remove <span className="sk-heard">{person.name}</span>
            </Button>
          </Group>
        ))}
        {guests.data?.items.length === 0 && (
          <Text size="sm" c="dimmed">
            There are no guests yet.
          </Text>
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            invite.mutate();
          }}
        >
          <Textarea
            label="Email addresses"
            autosize
            minRows={1}
            maxRows={6}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setMarked(undefined);
            }}
            error={invite.error ? sentence(invite.error) : marked}
          />
          <Group justify="flex-end" mt="sm">
            <Button type="submit" loading={invite.isPending} disabled={emails.length === 0 || emails.length > 100}>
              Invite
            </Button>
          </Group>
        </form>
        <Links links={links} />
      </Stack>
    </Dialog>
  );
}
