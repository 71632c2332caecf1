// The small window of the bookmarklet: what the page is about, and where to save it. Nothing is saved before a click.
import { Alert, Anchor, Badge, Button, Group, Loader, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Schemas, Team } from '../../api/schemas';
import { plainTitle } from '../../ui/csl';
import { Entrance } from '../../ui/Entrance';
import { usePageTitle } from '../../ui/usePageTitle';
import type { Captured } from './capture';
import { bylineOf, countsText, referencesText, STATUS } from './importText';

interface Props {
  captured: Captured;
  team: Team;
  /** Those that one may add to. */
  teams: Team[];
  onTeam: (id: string) => void;
  /** Collections that papers can be put into. */
  collections: { value: string; label: string }[];
}

export function CapturePage({ captured, team, teams, onTeam, collections }: Props) {
  usePageTitle('Save to ScrollKeeper');
  return (
    <Entrance title="Save to ScrollKeeper" intro={new URL(captured.url).hostname}>
      <Stack>
        {teams.length > 1 && (
          <Select
            label="Library"
            data={teams.map((one) => ({ value: one.id, label: one.name }))}
            value={team.id}
            onChange={(value) => value && onTeam(value)}
            allowDeselect={false}
          />
        )}
        <Saving key={team.id} team={team} captured={captured} collections={collections} />
      </Stack>
    </Entrance>
  );
}

export function NothingCaptured({ mayAdd }: { mayAdd: boolean }) {
  usePageTitle('Save to ScrollKeeper');
  return (
    <Entrance
      title={mayAdd ? 'Nothing to save' : 'Nowhere to save to'}
      intro={mayAdd ? 'Click the bookmark on the page of an article or book.' : 'You may not add papers to any team.'}
      otherwise={<Anchor href="/">Go to ScrollKeeper</Anchor>}
    />
  );
}

function Saving({ team, captured, collections }: Pick<Props, 'team' | 'captured' | 'collections'>) {
  const [into, setInto] = useState<string | null>(null);
  const [undone, setUndone] = useState(false);
  const path = { team: team.id };
  const send = (more: { dry_run: boolean; collection?: string }) =>
    api.post('/api/teams/{team}/papers/capture', { params: { path }, body: { ...captured, ...more } });
  const seen = useQuery({
    queryKey: [...keys.papers(team.id), 'capture', captured],
    queryFn: () => send({ dry_run: true }),
    retry: false,
    staleTime: Infinity,
  });
  const saving = useMutation({ mutationFn: () => send({ dry_run: false, collection: into ?? undefined }) });
  const undoing = useMutation({
    mutationFn: (id: string) =>
      api.delete('/api/teams/{team}/imports/{import_id}', { params: { path: { ...path, import_id: id } } }),
    onSuccess: () => setUndone(true),
  });
  const found = saving.data ?? seen.data;
  const failure = seen.error ?? saving.error ?? undoing.error;
  const adds = found ? found.counts.new + found.counts.doubtful : 0;
  const saved = saving.data;
  const first = found?.items.find((one) => one.paper);
  return (
    <>
      {seen.isPending && <Loader size="sm" />}
      {found && <Works found={found} />}
      {failure && (
        <Alert color="red" variant="outline" role="alert">
          {sentence(failure)}
        </Alert>
      )}
      {found && !saved && collections.length > 0 && (
        <Select
          label="Collection"
          placeholder="None"
          data={collections}
          value={into}
          onChange={setInto}
          searchable
          clearable
          nothingFoundMessage="No such collection"
        />
      )}
      {saved && (
        <Text size="sm" role="status">
          {undone ? 'Undone.' : `Saved to ${team.name}.`}
        </Text>
      )}
      {found && (
        <Group justify="flex-end">
          {first?.paper && !undone && (
            <Button component="a" variant="default" href={`/t/${team.slug}/papers/${first.paper}`} target="_blank">
              Open paper
            </Button>
          )}
          {saved?.id && !undone && (
            <Button variant="default" loading={undoing.isPending} onClick={() => saved.id && undoing.mutate(saved.id)}>
              Undo
            </Button>
          )}
          {saved ? (
            <Button onClick={() => window.close()}>Close</Button>
          ) : (
            <Button loading={saving.isPending} disabled={!adds && !into} onClick={() => saving.mutate()}>
              {adds > 1 ? `Save ${referencesText(adds)}` : adds || !into ? 'Save' : 'Add to collection'}
            </Button>
          )}
        </Group>
      )}
    </>
  );
}

function Works({ found }: { found: Schemas['ImportOut'] }) {
  const [item] = found.items;
  if (!item) return null;
  if (found.items.length > 1)
    return (
      <Text size="sm">
        {found.items.length} works on this page: {countsText(found.counts)}
      </Text>
    );
  return (
    <div>
      <Group gap="xs" wrap="nowrap" align="flex-start" justify="space-between">
        <Text fw={600} style={{ overflowWrap: 'anywhere' }} lineClamp={4}>
          {plainTitle(item.metadata) || 'Without title'}
        </Text>
        <Badge
          miw="max-content"
          variant="light"
          color={STATUS[item.status].color}
          tt="none"
          c="var(--mantine-color-text)"
        >
          {STATUS[item.status].label}
        </Badge>
      </Group>
      <Text size="sm" c="dimmed">
        {[bylineOf(item), item.metadata['container-title']].filter(Boolean).join(' · ')}
      </Text>
      {item.reason && <Text size="sm">{item.reason}</Text>}
    </div>
  );
}
