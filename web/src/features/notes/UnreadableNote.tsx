// Instead of a note that cannot be shown: its versions, one of which it can be set back to.
import { Alert, Button, Container, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Note, Schemas, Team } from '../../api/schemas';
import { Ago } from '../../ui/Ago';
import { exactly } from '../../ui/time';

interface Props {
  team: Team;
  note: Note;
  /** It was set back: open it afresh. */
  onReady: () => void;
}

export function UnreadableNote({ team, note, onReady }: Props) {
  const client = useQueryClient();
  const [busy, setBusy] = useState<string | null>(null);
  const { data, error } = useQuery({
    queryKey: keys.notePart(team.id, note.id, 'versions'),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/notes/{note_id}/versions', {
        params: { path: { team: team.id, note_id: note.id }, query: { limit: 50 } },
        signal,
      }),
    staleTime: 0,
  });
  const mayWrite = note.can.includes('edit');

  async function setBack(version: Schemas['NoteVersionOut']) {
    setBusy(version.id);
    try {
      await api.post('/api/teams/{team}/notes/{note_id}/versions/{version_id}/restore', {
        params: { path: { team: team.id, note_id: note.id, version_id: version.id } },
      });
      await client.invalidateQueries({ queryKey: keys.notes(team.id) });
      onReady();
    } catch (refusal) {
      notifications.show({ color: 'red', message: sentence(refusal) });
    } finally {
      setBusy(null);
    }
  }

  return (
    <Container size="sm" py="xl">
      <Title order={1} size="h2" mb="md">
        {note.title}
      </Title>
      <Alert color="red" title="This note can’t be displayed" mb="lg" role="alert">
        Part of it is damaged.{' '}
        {mayWrite
          ? 'Restore an earlier version. Anything written after that will be lost.'
          : 'Someone with edit access can restore an earlier version.'}
      </Alert>
      {error && (
        <Text c="red" mb="md">
          {sentence(error)}
        </Text>
      )}
      {!data && !error && <Loader size="sm" />}
      {data && !data.items.length && (
        <Text>No earlier version is available. Start a new note, or ask your administrator.</Text>
      )}
      <Stack gap="xs">
        {data?.items.map((version) => (
          <Group key={version.id} justify="space-between" wrap="nowrap">
            <div>
              <Text size="sm" title={exactly(version.at)}>
                <Ago at={version.at} />
              </Text>
              <Text size="xs" c="dimmed">
                {version.people.map((person) => person.name).join(', ')}
              </Text>
            </div>
            {mayWrite && (
              <Button
                size="compact-sm"
                variant="light"
                loading={busy === version.id}
                disabled={busy !== null && busy !== version.id}
                onClick={() => void setBack(version)}
              >
                Restore this version
              </Button>
            )}
          </Group>
        ))}
      </Stack>
    </Container>
  );
}
