// The teams of the instance: who owns them, how much they hold, more room for them, and back from deletion.
import { Badge, Button, Group, NativeSelect, NumberInput, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Schemas } from '../../api/schemas';
import { useList } from '../../api/useList';
import { bytes } from '../../ui/bytes';
import { Dialog } from '../../ui/Dialog';
import { ListEnd } from '../../ui/ListEnd';
import { Section } from '../../ui/Section';
import { isPast, onDay } from '../../ui/time';
import rows from '../../ui/Rows.module.css';
import classes from './Admin.module.css';
import { useAdminAction } from './useAdminAction';

const GB = 1_000_000_000;
const STATES = [
  { value: '', label: 'All' },
  { value: 'shared', label: 'Shared' },
  { value: 'personal', label: 'Personal libraries' },
  { value: 'deleted', label: 'Deleted' },
];

export function Teams() {
  const [words, setWords] = useState('');
  const [q] = useDebouncedValue(words.trim(), 250);
  const [state, setState] = useState<'' | 'deleted' | 'personal' | 'shared'>('');
  const [resized, setResized] = useState<Schemas['AdminTeamOut'] | null>(null);
  const teams = useList(keys.adminPart('teams', { q, state }), (page, signal) =>
    api.get('/api/admin/teams', { params: { query: { q, state: state || undefined, ...page } }, signal }),
  );
  return (
    <Section title="Teams" intro="Owners and storage. You can’t see their papers.">
      <div className={classes.find}>
        <TextInput
          className={classes.grow}
          type="search"
          label="Find"
          placeholder="Name or address"
          maxLength={200}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <NativeSelect
          label="Status"
          value={state}
          onChange={(event) => setState(event.currentTarget.value as typeof state)}
          data={STATES}
        />
      </div>
      {teams.items?.length === 0 && (
        <Text size="sm" c="dimmed" mt="md">
          {state === 'deleted' && !q
            ? 'No deleted teams. Deleted teams are kept here for 30 days.'
            : 'No matching teams. Try another part of the name.'}
        </Text>
      )}
      <ul className={rows.list}>
        {teams.items?.map((team) => (
          <TeamLine key={team.id} team={team} onResize={() => setResized(team)} />
        ))}
      </ul>
      <ListEnd list={teams} />
      {resized && <Room team={resized} onClose={() => setResized(null)} />}
    </Section>
  );
}

function TeamLine({ team, onResize }: { team: Schemas['AdminTeamOut']; onResize: () => void }) {
  const restore = useAdminAction(
    () => api.post('/api/admin/teams/{team_id}/restore', { params: { path: { team_id: team.id } } }),
    () => `${team.name} restored.`,
  );
  const owners = team.owners.length ? `owned by ${team.owners.join(', ')}` : 'without an owner';
  return (
    <li className={rows.line}>
      <div className={rows.what}>
        <Text size="sm" fw={500} component="div">
          {team.name}{' '}
          {team.kind === 'personal' && (
            <Badge size="sm" variant="light" color="gray" tt="none">
              personal
            </Badge>
          )}{' '}
          {team.archived_at && (
            <Badge size="sm" variant="light" color="gray" tt="none">
              archived
            </Badge>
          )}{' '}
          {team.deleted_at && (
            <Badge size="sm" variant="light" color="gray" tt="none">
              deleted
            </Badge>
          )}
        </Text>
        <Text size="xs" c="dimmed">
          {team.slug} · {owners} · {team.members} {team.members === 1 ? 'member' : 'members'} · {team.papers}{' '}
          {team.papers === 1 ? 'paper' : 'papers'} · {bytes(team.used_bytes)} of {bytes(team.quota_bytes)}
          {team.ends_at && ` · permanently deleted on ${onDay(team.ends_at)}`}
        </Text>
      </div>
      {team.deleted_at ? (
        team.ends_at &&
        !isPast(team.ends_at) && (
          <Button
            size="xs"
            variant="default"
            loading={restore.isPending}
            onClick={() => restore.mutate(undefined)}
            aria-label={`Restore ${team.name}`}
          >
            Restore
          </Button>
        )
      ) : (
        <Button size="xs" variant="default" onClick={onResize} aria-label={`Storage limit for ${team.name}`}>
          Storage limit…
        </Button>
      )}
    </li>
  );
}

function Room({ team, onClose }: { team: Schemas['AdminTeamOut']; onClose: () => void }) {
  const [size, setSize] = useState<string | number>(Math.round((team.quota_bytes / GB) * 10) / 10);
  const resize = useAdminAction(
    (quota: number) =>
      api.patch('/api/admin/teams/{team_id}', { params: { path: { team_id: team.id } }, body: { quota_bytes: quota } }),
    (quota) => `${team.name} now has a storage limit of ${bytes(quota)}.`,
  );
  const quota = Math.round(Number(size) * GB);
  return (
    <Dialog opened onClose={onClose} title={`Storage limit for ${team.name}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          resize.mutate(quota, { onSuccess: onClose });
        }}
      >
        <NumberInput
          data-autofocus
          label="Gigabytes"
          min={0.1}
          max={1_000_000}
          decimalScale={1}
          value={size}
          onChange={setSize}
          description={`${bytes(team.used_bytes)} used.`}
        />
        {quota > 0 && quota < team.used_bytes && (
          <Text size="sm" mt="sm" role="status">
            This is less than the team uses now. Nothing will be deleted, but nothing can be added.
          </Text>
        )}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!(quota > 0)} loading={resize.isPending}>
            Save
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
