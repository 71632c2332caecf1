// The small window comes back here from the provider: it tells the page that opened it, and goes.
import { Container, Text } from '@mantine/core';
import { useEffect } from 'react';
import { usePageTitle } from '../../ui/usePageTitle';
import { problemOf, PROVED } from '../../api/providers';

export function ProvedPage({ problem }: { problem?: string }) {
  usePageTitle('Confirm it’s you');
  const refused = problemOf(problem);
  useEffect(() => {
    const channel = new BroadcastChannel(PROVED);
    channel.postMessage(refused);
    channel.close();
    if (!refused) window.close();
  }, [refused]);
  return (
    <Container size={420} py={80} component="main">
      <Text role="status">{refused ?? 'Thank you. You can close this window.'}</Text>
    </Container>
  );
}
