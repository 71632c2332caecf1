// Other systems that are told of what happens in the team: made, tried, switched off and on, replayed. For admins.
import { Badge, Button, Code, Container, CopyButton, Group, Paper, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Schemas, Team } from '../../api/schemas';
import { Dialog } from '../../ui/Dialog';
import { Ago } from '../../ui/Ago';
import { useConfirm } from '../../ui/useConfirm';
import { usePageTitle } from '../../ui/usePageTitle';
import { Waiting } from '../../ui/Waiting';
import styles from '../../ui/Feed.module.css';
import { Deliveries } from './Deliveries';

export function WebhooksPage({ team }: { team: Team }) {
  usePageTitle(`Webhooks of ${team.name}`);
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey: keys.webhooks(team.id),
    queryFn: ({ signal }) => api.get('/api/teams/{team}/webhooks', { params: { path: { team: team.id } }, signal }),
  });
  const [secret, setSecret] = useState<string | null>(null);
  const [url, setUrl] = useState('');
  const { ask, question } = useConfirm();
  const [failure, setFailure] = useState<string | null>(null);

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    setFailure(null);
    try {
      await work();
    } catch (caught) {
      setFailure(sentence(caught));
    }
    await client.invalidateQueries({ queryKey: keys.webhooks(team.id) });
  }
  const add = () =>
    attempt(async () => {
      setSecret(
        (await api.post('/api/teams/{team}/webhooks', { params: { path: { team: team.id } }, body: { url } })).secret,
      );
      setUrl('');
    });
  const remove = (one: Schemas['WebhookOut']) =>
    ask({
      title: 'Delete this webhook?',
      action: 'Delete',
      body: `${one.url} will no longer be notified, and its delivery log will be deleted.`,
      onConfirm: async () => {
        await api.delete('/api/teams/{team}/webhooks/{webhook_id}', {
          params: { path: { team: team.id, webhook_id: one.id } },
        });
        await client.invalidateQueries({ queryKey: keys.webhooks(team.id) });
      },
    });

  return (
    <Container size="md" py="xl">
      <Title order={1} size="h2">
        Webhooks
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        ScrollKeeper sends events in {team.name} to these endpoints, signed following Standard Webhooks. Private
        annotations are never sent.
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Group align="flex-end" gap="xs">
          <TextInput
            style={{ flex: 1 }}
            label="Endpoint URL"
            placeholder="https://example.org/hook"
            type="url"
            required
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <Button type="submit">Add</Button>
        </Group>
      </form>
      {(failure ?? error) && (
        <Text role="alert" size="sm" mt="xs" c="var(--mantine-color-error)">
          {failure ?? sentence(error)}
        </Text>
      )}
      {!data && !error && <Waiting />}
      {data?.items.length === 0 && (
        <div className={styles.empty}>
          <Text fw={600}>No webhooks yet.</Text>
          <Text c="dimmed" size="sm">
            Add the URL of the endpoint to notify.
          </Text>
        </div>
      )}
      {data?.items.map((one) => (
        <Paper key={one.id} withBorder p="md" mt="md" component="article" aria-label={one.url}>
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
              {one.url}
            </Text>
            <Badge variant="outline" color={one.enabled ? 'lamp' : 'gray'} tt="none" flex="none">
              {one.enabled ? 'On' : 'Off'}
            </Badge>
          </Group>
          <Text size="sm" c="dimmed">
            {one.events.length ? one.events.join(', ') : 'All events'} · since <Ago at={one.created_at} />
          </Text>
          {one.disabled_because && (
            <Text size="sm" c="var(--mantine-color-error)">
              Turned off after days of failures: {one.disabled_because} Turn it on again to resume where it stopped.
            </Text>
          )}
          {!one.disabled_because && one.failing_since && (
            <Text size="sm" c="var(--sk-warning)">
              Failing since <Ago at={one.failing_since} />; it is tried again.
            </Text>
          )}
          <Group gap="xs" mt="xs">
            <Button
              size="compact-sm"
              variant="default"
              onClick={() =>
                void attempt(() =>
                  api.post('/api/teams/{team}/webhooks/{webhook_id}/test', {
                    params: { path: { team: team.id, webhook_id: one.id } },
                  }),
                )
              }
            >
              Send test
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() =>
                void attempt(() =>
                  api.patch('/api/teams/{team}/webhooks/{webhook_id}', {
                    params: { path: { team: team.id, webhook_id: one.id } },
                    body: { enabled: !one.enabled },
                  }),
                )
              }
            >
              {one.enabled ? 'Turn off' : 'Turn on'}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() =>
                void attempt(async () =>
                  setSecret(
                    (
                      await api.post('/api/teams/{team}/webhooks/{webhook_id}/secret', {
                        params: { path: { team: team.id, webhook_id: one.id } },
                      })
                    ).secret,
                  ),
                )
              }
            >
              New secret
            </Button>
            <Button size="compact-sm" variant="subtle" className={styles.danger} onClick={() => remove(one)}>
              Delete…
            </Button>
          </Group>
          <Deliveries
            team={team.id}
            webhook={one.id}
            name={[...keys.webhooks(team.id), one.id]}
            onReplay={(since) =>
              attempt(() =>
                api.post('/api/teams/{team}/webhooks/{webhook_id}/replay', {
                  params: { path: { team: team.id, webhook_id: one.id } },
                  body: { since },
                }),
              )
            }
          />
        </Paper>
      ))}
      {question}
      <Dialog opened={secret !== null} onClose={() => setSecret(null)} title="Webhook secret">
        <Text size="sm">Use it to verify signatures. It won’t be shown again.</Text>
        <Code block my="sm" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {secret}
        </Code>
        <CopyButton value={secret ?? ''}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy'}</Button>}
        </CopyButton>
      </Dialog>
    </Container>
  );
}
