// What the palette offers: papers, collections, saved searches, pages, teams, and what menus do on any page and on this one.
import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import type { Team } from '../../api/schemas';
import { useCollections } from '../../features/collections/useCollections';
import { useSearches } from '../../features/collections/useSearches';
import { pageActions } from '../../ui/pageActions';
import { PLACES } from '../TeamPlaces';
import { matching, type Entry } from './matching';
import { readRecent } from './recentPapers';

const PAPERS = 8;
const TYPING_MS = 150;

export function useEntries(team: Team, typed: string, onShortcuts: () => void): Entry[] {
  const navigate = useNavigate();
  const { teams } = useMe();
  const { setColorScheme } = useMantineColorScheme();
  const { all: collections } = useCollections(team);
  const { all: searches } = useSearches(team);
  const words = typed.trim();
  const [asked] = useDebouncedValue(words, TYPING_MS);
  const found = useQuery({
    queryKey: keys.paperList(team.id, { palette: asked }),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/papers', {
        params: { path: { team: team.id }, query: { filter: asked, limit: PAPERS } },
        signal,
      }),
    placeholderData: keepPreviousData,
  });
  const to = { team: team.slug };
  const library = (search: object) => void navigate({ to: '/t/$team', params: to, search });

  const known = [...readRecent(team.id), ...(found.data?.items ?? [])];
  const papers = known
    .filter((paper, place) => known.findIndex((one) => one.id === paper.id) === place)
    .map(({ id, title }) => ({
      id: `paper-${id}`,
      label: title || 'Untitled paper',
      kind: 'Paper',
      run: () => void navigate({ to: '/t/$team/papers/$paper', params: { ...to, paper: id } }),
    }));
  const pages: Entry[] = [
    ...PLACES.map((place) => ({
      id: place.to,
      label: place.title,
      kind: 'Page',
      run: () => void navigate({ to: place.to, params: to }),
    })),
    ...(team.role === 'guest'
      ? []
      : [
          { id: 'trash', label: 'Trash', kind: 'Page', run: () => library({ bin: true }) },
          { id: 'check', label: 'Papers that need checking', kind: 'Page', run: () => library({ check: true }) },
        ]),
    { id: 'inbox', label: 'Inbox', kind: 'Page', run: () => void navigate({ to: '/inbox' }) },
    { id: 'settings', label: 'Settings', kind: 'Page', run: () => void navigate({ to: '/settings' }) },
  ];
  const inTeam: Entry[] = [
    ...collections.map((one) => ({
      id: one.id,
      label: one.name,
      kind: 'Collection',
      run: () => library({ collection: one.id }),
    })),
    ...searches.map((one) => ({
      id: one.id,
      label: one.name,
      kind: 'Saved search',
      run: () => library({ filter: one.filter }),
    })),
  ];
  const others = teams.map((one) => ({
    id: one.id,
    label: one.name,
    kind: one.kind === 'personal' ? 'Library' : 'Team',
    run: () => void navigate({ to: '/t/$team', params: { team: one.slug } }),
  }));
  // As they were when the palette opened: the page behind it does not change meanwhile.
  const [ofPage] = useState(pageActions);
  const actions: Entry[] = [
    ...ofPage.map(({ title, kind = 'Action', run }, place) => ({ id: `page-${place}`, label: title, kind, run })),
    { id: 'light', label: 'Light appearance', kind: 'Action', run: () => setColorScheme('light') },
    { id: 'dark', label: 'Dark appearance', kind: 'Action', run: () => setColorScheme('dark') },
    { id: 'auto', label: 'Match system appearance', kind: 'Action', run: () => setColorScheme('auto') },
    { id: 'keys', label: 'Keyboard shortcuts', kind: 'Action', run: onShortcuts },
  ];
  // The server has found papers by words that the title need not have.
  const recent = words ? matching(papers, words) : papers.slice(0, PAPERS);
  const rest = words && asked === words ? papers.filter((one) => !recent.includes(one) && isFound(one.id)) : [];
  function isFound(id: string) {
    return found.data?.items.some((one) => `paper-${one.id}` === id) ?? false;
  }
  const everywhere: Entry[] = words
    ? [
        {
          id: 'search',
          label: `Search everything for “${words}”`,
          kind: 'Search',
          run: () => void navigate({ to: '/t/$team/search', params: to, search: { q: words } }),
        },
      ]
    : [];
  return [...recent, ...matching([...inTeam, ...pages, ...others, ...actions], words), ...rest, ...everywhere];
}
