// What all ways in have in common: send the form, remember the person, go on to where they wanted to be.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { keys } from '../../api/keys';
import { forgetPerson } from '../../api/queryClient';
import type { Me, Schemas } from '../../api/schemas';

/** `sendForm` answers with who came in, or with what is asked for besides. */
export function useEnter<Form>(
  sendForm: (form: Form) => Promise<Me | Schemas['SecondStepOut']>,
  next: string | undefined,
) {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: sendForm,
    onSuccess: async (answer) => {
      forgetPerson(client);
      if ('second_factor' in answer) {
        client.setQueryData(keys.secondStep, answer);
        await router.navigate({ to: '/sign-in', search: { next, step: 'second' } });
        return;
      }
      client.setQueryData(keys.me, answer);
      // A fresh start of the router's own state, so that no page of somebody else's is shown again.
      await router.navigate({ href: next ?? '/', replace: true });
    },
  });
}
