// The ways in of the signed-in person, and calls that change them.
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';

export function useSignInMethods() {
  return useQuery({ queryKey: keys.signInMethods, queryFn: ({ signal }) => api.get('/api/me/ways', { signal }) });
}

/** A change of the ways in: the list is fetched again, and a refusal is said, unless the form says it itself (null). */
export function useChange<Answer, Input = void>(change: (input: Input) => Promise<Answer>, refused: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    // A team that requires a second factor opens with the first, and closes with the last.
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.signInMethods }),
        client.invalidateQueries({ queryKey: keys.me }),
      ]),
    onError: (error) => refused && notifications.show({ color: 'red', title: refused, message: sentence(error) }),
  });
}
