// The address of the team's feed for feed readers: made, shown once, ended.
import { Button, Code, CopyButton, Group, Paper, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { api } from '../../api/client';
import { sentence } from '../../api/problem';
import type { Team } from '../../api/schemas';

async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    notifications.show({ color: 'red', title: 'That didn’t work', message: sentence(error) });
  }
}

export function FeedAddress({ team }: { team: Team }) {
  const [url, setUrl] = useState<string | null>(null);
  const make = () =>
    attempt(async () =>
      setUrl((await api.post('/api/teams/{team}/feed/token', { params: { path: { team: team.id } } })).url),
    );
  const drop = () =>
    attempt(async () => {
      await api.delete('/api/teams/{team}/feed/token', { params: { path: { team: team.id } } });
      setUrl(null);
      notifications.show({ message: 'Feed address revoked.' });
    });
  return (
    <Paper withBorder p="lg" mt="xl" component="section" aria-labelledby="feed-address">
      <Title order={2} size="h4" id="feed-address">
        Follow in your feed reader
      </Title>
      <Text c="dimmed" size="sm">
        An Atom feed with what you see here. Whoever has its address can read it, so keep it to yourself; a new one ends
        the one before.
      </Text>
      {url && (
        <Code block mt="sm" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {url}
        </Code>
      )}
      <Group gap="xs" mt="sm">
        {url && (
          <CopyButton value={url}>
            {({ copied, copy }) => (
              <Button size="xs" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
        )}
        <Button size="xs" variant="default" onClick={() => void make()}>
          Create feed address
        </Button>
        <Button size="xs" variant="subtle" color="gray" onClick={() => void drop()}>
          Revoke
        </Button>
      </Group>
    </Paper>
  );
}
