// A paged list: its items so far, and more on request.
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import { api, type Query } from './client';
import type { Page } from './types';

export function useList<Item>(queryKey: QueryKey, path: string, query: Query = {}, enabled = true) {
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => api.get<Page<Item>>(path, { ...query, cursor: pageParam, limit: 50 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled,
  });
  return { ...list, items: list.data?.pages.flatMap((page) => page.items) };
}
