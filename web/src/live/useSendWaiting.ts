// Sends what was written during an outage as soon as the server can be reached; once, in the shell.
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { keys } from '../api/keys';
import { useMaybeMe } from '../api/me';
import { RETRY_MS, sendWaiting } from '../api/outbox';
import { live } from './live';

export function useSendWaiting(): void {
  const client = useQueryClient();
  const person = useMaybeMe().data?.person.id;
  useEffect(() => {
    if (!person) return;
    const send = () =>
      void sendWaiting(person, (one) => void client.invalidateQueries({ queryKey: keys.team(one.team) }));
    send();
    const timer = window.setInterval(send, RETRY_MS);
    window.addEventListener('online', send);
    const forget = live.onState((state) => state === 'open' && send());
    return () => {
      window.clearInterval(timer);
      window.removeEventListener('online', send);
      forget();
    };
  }, [client, person]);
}
