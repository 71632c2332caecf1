// Active sessions, and a way to end each.
import { Badge, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import { Ago } from '../../ui/Ago';
import { exactly } from '../../ui/time';
import { Section } from '../../ui/Section';

export function Sessions() {
  const client = useQueryClient();
  const sessions = useInfiniteQuery({
    queryKey: keys.sessions,
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/sessions', { params: { query: { cursor: pageParam, limit: 50 } }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  const end = useMutation({
    mutationFn: (id: string) => api.delete('/api/sessions/{session_id}', { params: { path: { session_id: id } } }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sessions }),
    onError: (error) => notifications.show({ color: 'red', title: 'Couldn’t sign out', message: sentence(error) }),
  });
  const endOthers = useMutation({
    mutationFn: () => api.delete('/api/sessions/others'),
    onSuccess: () => notifications.show({ message: 'You are signed out everywhere but here.' }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.sessions }),
    onError: (error) => notifications.show({ color: 'red', title: 'Couldn’t sign out', message: sentence(error) }),
  });
  const several = (sessions.data?.pages[0]?.items.length ?? 0) > 1;
  return (
    <Section title="Active sessions" intro="Don’t recognise one? Sign it out and change your password.">
      <Stack mt="md" gap="sm" component="ul" style={{ listStyle: 'none', padding: 0 }}>
        {sessions.isPending && <Skeleton h={40} component="li" />}
        {sessions.error && <li role="alert">{sentence(sessions.error)}</li>}
        {sessions.data?.pages
          .flatMap((page) => page.items)
          .map((session) => (
            <Group key={session.id} component="li" justify="space-between" wrap="nowrap">
              <div>
                <Text size="sm" fw={500}>
                  {session.device ?? 'Unknown browser'}{' '}
                  {session.current && (
                    <Badge size="sm" variant="light" tt="none">
                      this browser
                    </Badge>
                  )}
                </Text>
                <Text size="xs" c="dimmed">
                  <span title={session.address}>{session.place}</span> ·{' '}
                  <span title={exactly(session.last_seen_at)}>
                    last seen <Ago at={session.last_seen_at} />
                  </span>
                </Text>
              </div>
              {!session.current && (
                <Button
                  variant="default"
                  size="xs"
                  flex="none"
                  loading={end.isPending && end.variables === session.id}
                  onClick={() => end.mutate(session.id)}
                  aria-label={`Sign out ${session.device ?? 'unknown browser'}`}
                >
                  Sign out
                </Button>
              )}
            </Group>
          ))}
        {sessions.hasNextPage && (
          <li>
            <Button
              variant="subtle"
              onClick={() => void sessions.fetchNextPage()}
              loading={sessions.isFetchingNextPage}
            >
              Show more
            </Button>
          </li>
        )}
      </Stack>
      {several && (
        <Button mt="md" variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
          Sign out everywhere else
        </Button>
      )}
    </Section>
  );
}
