// The list of papers as the table needs it: pages of 200, asked for as somebody scrolls, and each status live.
import { keepPreviousData, useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { PaperPage, PaperRow, Schemas, Team } from '../../api/schemas';
import { useLive } from '../../live/live';
import { forgetProgress, hearProgress } from './progress';
import { readSort, writeSort, type LibraryView } from './view';

const PAGE = 200;

type Papers = InfiniteData<PaperPage, string | undefined>;

/** The same lists with one row changed; the very same object where it is not in them. */
export function withRow(papers: Papers | undefined, id: string, change: Partial<PaperRow>): Papers | undefined {
  if (!papers?.pages.some((page) => page.items.some((row) => row.id === id))) return papers;
  const pages = papers.pages.map((page) => ({
    ...page,
    items: page.items.map((row) => (row.id === id ? { ...row, ...change } : row)),
  }));
  return { ...papers, pages };
}

/** The same lists without these rows. */
export function withoutRows(papers: Papers | undefined, gone: ReadonlySet<string>): Papers | undefined {
  if (!papers) return papers;
  let less = 0;
  const shorter = papers.pages.map((page) => {
    const items = page.items.filter((row) => !gone.has(row.id));
    less += page.items.length - items.length;
    return { ...page, items };
  });
  return { ...papers, pages: shorter.map((page) => ({ ...page, total: Math.max(0, page.total - less) })) };
}

export function usePapers(team: Team, view: LibraryView) {
  const client = useQueryClient();
  const parameters = {
    sort: writeSort(readSort(view.sort)),
    filter: view.filter ?? '',
    deleted: view.bin ?? false,
    needs_checking: view.check ?? false,
    collection: view.collection,
    within: view.within ?? false,
    tag: view.tags ?? [],
    tags: view.any ? ('any' as const) : ('all' as const),
  };
  const papers = useInfiniteQuery({
    queryKey: keys.paperList(team.id, parameters),
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/teams/{team}/papers', {
        params: { path: { team: team.id }, query: { ...parameters, limit: PAGE, cursor: pageParam } },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

  useLive(`team:${team.id}`, {
    onWhisper: hearProgress,
    onEvent: (event) => {
      const { paper } = event.subject;
      if (event.name !== 'paper.status' || !paper) return;
      const status = event.data.status as Schemas['PaperRow']['status'];
      const reason = (event.data.reason as string | null) ?? null;
      if (status !== 'parsing') forgetProgress(paper);
      // The status shows at once; title and authors follow when the list is asked for again.
      client.setQueriesData<Papers>({ queryKey: keys.papers(team.id) }, (old) =>
        withRow(old, paper, { status, reason }),
      );
    },
  });

  const rows = useMemo(() => dedupe(papers.data?.pages.flatMap((page) => page.items) ?? []), [papers.data]);
  return { ...papers, rows, total: totalOf(papers.data, rows) };
}

/** Asked of the pages that are shown: while another order is fetched, the query itself knows of no next page. */
export function totalOf(papers: Pick<Papers, 'pages'> | undefined, rows: PaperRow[]): number {
  const last = papers?.pages.at(-1);
  return last?.next ? Math.max(last.total, rows.length) : rows.length;
}

/** A paper may stand on two pages when the order changed between two requests. */
function dedupe(rows: PaperRow[]): PaperRow[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
