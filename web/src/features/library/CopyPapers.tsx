// Copies or moves the selected papers to another team, after saying what would come there and what would not.
import { Alert, Button, Checkbox, Group, List, Loader, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Schemas, Team } from '../../api/schemas';
import { bytes } from '../../ui/bytes';
import { Dialog } from '../../ui/Dialog';
import { useBatch } from './useBatch';
import { papersSaid } from './useBin';

interface Props {
  team: Team;
  /** Other teams to which one may add papers. */
  teams: Team[];
  papers: string[];
  /** Whether the papers leave this team. */
  move: boolean;
  onClose: () => void;
}

const ALONG = [
  ['annotations', 'Annotations', 'The team’s and your own private ones'],
  ['discussions', 'Discussions', 'Threads about the papers, and on annotations that come along'],
  ['notes', 'Notes', undefined],
] as const;

export function CopyPapers({ team, teams, papers, move, onClose }: Props) {
  const [to, setTo] = useState(teams.length === 1 ? (teams[0]?.id ?? null) : null);
  const [along, setAlong] = useState({ annotations: true, discussions: true, notes: true });
  const { start, starting } = useBatch(team);
  const wanted = { team: to ?? '', ...along };
  const body: Schemas['BatchIn'] = move ? { papers, move: wanted } : { papers, copy: wanted };
  const looked = useQuery({
    queryKey: [...keys.papers(team.id), 'batch', 'copy', move, to, papers],
    queryFn: ({ signal }) =>
      api.post('/api/teams/{team}/papers/batch/preview', { params: { path: { team: team.id } }, body, signal }),
    enabled: to !== null,
    retry: false,
  });
  const plan = looked.data?.copy;
  const failure = starting.error ?? looked.error;
  const done = move ? 'moved' : 'copied';
  const verb = move ? 'Move' : 'Copy';
  return (
    <Dialog opened onClose={onClose} title={`${verb} ${papersSaid(papers.length)} to another team`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (to) start(body, onClose, done);
        }}
      >
        <Stack gap="sm">
          <Select
            label="Team"
            placeholder="Choose a team"
            data={teams.map((one) => ({ value: one.id, label: one.name }))}
            value={to}
            onChange={setTo}
            searchable
            openOnFocus={false}
            allowDeselect={false}
            data-autofocus
            nothingFoundMessage="No such team"
          />
          <Checkbox.Group
            label="Take along"
            value={ALONG.map(([name]) => name).filter((name) => along[name])}
            onChange={(names) =>
              setAlong({
                annotations: names.includes('annotations'),
                discussions: names.includes('discussions'),
                notes: names.includes('notes'),
              })
            }
          >
            <Stack gap={6} mt={6}>
              {ALONG.map(([name, label, description]) => (
                <Checkbox key={name} value={name} label={label} description={description} />
              ))}
            </Stack>
          </Checkbox.Group>
          {to && !plan && !looked.error && <Loader size="sm" aria-label="Loading" />}
          {plan && <Plan plan={plan} along={along} done={done} />}
          {move && (
            <Text size="sm" c="dimmed">
              Papers that are moved go to the trash here. Collections stay behind.
            </Text>
          )}
          {failure && (
            <Alert color="red" variant="outline" role="alert">
              {sentence(failure)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={!plan || plan.papers + plan.restored === 0} loading={starting.isPending}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

interface PlanProps {
  plan: Schemas['PreviewCopies'];
  along: Record<(typeof ALONG)[number][0], boolean>;
  done: string;
}

function Plan({ plan, along, done }: PlanProps) {
  const come = [
    along.annotations && counted(plan.annotations, 'annotation'),
    along.discussions && counted(plan.threads, 'thread'),
    along.notes && counted(plan.notes, 'note'),
  ].filter(Boolean);
  return (
    <List size="sm" aria-label="What happens">
      <List.Item>
        {papersSaid(plan.papers)} will be {done}
        {plan.bytes > 0 && `, ${bytes(plan.bytes)}`}
        {come.length > 0 && `, with ${come.join(', ')}`}.
      </List.Item>
      {plan.already_there > 0 && (
        <List.Item>
          {plan.already_there === 1 ? '1 is' : `${plan.already_there} are`} already there and will be left alone.
        </List.Item>
      )}
      {plan.restored > 0 && <List.Item>{plan.restored} will be restored from that team’s trash.</List.Item>}
      {plan.bytes > plan.room && (
        <List.Item c="var(--mantine-color-error)">That team has only {bytes(plan.room)} left.</List.Item>
      )}
      {plan.lost_fields.length > 0 && (
        <List.Item>Values of {plan.lost_fields.join(', ')} stay behind: that team has no such field.</List.Item>
      )}
    </List>
  );
}

const counted = (count: number, what: string) => count > 0 && (count === 1 ? `1 ${what}` : `${count} ${what}s`);
