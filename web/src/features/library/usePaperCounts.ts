// Comments and what is unread of the papers that are seen: asked for apart from the list, in blocks that stay the same
// while somebody scrolls.
import { useQueries } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { PaperRow, Team } from '../../api/schemas';
import type { PaperCounts } from './columns';

const BLOCK = 50;

/** Of papers `first` to `last` of the list; what was known of others stays known. */
export function usePaperCounts(team: Team, papers: PaperRow[], first: number, last: number, wanted: boolean) {
  const known = useRef(new Map<string, PaperCounts>());
  const blocks: string[][] = [];
  const end = wanted ? Math.min(last + 1, papers.length) : 0;
  for (let at = Math.floor(first / BLOCK) * BLOCK; at < end; at += BLOCK) {
    blocks.push(papers.slice(at, at + BLOCK).map((paper) => paper.id));
  }
  return useQueries({
    queries: blocks.map((paper) => ({
      queryKey: keys.paperCountsOf(team.id, paper),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get('/api/teams/{team}/papers/counts', { params: { path: { team: team.id }, query: { paper } }, signal }),
      retry: false,
    })),
    combine: useCallback((answers: { data?: { items: PaperCounts[] } | undefined }[]) => {
      let changed = false;
      const next = new Map(known.current);
      for (const one of answers.flatMap((answer) => answer.data?.items ?? [])) {
        if (JSON.stringify(next.get(one.paper)) === JSON.stringify(one)) continue;
        next.set(one.paper, one);
        changed = true;
      }
      // The very same object for the rows that have not changed, so that they are not drawn again.
      if (changed) known.current = next;
      return known.current;
    }, []),
  });
}
