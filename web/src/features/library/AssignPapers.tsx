// Puts the selected papers on somebody's reading list, or takes them off the lists of whoever was asked.
import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Team } from '../../api/schemas';
import { Dialog } from '../../ui/Dialog';
import { DueDate } from '../../ui/DueDate';
import { useBatch } from './useBatch';
import { papersSaid } from './useBin';

export function AssignPapers({ team, papers, onClose }: { team: Team; papers: string[]; onClose: () => void }) {
  const [who, setWho] = useState<string | null>(null);
  const [due, setDue] = useState('');
  const { start, starting } = useBatch(team);
  const { data } = useQuery({
    queryKey: [...keys.members(team.id), 'all'],
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/members', { params: { path: { team: team.id }, query: { limit: 200 } }, signal }),
  });
  return (
    <Dialog opened onClose={onClose} title={`Who should read ${papers.length === 1 ? 'this' : 'these'}?`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start(
            { papers, assign: { person: who, due: who ? due || null : null } },
            onClose,
            who ? 'assigned' : 'unassigned',
          );
        }}
      >
        <Stack gap="sm">
          <Select
            label="Person"
            placeholder="No one"
            description={who ? undefined : 'With no one, the papers leave the lists of whoever was asked to read them.'}
            data={(data?.items ?? []).map((one) => ({ value: one.person.id, label: one.person.name }))}
            value={who}
            onChange={setWho}
            searchable
            openOnFocus={false}
            clearable
            clearButtonProps={{ 'aria-label': 'Clear' }}
            data-autofocus
            nothingFoundMessage="No matching people"
          />
          {who && <DueDate value={due} onValue={setDue} />}
          {starting.error && (
            <Text size="sm" c="var(--mantine-color-error)" role="alert">
              {sentence(starting.error)}
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={starting.isPending}>
              {who ? `Assign ${papersSaid(papers.length)}` : `Unassign ${papersSaid(papers.length)}`}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
