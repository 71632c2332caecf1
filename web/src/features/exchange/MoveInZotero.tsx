// A Zotero library moved in: the ZIP of its data folder is sent, then shown how far it is and what did not come.
import { Button, FileButton, Group, List, Loader, ScrollArea, Stack, Table, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Team } from '../../api/schemas';
import { leftOutText, movedText } from './importText';

const ASK_AGAIN_MS = 1500;
const SHOWN = 200;

interface Props {
  team: Team;
  collection?: string;
  onBack: () => void;
  onClose: () => void;
}

export function MoveInZotero({ team, collection, onBack, onClose }: Props) {
  const client = useQueryClient();
  const [group, setGroup] = useState('');
  const sending = useMutation({
    mutationFn: async (file: File) =>
      (
        await api.upload('/api/teams/{team}/imports/zotero', {
          params: { path: { team: team.id }, query: { collection, group } },
          body: { file },
        })
      ).answer,
  });
  const id = sending.data?.id ?? '';
  const moving = useQuery({
    queryKey: [...keys.papers(team.id), 'move', id],
    queryFn: () =>
      api.get('/api/teams/{team}/imports/{import_id}', { params: { path: { team: team.id, import_id: id } } }),
    enabled: Boolean(id),
    refetchInterval: ({ state }) => (isOver(state.data?.status) ? false : ASK_AGAIN_MS),
  });
  const move = moving.data ?? sending.data;
  const over = isOver(move?.status);
  useEffect(() => {
    if (over) void client.invalidateQueries({ queryKey: keys.collections(team.id) });
  }, [client, over, team.id]);

  const failure = sending.error ?? moving.error;
  return (
    <Stack>
      {!move && (
        <>
          <Text size="sm" c="dimmed">
            Imports items, collections, tags, notes, PDFs and highlights. Nothing in Zotero changes, and you can import
            again whenever something is new there.
          </Text>
          <List type="ordered" size="sm" spacing={4}>
            <List.Item>
              In Zotero, open Settings → Advanced → Files and Folders, and choose Show Data Directory.
            </List.Item>
            <List.Item>Close Zotero. Make a ZIP of zotero.sqlite and the folder storage.</List.Item>
            <List.Item>Choose the ZIP here.</List.Item>
          </List>
          <TextInput
            label="Group"
            description="To import a group’s library instead of your own, enter its name."
            value={group}
            maxLength={200}
            onChange={(event) => setGroup(event.currentTarget.value)}
          />
        </>
      )}
      {move && (
        <Group gap="xs" role="status">
          {!over && <Loader size="xs" />}
          <Text size="sm">
            {move.status === 'failed' ? move.reason : over ? 'Done.' : 'Importing your library…'}{' '}
            {movedText(move.counts)}
          </Text>
        </Group>
      )}
      {move && !over && (
        <Text size="sm" c="dimmed">
          You can close this window; it continues.
        </Text>
      )}
      {over && move && move.left_out.length > 0 && (
        <>
          <Text size="sm">{leftOutText(move.counts.left_out ?? move.left_out.length)}</Text>
          <ScrollArea.Autosize
            mah="40vh"
            type="auto"
            viewportProps={{ tabIndex: 0, 'aria-label': 'Left out', role: 'group' }}
          >
            <Table verticalSpacing={4}>
              <Table.Tbody>
                {move.left_out.slice(0, SHOWN).map((one, index) => (
                  <Table.Tr key={index}>
                    <Table.Td>
                      <Text size="sm" lineClamp={2}>
                        {one.title || `(${one.what})`}
                      </Text>
                      <Text size="xs" c="dimmed">
                        {one.reason}
                      </Text>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollArea.Autosize>
        </>
      )}
      {failure && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {sentence(failure)}
        </Text>
      )}
      <Group justify="flex-end">
        {move ? (
          <>
            {move.status === 'failed' && (
              <Button variant="default" onClick={() => sending.reset()}>
                Try again
              </Button>
            )}
            <Button onClick={onClose}>Close</Button>
          </>
        ) : (
          <>
            <Button variant="default" onClick={onBack} disabled={sending.isPending}>
              Back
            </Button>
            <FileButton accept=".zip,application/zip" onChange={(file) => file && sending.mutate(file)}>
              {(props) => (
                <Button {...props} loading={sending.isPending}>
                  Choose a ZIP…
                </Button>
              )}
            </FileButton>
          </>
        )}
      </Group>
    </Stack>
  );
}

const isOver = (status?: string) => status === 'done' || status === 'failed';
