// How far one is with the paper, who was asked to read it, and asking somebody.
import { Button, Group, NativeSelect, Select, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { useMe } from '../../../api/me';
import { sentence } from '../../../api/problem';
import type { Paper, Schemas, Team } from '../../../api/schemas';
import { Dialog } from '../../../ui/Dialog';
import { DueDate } from '../../../ui/DueDate';
import { dueInWords, STATUSES, STATUS_WORDS, type Status } from '../../../ui/readingStatus';

const MOST_SHOWN = 5;

function inWords({ person, status, due }: Schemas['ReadingOut']): string {
  const how = { to_read: 'has it to read', reading: 'is reading it', read: 'has read it' }[status];
  return `${person.name} ${how}${due && status !== 'read' ? `, ${dueInWords(due, status).words}` : ''}`;
}

export function ReadingLine({ team, paper }: { team: Team; paper: Paper }) {
  const me = useMe().person;
  const client = useQueryClient();
  const [asking, { open, close }] = useDisclosure(false);
  const queryKey = keys.paperPart(team.id, paper.id, 'reading');
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/papers/{paper_id}/reading', {
        params: { path: { team: team.id, paper_id: paper.id } },
        signal,
      }),
  });
  const set = useMutation({
    mutationFn: (status: Status | null) =>
      api.put('/api/teams/{team}/papers/{paper_id}/reading', {
        params: { path: { team: team.id, paper_id: paper.id } },
        body: { status },
      }),
    onSuccess: (page) => client.setQueryData(queryKey, page),
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Couldn’t save the change', message: sentence(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.reading(team.id) }),
  });
  if (!data) return null;
  const mine = data.items.find((one) => one.person.id === me.id);
  const others = data.items.filter((one) => one.person.id !== me.id);
  const status = set.isPending ? set.variables : mine?.status;
  const due = mine?.due ? dueInWords(mine.due, mine.status) : null;
  return (
    <>
      <Group mt="md" gap="sm">
        {status ? (
          <NativeSelect
            size="xs"
            w={200}
            aria-label="Your reading status"
            disabled={set.isPending}
            value={status}
            onChange={(event) => set.mutate(STATUSES.find((one) => one === event.currentTarget.value) ?? null)}
            data={[
              ...STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] })),
              { value: '', label: 'Remove from my reading list' },
            ]}
          />
        ) : (
          <Button size="xs" variant="default" disabled={set.isPending} onClick={() => set.mutate('to_read')}>
            Add to my reading list
          </Button>
        )}
        {data.can.includes('assign') && (
          <Button size="xs" variant="default" onClick={open}>
            Assign reading…
          </Button>
        )}
      </Group>
      {mine?.assigned_by && (
        <Text size="sm" mt={6}>
          {mine.assigned_by.id === me.id
            ? 'You assigned this to yourself'
            : `${mine.assigned_by.name} assigned this to you`}
          {due && `, ${due.words}`}.
        </Text>
      )}
      {others.length > 0 && (
        <Text size="sm" c="dimmed" mt={6}>
          {others.slice(0, MOST_SHOWN).map(inWords).join('; ')}
          {others.length > MOST_SHOWN && `; and ${others.length - MOST_SHOWN}${data.next ? ' or more' : ''} others`}.
        </Text>
      )}
      {asking && (
        <AskToRead
          team={team}
          paper={paper.id}
          onDone={(page) => client.setQueryData(queryKey, page)}
          onClose={close}
        />
      )}
    </>
  );
}

function AskToRead({
  team,
  paper,
  onDone,
  onClose,
}: {
  team: Team;
  paper: string;
  onDone: (page: Schemas['ReadingPage']) => void;
  onClose: () => void;
}) {
  const [who, setWho] = useState<string | null>(null);
  const [due, setDue] = useState('');
  const { data } = useQuery({
    queryKey: [...keys.members(team.id), 'all'],
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/members', { params: { path: { team: team.id }, query: { limit: 200 } }, signal }),
  });
  const ask = useMutation({
    mutationFn: (person: string) =>
      api.post('/api/teams/{team}/papers/{paper_id}/reading/assign', {
        params: { path: { team: team.id, paper_id: paper } },
        body: { person, due: due || null },
      }),
    onSuccess: (page) => {
      onDone(page);
      onClose();
    },
  });
  return (
    <Dialog opened onClose={onClose} title="Who should read this?">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (who) ask.mutate(who);
        }}
      >
        <Select
          label="Person"
          openOnFocus={false}
          data={(data?.items ?? []).map((one) => ({ value: one.person.id, label: one.person.name }))}
          value={who}
          onChange={setWho}
          searchable
          data-autofocus
          nothingFoundMessage="No matching people"
          error={ask.error ? sentence(ask.error) : undefined}
        />
        <DueDate value={due} onValue={setDue} />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!who} loading={ask.isPending}>
            Assign
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
