// The replies of a long thread beyond those that come with it, asked for page by page.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Comment, Thread } from '../../api/schemas';

export function useRest(
  team: string,
  thread: Thread | undefined,
): { comments: Comment[]; hasMore: boolean; loading: boolean; more: () => void } {
  const [wanted, setWanted] = useState(false);
  const found = useInfiniteQuery({
    queryKey: [...keys.threads(team, thread?.paper ?? ''), 'rest', thread?.id, thread?.next],
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/teams/{team}/threads/{thread_id}/comments', {
        params: { path: { team, thread_id: thread?.id ?? '' }, query: { limit: 100, cursor: pageParam } },
        signal,
      }),
    initialPageParam: thread?.next ?? undefined,
    getNextPageParam: (page) => page.next,
    enabled: wanted && Boolean(thread?.next),
  });
  return {
    comments: found.data?.pages.flatMap((page) => page.items) ?? [],
    hasMore: Boolean(thread?.next) && (!wanted || found.hasNextPage || found.isPending),
    loading: wanted && found.isFetching,
    more: () => (wanted ? void found.fetchNextPage() : setWanted(true)),
  };
}
