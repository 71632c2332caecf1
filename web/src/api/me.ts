// Who is signed in, asked once and kept.
import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { api } from './client';
import { keys } from './keys';
import { Problem } from './problem';
import type { Me, Team } from './schemas';

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return await api.get('/api/me', { signal });
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return null;
      throw error;
    }
  },
  select: (me) => me && { ...me, teams: me.teams.map(withShownName) },
  staleTime: 300_000,
});

/** One's own library is stored under one's name, and shown under this one. */
function withShownName(team: Team): Team {
  return team.kind === 'personal' && team.role === 'owner' ? { ...team, name: 'My library' } : team;
}

export function useMaybeMe() {
  return useQuery(meQuery);
}

/** The signed-in person; only below the shell, which shows nothing to others. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery);
  if (!data) throw new Error('You’re signed out.');
  return data;
}
