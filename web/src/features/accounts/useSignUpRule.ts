// Who may make an account here, and whether letters can be sent.
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Schemas } from '../../api/schemas';

export function useSignUpRule(): Schemas['SignUpOut'] | undefined {
  const { data } = useQuery({
    queryKey: keys.signUp,
    queryFn: ({ signal }) => api.get('/api/sign-up', { signal }),
    staleTime: 300_000,
  });
  return data;
}
