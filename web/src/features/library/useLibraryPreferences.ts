// How one's lists of papers look: kept with the account, shown at once, and sent when one has stopped changing it.
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { LibraryPreferences } from './layout';

const AS_IT_COMES: LibraryPreferences = { columns: null, density: 'comfortable', preview: true };
const REST_MS = 600;

export function useLibraryPreferences() {
  const client = useQueryClient();
  const { data, isPending } = useQuery({
    queryKey: keys.libraryPreferences,
    queryFn: ({ signal }) => api.get('/api/me/preferences/library', { signal }),
  });
  const waiting = useRef<number | undefined>(undefined);
  const send = useCallback(() => {
    if (waiting.current === undefined) return;
    window.clearTimeout(waiting.current);
    waiting.current = undefined;
    const body = client.getQueryData<LibraryPreferences>(keys.libraryPreferences);
    if (!body) return;
    api.put('/api/me/preferences/library', { body }).catch((error: unknown) => {
      notifications.show({ color: 'red', title: 'Couldn’t keep how the list looks', message: sentence(error) });
    });
  }, [client]);
  // Whoever leaves the page at once keeps what was changed, too.
  useEffect(() => send, [send]);

  const change = useCallback(
    (next: Partial<LibraryPreferences>) => {
      void client.cancelQueries({ queryKey: keys.libraryPreferences });
      client.setQueryData<LibraryPreferences>(keys.libraryPreferences, (old = AS_IT_COMES) => ({ ...old, ...next }));
      window.clearTimeout(waiting.current);
      waiting.current = window.setTimeout(send, REST_MS);
    },
    [client, send],
  );
  return { preferences: data ?? AS_IT_COMES, isPending, change };
}
