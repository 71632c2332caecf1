// Proves in a small window at the provider that it is still the same person.
import { Button, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { sentence } from '../../api/problem';
import { providerAddress, PROVED, useSignInOptions } from '../../api/providers';

export function ByProvider({ names, onProved }: { names: string[]; onProved: () => void }) {
  const providers = useSignInOptions()?.providers.filter((provider) => names.includes(provider.name)) ?? [];
  const [refused, setRefused] = useState<string | null>(null);
  useEffect(() => {
    const channel = new BroadcastChannel(PROVED);
    channel.onmessage = (event: MessageEvent<string | null>) => (event.data ? setRefused(event.data) : onProved());
    return () => channel.close();
  }, [onProved]);
  const open = (name: string) => {
    setRefused(null);
    // Opened by the press itself: a window that opens later is taken for an advertisement.
    const popup = window.open('', 'scrollkeeper-proof', 'width=480,height=680');
    providerAddress(name, 'proof').then(
      (url) => (popup ?? window).location.assign(url),
      (error: unknown) => {
        popup?.close();
        setRefused(sentence(error));
      },
    );
  };
  return (
    <>
      {providers.map((provider) => (
        <Button key={provider.name} variant="light" onClick={() => open(provider.name)}>
          Sign in again with {provider.title}
        </Button>
      ))}
      {refused && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {refused}
        </Text>
      )}
    </>
  );
}
