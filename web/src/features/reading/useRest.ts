// The replies of a long thread beyond those that come with it, asked for page by page.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Comment, Page, Thread } from '../../api/types';

export function useRest(team: string, thread: Thread | undefined): { comments: Comment[]; hasMore: boolean; loading: boolean; more: () => void } {
  const [wanted, setWanted] = useState(false);
  const found = useInfiniteQuery({
    queryKey: [...keys.threads(team, thread?.paper ?? ''), 'rest', thread?.id, thread?.next],
    queryFn: ({ pageParam, signal }) => api.get<Page<Comment>>(`/teams/${team}/threads/${thread?.id}/comments`, { limit: 100, cursor: pageParam }, signal),
    initialPageParam: thread?.next ?? null,
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
