// The style one cites in, kept for every browser of theirs, and what a selection looks like in it.
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import type { Schemas, Team } from '../../../api/schemas';

export type Chosen = Schemas['CitationPreferences'];
export type Form = 'html' | 'text' | 'markdown' | 'latex';
export type Bibliography = Schemas['BibliographyOut'];
const FIRST: Chosen = { style: 'apa', locale: null };

export const chosenStyle = queryOptions({
  queryKey: keys.citing('style'),
  queryFn: () => api.get('/api/me/preferences/citations'),
  staleTime: Infinity,
});

export function useChosenStyle() {
  const client = useQueryClient();
  const { data } = useQuery(chosenStyle);
  const saving = useMutation({ mutationFn: (body: Chosen) => api.put('/api/me/preferences/citations', { body }) });
  const choose = (next: Chosen) => {
    client.setQueryData(chosenStyle.queryKey, next);
    saving.mutate(next);
  };
  return { chosen: data ?? FIRST, known: data !== undefined, choose };
}

export const bibliographyOf = (team: Team, papers: string[], { style, locale }: Chosen, format: Form) =>
  queryOptions({
    queryKey: keys.bibliography(team.id, { papers, style, locale, format }),
    queryFn: ({ signal }) =>
      api.post('/api/teams/{team}/bibliography', {
        params: { path: { team: team.id } },
        body: { papers, style: style ?? 'apa', locale: locale ?? null, format },
        signal,
      }),
    placeholderData: keepPreviousData,
    retry: false,
  });

export const stylesFound = (q: string) =>
  queryOptions({
    queryKey: keys.citing('styles', q),
    queryFn: ({ signal }) => api.get('/api/styles', { params: { query: { q, limit: 50 } }, signal }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });

export const localesKnown = queryOptions({
  queryKey: keys.citing('locales'),
  queryFn: () => api.get('/api/styles/locales'),
  staleTime: Infinity,
});

export const teamStyles = (team: Team) =>
  queryOptions({
    queryKey: keys.teamStyles(team.id),
    queryFn: () => api.get('/api/teams/{team}/styles', { params: { path: { team: team.id }, query: { limit: 200 } } }),
    enabled: team.role !== 'guest',
  });
