// What a search finds in one section: papers, notes, or discussion.
import { useInfiniteQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Schemas } from '../../api/schemas';
import type { Section } from './sections';

export type Passage = Schemas['PassageOut'];
export type Hit = Schemas['HitOut'];
const PER_PAGE = 25;

export function useFound(team: string, section: Section, words: string, paper?: string) {
  const found = useInfiniteQuery({
    queryKey: keys.search(team, section, words, paper),
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/teams/{team}/search', {
        params: { path: { team }, query: { q: words, in: section, paper, limit: PER_PAGE, cursor: pageParam } },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    enabled: words !== '',
  });
  const [first] = found.data?.pages ?? [];
  return {
    ...found,
    items: found.data?.pages.flatMap((page) => page.items) ?? [],
    count: first?.count,
    capped: first?.capped ?? false,
  };
}

export type Found = ReturnType<typeof useFound>;

/** “12”, or “300+” where there are more than are counted. */
export function counted({ count, capped }: Pick<Found, 'count' | 'capped'>): string {
  if (count === undefined) return '';
  return `${count.toLocaleString()}${capped ? '+' : ''}`;
}
