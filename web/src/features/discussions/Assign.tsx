// Gives a thread to somebody until a day.
import { Button, Group, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import type { Thread } from '../../api/schemas';
import { Dialog } from '../../ui/Dialog';
import { DueDate } from '../../ui/DueDate';
import { useOpenFile } from '../../viewer/openFile';
import { useThreadActions } from './useThreadActions';

export function Assign({ thread, onClose }: { thread: Thread; onClose: () => void }) {
  const team = useOpenFile().team.id;
  const { assign } = useThreadActions();
  const [who, setWho] = useState(thread.assignee?.id ?? null);
  const [due, setDue] = useState(thread.due ?? '');
  const { data } = useQuery({
    queryKey: ['team', team, 'mentionable', thread.annotation ?? '', 'all'],
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/mentionable', {
        params: { path: { team }, query: { annotation: thread.annotation ?? undefined, limit: 50 } },
        signal,
      }),
  });
  const people = (data?.items ?? []).map((one) => ({
    value: one.person.id,
    label: one.may_see ? one.person.name : `${one.person.name} (can’t see this)`,
    disabled: !one.may_see,
  }));
  return (
    <Dialog opened onClose={onClose} title="Assign to">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void assign(thread, who, due || null);
          onClose();
        }}
      >
        <Select
          label="Person"
          placeholder="No one"
          data={people}
          value={who}
          onChange={setWho}
          searchable
          openOnFocus={false}
          clearable
          clearButtonProps={{ 'aria-label': 'Clear' }}
          data-autofocus
          nothingFoundMessage="No matching people"
        />
        <DueDate value={due} onValue={setDue} />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit">Save</Button>
        </Group>
      </form>
    </Dialog>
  );
}
