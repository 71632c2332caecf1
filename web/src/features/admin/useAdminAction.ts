// Something that whoever administers does: afterwards all of the administration's lists are looked at again.
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';

export function useAdminAction<What>(act: (what: What) => Promise<unknown>, done: (what: What) => string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (_, what) => notifications.show({ message: done(what) }),
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Couldn’t save the change', message: sentence(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.admin }),
  });
}
