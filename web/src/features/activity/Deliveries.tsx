// What was sent to a webhook and what came of it.
import { Button, Group, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import type { Delivery, Page } from '../../api/types';
import { ago, exactly } from '../../ui/time';

const SAID = { waiting: 'waiting', delivered: 'delivered', failed: 'failed' } as const;

export function Deliveries({ path, name, onReplay }: { path: string; name: readonly unknown[]; onReplay: (since: number) => Promise<unknown> }) {
  const [shown, setShown] = useState(false);
  const { data, refetch } = useQuery({
    queryKey: [...name, 'deliveries'], enabled: shown, staleTime: 0,
    queryFn: ({ signal }) => api.get<Page<Delivery>>(`${path}/deliveries`, { limit: 50 }, signal),
  });
  return (
    <>
      <Group gap="xs" mt="xs">
        <Button size="compact-xs" variant="subtle" aria-expanded={shown} onClick={() => setShown(!shown)}>{shown ? 'Hide deliveries' : 'Deliveries'}</Button>
        {shown && <Button size="compact-xs" variant="subtle" color="gray" onClick={() => void refetch()}>Look again</Button>}
      </Group>
      {shown && data?.items.length === 0 && <Text size="sm" c="dimmed">Nothing was sent yet.</Text>}
      {shown && Boolean(data?.items.length) && (
        <Table.ScrollContainer minWidth={420} tabIndex={0} role="region" aria-label="Deliveries">
          <Table fz="xs">
            <Table.Thead><Table.Tr><Table.Th>Event</Table.Th><Table.Th>When</Table.Th><Table.Th>Result</Table.Th><Table.Th>Attempts</Table.Th><Table.Th><span className="sk-heard">Again</span></Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {data?.items.map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Td>{one.name}</Table.Td>
                  <Table.Td title={exactly(one.created_at)}>{ago(one.created_at)}</Table.Td>
                  <Table.Td>{SAID[one.status]}{one.reason ? `: ${one.reason}` : ''}</Table.Td>
                  <Table.Td>{one.attempts}</Table.Td>
                  <Table.Td>{one.clock !== null && <Button size="compact-xs" variant="subtle" onClick={() => void onReplay((one.clock ?? 1) - 1).then(() => refetch())}>From here again</Button>}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </>
  );
}
