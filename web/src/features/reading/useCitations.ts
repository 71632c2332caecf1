// Citations of a document drawn over its pages; the one that was clicked, with the references it means.
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Page, Reference } from '../../api/types';
import { type Citation, type Spot, spotsOf } from './citations';
import type { Opened } from './useReader';

export interface OpenSpot {
  spot: Spot;
  /** Where it stands in the window, in CSS pixels. */
  box: DOMRect;
}

const AT_ONCE = 200;

/** Every reference of a paper; the lists of the longest books are a few pages long. */
export function useAllReferences(team: string, paper: string, wanted: boolean) {
  return useQuery({
    queryKey: keys.paperPart(team, paper, 'all-references'),
    enabled: wanted,
    queryFn: async ({ signal }) => {
      const all: Reference[] = [];
      let cursor: string | null = null;
      do {
        const page: Page<Reference> = await api.get(`/teams/${team}/papers/${paper}/references`, { limit: AT_ONCE, cursor }, signal);
        all.push(...page.items);
        cursor = page.next;
      } while (cursor);
      return all;
    },
  });
}

export function useCitations(opened: Opened | null, ready: boolean, team: string, paper: string) {
  const [open, setOpen] = useState<OpenSpot | null>(null);
  const { data } = useQuery({
    queryKey: keys.paperPart(team, paper, 'structure'),
    queryFn: ({ signal }) => api.get<{ citations: Citation[] }>(`/teams/${team}/papers/${paper}/structure`, {}, signal),
  });
  const spots = useMemo(() => spotsOf(data?.citations ?? []), [data]);
  useEffect(() => {
    if (!opened || !ready) return;
    opened.viewer.showCitations(spots, (spot, box) => setOpen({ spot, box }));
  }, [opened, ready, spots]);
  return { open, close: () => setOpen(null) };
}
