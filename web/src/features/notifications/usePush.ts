// Whether this browser shows news, turning that on and off, and one's other browsers.
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import { findAbility, isSubscribed, subscribe, unsubscribe, watchPermission } from '../../live/push';

// Long enough for the push service to have answered; then the list says what it did.
const TRIED_MS = 4_000;

export function usePush() {
  const client = useQueryClient();
  const fresh = () => client.invalidateQueries({ queryKey: keys.push });
  useEffect(() => watchPermission(() => void client.invalidateQueries({ queryKey: keys.push })), [client]);
  const known = useQuery({
    queryKey: [...keys.push, 'known'],
    queryFn: ({ signal }) => api.get('/api/me/push', { signal }),
  });
  const key = known.data?.key ?? null;
  const here = useQuery({
    queryKey: [...keys.push, 'here', key],
    queryFn: async () => {
      const ability = findAbility();
      return { ability, subscribed: ability === 'yes' && key !== null && (await isSubscribed(key)) };
    },
    enabled: known.isSuccess,
    networkMode: 'always',
  });
  const items = known.data?.items ?? [];
  const current = here.data?.subscribed ? items.find((one) => one.current) : undefined;

  const turnOn = useMutation({
    mutationFn: async (key: string) => {
      const made = await subscribe(key);
      try {
        await api.post('/api/me/push', { body: made });
      } catch (error) {
        await unsubscribe().catch(() => undefined);
        throw error;
      }
    },
    onError: failed('Couldn’t turn on'),
    onSettled: fresh,
  });
  const turnOff = useMutation({
    mutationFn: async (id: string) => {
      await api.delete('/api/me/push/{subscription_id}', { params: { path: { subscription_id: id } } });
      await unsubscribe().catch(() => undefined);
    },
    onError: failed('Couldn’t turn off'),
    onSettled: fresh,
  });
  const remove = useMutation({
    mutationFn: (id: string) =>
      api.delete('/api/me/push/{subscription_id}', { params: { path: { subscription_id: id } } }),
    onError: failed('Couldn’t remove'),
    onSettled: fresh,
  });
  const test = useMutation({
    mutationFn: (id: string) =>
      api.post('/api/me/push/{subscription_id}/test', { params: { path: { subscription_id: id } } }),
    onSuccess: () => {
      notifications.show({ message: 'Test notification sent.' });
      setTimeout(() => void fresh(), TRIED_MS);
    },
    onError: failed('Couldn’t send'),
  });
  return {
    error: known.error,
    ready: known.isSuccess && here.isSuccess,
    ability: here.data?.ability ?? 'no',
    key,
    current,
    others: items.filter((one) => !one.current),
    turnOn,
    turnOff,
    remove,
    test,
  };
}

function failed(title: string) {
  return (error: Error) => void notifications.show({ color: 'red', title, message: sentence(error) });
}
