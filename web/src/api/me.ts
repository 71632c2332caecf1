// Who is signed in, asked once and kept.
import { queryOptions, useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { api } from './client';
import { keys } from './keys';
import { Problem } from './problem';
import type { Me } from './schemas';

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
  staleTime: 300_000,
});

export function useMaybeMe() {
  return useQuery(meQuery);
}

/** The signed-in person; only below the shell, which shows nothing to others. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery);
  if (!data) throw new Error('You’re signed out.');
  return data;
}
