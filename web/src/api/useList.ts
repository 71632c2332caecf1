// A paged list: its items so far, and more on request.
import { useInfiniteQuery, type QueryKey } from '@tanstack/react-query';
import type { Page } from './schemas';

const AT_ONCE = 50;
const MOST_AT_ONCE = 200;

/** Which part of a list is asked for. */
export interface PageQuery {
  cursor?: string;
  limit: number;
}

/** All pages of a list, with what `can` says beside it. */
export async function readAll<Item>(
  ask: (page: PageQuery) => Promise<Page<Item> & { can?: string[] }>,
): Promise<{ items: Item[]; can: string[] }> {
  const items: Item[] = [];
  let cursor: string | undefined;
  let can: string[] = [];
  do {
    // oxlint-disable-next-line no-await-in-loop -- each page names the next.
    const page: Page<Item> & { can?: string[] } = await ask({ cursor, limit: MOST_AT_ONCE });
    items.push(...page.items);
    can = page.can ?? [];
    cursor = page.next ?? undefined;
  } while (cursor);
  return { items, can };
}

export function useList<Item>(
  queryKey: QueryKey,
  ask: (page: PageQuery, signal: AbortSignal) => Promise<Page<Item>>,
  enabled = true,
) {
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => ask({ cursor: pageParam, limit: AT_ONCE }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    enabled,
  });
  return { ...list, items: list.data?.pages.flatMap((page) => page.items) };
}
