// The notes of a team: its own, and those of its papers.
import { Badge, Button, Container, Group, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Team } from '../../api/schemas';
import { Oops } from '../../ui/Oops';
import { Ago } from '../../ui/Ago';
import { usePageTitle } from '../../ui/usePageTitle';
import { Waiting } from '../../ui/Waiting';
import classes from './Notes.module.css';

export function NotesPage({ team }: { team: Team }) {
  usePageTitle('Notes');
  const notes = useInfiniteQuery({
    queryKey: [...keys.notes(team.id), 'list'],
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/teams/{team}/notes', {
        params: { path: { team: team.id }, query: { limit: 100, cursor: pageParam } },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  if (notes.error) return <Oops error={notes.error} again={() => void notes.refetch()} />;
  if (!notes.data) return <Waiting />;
  const items = notes.data.pages.flatMap((page) => page.items);
  const mayWrite = notes.data.pages[0]?.can.includes('edit');
  return (
    <Container size="md" py="xl">
      <Group justify="space-between" mb="lg">
        <Title order={1} size="h2">
          Notes
        </Title>
        {mayWrite && <NewNote team={team} />}
      </Group>
      {items.length === 0 && (
        <Stack align="center" py={64} gap="xs">
          <Text fw={600}>No notes yet</Text>
          <Text c="dimmed" ta="center" maw={440}>
            Notes are pages the whole team can edit at the same time: meeting notes, drafts, plans. Each paper can have
            its own note, too.
          </Text>
        </Stack>
      )}
      <ul className={classes.list}>
        {items.map((note) => (
          <li key={note.id}>
            <Link className={classes.row} to="/t/$team/notes/$note" params={{ team: team.slug, note: note.id }}>
              <span className={classes.name}>{note.title}</span>
              {note.paper && (
                <Badge variant="default" size="sm" tt="none">
                  paper note
                </Badge>
              )}
              <Text component="span" size="sm" c="dimmed">
                <Ago at={note.written_at ?? note.created_at} />
              </Text>
            </Link>
          </li>
        ))}
      </ul>
      {notes.hasNextPage && (
        <Button variant="default" onClick={() => void notes.fetchNextPage()} loading={notes.isFetchingNextPage}>
          Show more
        </Button>
      )}
    </Container>
  );
}

function NewNote({ team }: { team: Team }) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [failed, setFailed] = useState<string>();
  const [busy, setBusy] = useState(false);
  async function begin() {
    setBusy(true);
    setFailed(undefined);
    try {
      const note = await api.post('/api/teams/{team}/notes', { params: { path: { team: team.id } }, body: {} });
      void client.invalidateQueries({ queryKey: keys.notes(team.id) });
      await navigate({ to: '/t/$team/notes/$note', params: { team: team.slug, note: note.id } });
    } catch (error) {
      setFailed(sentence(error));
      setBusy(false);
    }
  }
  return (
    <Group>
      {failed && (
        <Text size="sm" c="red" role="alert">
          {failed}
        </Text>
      )}
      <Button onClick={() => void begin()} loading={busy}>
        New note
      </Button>
    </Group>
  );
}
