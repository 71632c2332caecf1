// One's news: asked for page by page, kept in step with every other window of the same person.
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import { useLive } from '../../live/live';
import { closeShown } from '../../live/push';

/** Keeps inbox and bell in step; once, in the shell. */
export function useLiveNotifications(): void {
  const client = useQueryClient();
  const fresh = () => void client.invalidateQueries({ queryKey: keys.notifications });
  useLive(`person:${useMe().person.id}`, {
    onWhisper: (name) => name.startsWith('notification.') && fresh(),
    onFresh: fresh,
  });
}

export function useUnreadCount(): number {
  const { second_factor_needed: closed } = useMe();
  const { data } = useQuery({
    enabled: !closed,
    queryKey: [...keys.notifications, 'count'],
    queryFn: ({ signal }) => api.get('/api/me/notifications', { params: { query: { limit: 1 } }, signal }),
  });
  return data?.unread ?? 0;
}

export function useInbox(unread: boolean) {
  const client = useQueryClient();
  const found = useInfiniteQuery({
    queryKey: [...keys.notifications, 'list', unread],
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/me/notifications', {
        params: { query: { cursor: pageParam, unread: unread || undefined, limit: 50 } },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  async function read(ids: string[] | null): Promise<void> {
    await api.post('/api/me/notifications/read', { body: { ids } });
    void closeShown(ids && items.filter((one) => ids.includes(one.id)).map((one) => one.thread));
    await client.invalidateQueries({ queryKey: keys.notifications });
  }
  return { ...found, items, unread: found.data?.pages[0]?.unread ?? 0, read };
}
