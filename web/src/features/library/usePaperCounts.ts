// Comments, what is unread and collections of the papers that are seen: asked for apart from the list, in blocks that
// stay the same while somebody scrolls.
import { useQueries } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { PaperRow, Team } from '../../api/schemas';
import type { PaperCounts } from './columns';

const BLOCK = 50;

type Answer = { items: PaperCounts[] };
type Signal = { signal: AbortSignal };

/** Of papers `first` to `last` of the list; what was known of others stays known. */
export function usePaperCounts(
  team: Team,
  papers: PaperRow[],
  first: number,
  last: number,
  wanted: { counts: boolean; collections: boolean },
) {
  const known = useRef(new Map<string, PaperCounts>());
  const blocks: string[][] = [];
  const end = Math.min(last + 1, papers.length);
  for (let at = Math.floor(first / BLOCK) * BLOCK; at < end; at += BLOCK) {
    blocks.push(papers.slice(at, at + BLOCK).map((paper) => paper.id));
  }
  const path = { team: team.id };
  const countsOf = (paper: string[]) => ({
    queryKey: keys.paperCountsOf(team.id, paper),
    queryFn: ({ signal }: Signal): Promise<Answer> =>
      api.get('/api/teams/{team}/papers/counts', { params: { path, query: { paper } }, signal }),
    retry: false,
  });
  const collectionsOf = (paper: string[]) => ({
    queryKey: keys.collectionsOf(team.id, paper),
    queryFn: ({ signal }: Signal): Promise<Answer> =>
      api.get('/api/teams/{team}/papers/collections', { params: { path, query: { paper } }, signal }),
    retry: false,
  });
  return useQueries({
    queries: [...(wanted.counts ? blocks.map(countsOf) : []), ...(wanted.collections ? blocks.map(collectionsOf) : [])],
    combine: useCallback((answers: { data?: Answer | undefined }[]) => {
      let changed = false;
      const next = new Map(known.current);
      for (const one of answers.flatMap((answer) => answer.data?.items ?? [])) {
        const before = next.get(one.paper);
        const now = { ...before, ...one };
        if (JSON.stringify(before) === JSON.stringify(now)) continue;
        next.set(one.paper, now);
        changed = true;
      }
      // The very same object for the rows that have not changed, so that they are not drawn again.
      if (changed) known.current = next;
      return known.current;
    }, []),
  });
}
