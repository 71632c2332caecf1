// To whom outside the team this one paper is open, and invitations to it.
import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { Paper, Team } from '../../../api/schemas';
import { readAddresses } from '../../../ui/addresses';
import { Dialog } from '../../../ui/Dialog';
import { Links } from '../../../ui/Links';

export function Guests({ team, paper, onClose }: { team: Team; paper: Paper; onClose: () => void }) {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const emails = readAddresses(text);
  const guests = useQuery({
    queryKey: keys.guests(team.id, paper.id),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/papers/{paper_id}/guests', {
        params: { path: { team: team.id, paper_id: paper.id }, query: { limit: 200 } },
        signal,
      }),
  });
  const invite = useMutation({
    mutationFn: () =>
      api.post('/api/teams/{team}/papers/{paper_id}/guests', {
        params: { path: { team: team.id, paper_id: paper.id } },
        body: { emails },
      }),
    onSuccess: ({ items, already_here }) => {
      setText('');
      const mailed = items.filter((one) => !one.link).length;
      if (mailed)
        notifications.show({ message: `${mailed === 1 ? 'A letter is' : `${mailed} letters are`} on the way.` });
      if (already_here.length) notifications.show({ message: `In the team already: ${already_here.join(', ')}.` });
    },
  });
  const close = useMutation({
    mutationFn: (person: string) =>
      api.delete('/api/teams/{team}/papers/{paper_id}/guests/{person_id}', {
        params: { path: { team: team.id, paper_id: paper.id, person_id: person } },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.guests(team.id, paper.id) }),
    onError: (error) => notifications.show({ color: 'red', message: sentence(error) }),
  });
  const links =
    invite.data?.items.flatMap((one) => (one.link ? [{ id: one.id, name: one.email ?? '', link: one.link }] : [])) ??
    [];
  return (
    <Dialog opened onClose={onClose} title="Guests of this paper" size="lg">
      <Stack>
        <Text size="sm">
          Guests read this paper with its annotations and discussions, and see nothing else of {team.name}.
        </Text>
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
            Nobody is a guest of it so far.
          </Text>
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            invite.mutate();
          }}
        >
          <Textarea
            label="E-mail addresses"
            autosize
            minRows={1}
            maxRows={6}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={invite.error ? sentence(invite.error) : undefined}
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
