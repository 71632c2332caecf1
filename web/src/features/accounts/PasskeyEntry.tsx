// Sign in with a passkey: by a button, and offered by the browser where the email is typed.
import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { api } from '../../api/client';
import { sentence } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { knowsPasskeys, signWithPasskey } from '../../api/passkeys';
import { useEnter } from './useEnter';

const sendPasskey = (body: Schemas['PasskeyEntryIn']) => api.post('/api/sessions/passkey', { body });

interface Props {
  next?: string;
  onError: (detail: string) => void;
}

export function PasskeyEntry({ next, onError }: Props) {
  const enter = useEnter(sendPasskey, next);
  const offered = useRef<AbortController | null>(null);
  const send = useMutation({
    mutationFn: async () => {
      // A browser answers one question at a time.
      offered.current?.abort();
      await enter.mutateAsync({ credential: await signWithPasskey('/api/sessions/passkey/options') });
    },
    onError: (error) => onError(sentence(error)),
  });
  const { mutateAsync } = enter;
  useEffect(() => {
    const stop = new AbortController();
    offered.current = stop;
    void (async () => {
      if (!knowsPasskeys() || !(await PublicKeyCredential.isConditionalMediationAvailable?.()) || stop.signal.aborted)
        return;
      // What is offered unasked is withdrawn without a word.
      const credential = await signWithPasskey('/api/sessions/passkey/options', stop.signal, true).catch(() => null);
      if (credential) await mutateAsync({ credential }).catch((error: unknown) => onError(sentence(error)));
    })();
    return () => stop.abort();
  }, [mutateAsync, onError]);
  if (!knowsPasskeys()) return null;
  return (
    <Button variant="default" loading={send.isPending} onClick={() => send.mutate()}>
      Sign in with a passkey
    </Button>
  );
}
