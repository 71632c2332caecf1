// What was sent to a webhook and what came of it.
import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import rows from '../../ui/Rows.module.css';
import { Ago } from '../../ui/Ago';
import { exactly } from '../../ui/time';

export function Deliveries({
  team,
  webhook,
  name,
  onReplay,
}: {
  team: string;
  webhook: string;
  name: readonly unknown[];
  onReplay: (since: number) => Promise<unknown>;
}) {
  const [shown, setShown] = useState(false);
  const { data, refetch } = useQuery({
    queryKey: [...name, 'deliveries'],
    enabled: shown,
    staleTime: 0,
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/webhooks/{webhook_id}/deliveries', {
        params: { path: { team, webhook_id: webhook }, query: { limit: 50 } },
        signal,
      }),
  });
  return (
    <>
      <Group gap="xs" mt="xs" ml={-8}>
        <Button size="compact-xs" variant="subtle" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {shown ? 'Hide deliveries' : 'Deliveries'}
        </Button>
        {shown && (
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => void refetch()}>
            Refresh
          </Button>
        )}
      </Group>
      {shown && data?.items.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing sent yet.
        </Text>
      )}
      {shown && Boolean(data?.items.length) && (
        <ol className={rows.list} aria-label="Deliveries">
          {data?.items.map((one) => (
            <li key={one.id} className={rows.line}>
              <div className={rows.what}>
                <Text size="sm">
                  {one.name}, {one.status}
                </Text>
                {one.reason && <Text size="xs">{one.reason}</Text>}
                <Text size="xs" c="dimmed">
                  <span title={exactly(one.created_at)}>
                    <Ago at={one.created_at} />
                  </span>
                  {one.attempts > 0 && ` · tried ${one.attempts === 1 ? 'once' : `${one.attempts} times`}`}
                </Text>
              </div>
              {one.clock !== null && (
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => void onReplay((one.clock ?? 1) - 1).then(() => refetch())}
                >
                  Resend from here
                </Button>
              )}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
