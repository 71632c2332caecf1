// Citations of a document drawn over its pages; the one that was clicked, with the references it means.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { readAll, type PageQuery } from '../../api/useList';
import { type Spot, spotsOf } from '../../viewer/citations';
import type { Opened } from '../../viewer/openFile';

export interface OpenSpot {
  spot: Spot;
  /** Where it stands in the window, in CSS pixels. */
  box: DOMRect;
}

/** Every reference of a paper; the lists of the longest books are a few pages long. */
export function useAllReferences(team: string, paper: string, wanted: boolean) {
  return useQuery({
    queryKey: keys.paperPart(team, paper, 'all-references'),
    enabled: wanted,
    queryFn: async ({ signal }) => {
      const ask = (page: PageQuery) =>
        api.get('/api/teams/{team}/papers/{paper_id}/references', {
          params: { path: { team, paper_id: paper }, query: page },
          signal,
        });
      return (await readAll(ask)).items;
    },
  });
}

export function useCitations(opened: Opened | null, ready: boolean, team: string, paper: string) {
  const [open, setOpen] = useState<OpenSpot | null>(null);
  const { data } = useQuery({
    queryKey: keys.paperPart(team, paper, 'structure'),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/papers/{paper_id}/structure', { params: { path: { team, paper_id: paper } }, signal }),
  });
  const spots = useMemo(() => spotsOf(data?.citations ?? []), [data]);
  useEffect(() => {
    if (!opened || !ready) return;
    opened.viewer.showCitations(spots, (spot, box) => setOpen({ spot, box }));
  }, [opened, ready, spots]);
  return { open, close: () => setOpen(null) };
}
