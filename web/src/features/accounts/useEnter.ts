// What sign-in and sign-up have in common: send the form, remember the person, go on to where they wanted to be.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Me } from '../../api/types';

export function useEnter<Form>(path: string, next: string | undefined) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: (form: Form) => api.post<Me>(path, form),
    onSuccess: async (me) => {
      client.clear();
      client.setQueryData(keys.me, me);
      // A fresh start of the router's own state, so that no page of somebody else's is shown again.
      await router.navigate({ href: next ?? '/', replace: true });
    },
  });
}
