// How the paper was described before: each change with its values, to be set back field by field or whole.
import { Button, Group, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { Paper, Schemas, Team } from '../../../api/schemas';
import { Ago } from '../../../ui/Ago';
import { FIELDS } from '../../../ui/cslFields';
import { Dialog } from '../../../ui/Dialog';
import { fieldText } from '../../../ui/fieldText';
import { Waiting } from '../../../ui/Waiting';
import { valueText, type Value } from '../fields/kinds';
import styles from './PaperPage.module.css';

type Change = Schemas['ChangeOut'];

export function Changes({ team, paper, onClose }: { team: Team; paper: Paper; onClose: () => void }) {
  const found = useInfiniteQuery({
    queryKey: keys.paperPart(team.id, paper.id, 'changes'),
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/teams/{team}/papers/{paper_id}/changes', {
        params: { path: { team: team.id, paper_id: paper.id }, query: { limit: 20, cursor: pageParam } },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  const changes = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Dialog opened onClose={onClose} title="History of details" size="lg">
      {found.error && <Text role="alert">{sentence(found.error)}</Text>}
      {found.isPending && <Waiting />}
      {found.data && changes.length === 0 && (
        <Text c="dimmed">No changes yet. Edits are kept here, with what was there before.</Text>
      )}
      <Stack component="ol" gap="lg" p={0} m={0} style={{ listStyle: 'none' }}>
        {changes.map((change) => (
          <OneChange key={change.id} team={team} paper={paper} change={change} />
        ))}
      </Stack>
      {found.hasNextPage && (
        <Button variant="default" mt="md" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Dialog>
  );
}

function OneChange({ team, paper, change }: { team: Team; paper: Paper; change: Change }) {
  const client = useQueryClient();
  const setBack = useMutation({
    mutationFn: (fields: string[] | null) =>
      api.post('/api/teams/{team}/papers/{paper_id}/changes/{change_id}/undo', {
        params: { path: { team: team.id, paper_id: paper.id, change_id: change.id } },
        body: { fields },
      }),
    onSuccess: (changed) => {
      client.setQueryData(keys.paper(team.id, paper.id), changed);
      void client.invalidateQueries({ queryKey: keys.paperPart(team.id, paper.id, 'changes') });
    },
  });
  const editable = paper.can.includes('edit');
  const who = change.by === 'parser' ? 'Read from the PDF' : (change.person?.name ?? 'A former member');
  return (
    <li>
      <Group justify="space-between" wrap="nowrap" mb={4}>
        <Text size="sm" fw={500}>
          {who}, <Ago at={change.at} />
          {change.batch && ' · with other papers'}
        </Text>
        {editable && change.fields.length > 1 && (
          <Button size="compact-xs" variant="default" onClick={() => setBack.mutate(null)}>
            Restore all
          </Button>
        )}
      </Group>
      <dl className={styles.changes}>
        {change.fields.map(({ field, name, before, after }) => {
          const label =
            name ?? FIELDS.find((one) => one.name === field)?.label ?? (field === 'abstract' ? 'Abstract' : field);
          return (
            <div key={field}>
              <dt>{label}</dt>
              <dd>
                <span>
                  <Text size="sm" span td="line-through" c="dimmed">
                    {said(field, before) || 'Empty'}
                  </Text>{' '}
                  <Text size="sm" span>
                    {said(field, after) || 'Empty'}
                  </Text>
                </span>
                {editable && (
                  <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={`Restore ${name ?? label.toLowerCase()}: ${said(field, before).slice(0, 80) || 'empty'}`}
                    onClick={() => setBack.mutate([field])}
                  >
                    Restore
                  </Button>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
      {setBack.error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {sentence(setBack.error)}
        </Text>
      )}
    </li>
  );
}

function said(field: string, value: unknown): string {
  if (field.startsWith('custom:')) return valueText(value as Value | null);
  return fieldText(field, value);
}
