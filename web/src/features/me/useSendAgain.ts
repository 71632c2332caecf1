// The letter with the link that confirms one's address, once more.
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { api } from '../../api/client';
import { useMe } from '../../api/me';
import { sentence } from '../../api/problem';

export function useSendAgain() {
  const { person } = useMe();
  return useMutation({
    mutationFn: () => api.post('/api/me/email/verification'),
    onSuccess: () => notifications.show({ message: `Email sent to ${person.email}. Check your spam folder too.` }),
    onError: (error) => notifications.show({ color: 'red', title: 'Couldn’t send email', message: sentence(error) }),
  });
}
