// What happened to a paper, the newest first.
import { Button, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { Paper, Team } from '../../../api/schemas';
import { Ago } from '../../../ui/Ago';
import { exactly } from '../../../ui/time';
import { Waiting } from '../../../ui/Waiting';
import { eventText } from './eventText';

export function Activity({ team, paper }: { team: Team; paper: Paper }) {
  const found = useInfiniteQuery({
    queryKey: keys.paperPart(team.id, paper.id, 'activity'),
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/teams/{team}/papers/{paper_id}/activity', {
        params: { path: { team: team.id, paper_id: paper.id }, query: { cursor: pageParam } },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  if (found.error) return <Text role="alert">{sentence(found.error)}</Text>;
  if (!found.data) return <Waiting />;
  return (
    <>
      <Stack component="ol" gap="xs" p={0} m={0} style={{ listStyle: 'none' }}>
        {found.data.pages
          .flatMap((page) => page.items)
          .map((event) => (
            <li key={event.clock}>
              <Text span>{eventText(event)}</Text>{' '}
              <Text span size="sm" c="dimmed" title={exactly(event.at)}>
                <Ago at={event.at} />
              </Text>
            </li>
          ))}
      </Stack>
      {found.hasNextPage && (
        <Button variant="default" mt="md" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}
