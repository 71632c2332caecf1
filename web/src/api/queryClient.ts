// The one cache of answers. The live connection says when they are stale, so nothing is polled.
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { keys } from './keys';
import { Problem } from './problem';

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error) => {
      // Signed out elsewhere: without a person the pages lead to sign-in and back again.
      if (error instanceof Problem && error.status === 401) queryClient.setQueryData(keys.me, null);
      // A team, or the host, requires it since just now: the pages are told by who one is.
      if (error instanceof Problem && error.kind === 'second-factor-needed')
        void queryClient.invalidateQueries({ queryKey: keys.me });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      retry: (count, error) => {
        const status = error instanceof Problem ? error.status : 0;
        return count < 2 && (status === 0 || status === 503);
      },
    },
    mutations: { retry: false },
  },
});

/** Nothing of a person stays for whoever signs in next. What the page of signing in shows is nobody's and stays. */
export function forgetPerson(client: QueryClient): void {
  client.getMutationCache().clear();
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.signInOptions[0] });
}
