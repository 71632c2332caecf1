// Where the link of a letter leads: one press, and there are no more about this team. Nobody needs to be signed in.
import { Button, Container, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { sentence } from '../../api/problem';
import { usePageTitle } from '../../ui/usePageTitle';
import { Waiting } from '../../ui/Waiting';

export function UnsubscribePage({ linkKey }: { linkKey: string }) {
  usePageTitle('Email preferences');
  const [failure, setFailure] = useState<string | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['unsubscribe', linkKey],
    queryFn: ({ signal }) => api.get('/api/unsubscribe/{key}', { params: { path: { key: linkKey } }, signal }),
  });
  async function stop(): Promise<void> {
    try {
      await api.post('/api/unsubscribe/{key}', { params: { path: { key: linkKey } } });
      await refetch();
    } catch (caught) {
      setFailure(sentence(caught));
    }
  }
  return (
    <Container size="xs" py="xl" component="main">
      <Title order={1} size="h2" mb="md">
        Email from ScrollKeeper
      </Title>
      {error && <Text role="alert">{sentence(error)}</Text>}
      {!data && !error && <Waiting />}
      {data && data.mail !== 'never' && (
        <>
          <Text mb="md">You get email about activity in “{data.team}”.</Text>
          <Button onClick={() => void stop()}>Stop email about this team</Button>
        </>
      )}
      {data?.mail === 'never' && (
        <Text role="status">
          You won’t get any more email about “{data.team}”. Notifications still appear in your inbox, and you can change
          this in your settings.
        </Text>
      )}
      {failure && <Text role="alert">{failure}</Text>}
    </Container>
  );
}
