// People who ask to join, to be let in or not.
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Team } from '../../api/schemas';
import { Section } from '../../ui/Section';
import { Ago } from '../../ui/Ago';
import { ListEnd } from '../../ui/ListEnd';
import rows from '../../ui/Rows.module.css';
import { useList } from '../../api/useList';

export function Requests({ team }: { team: Team }) {
  const client = useQueryClient();
  const list = useList(keys.requests(team.id), (page, signal) =>
    api.get('/api/teams/{team}/requests', { params: { path: { team: team.id }, query: page }, signal }),
  );
  const answer = useMutation({
    mutationFn: ({ id, yes }: { id: string; yes: boolean }) => {
      const params = { path: { team: team.id, request_id: id } };
      return yes
        ? api.post('/api/teams/{team}/requests/{request_id}/accept', { params, body: {} })
        : api.post('/api/teams/{team}/requests/{request_id}/refuse', { params });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.team(team.id) }),
    onError: (error) => notifications.show({ color: 'red', title: 'Couldn’t respond', message: sentence(error) }),
  });
  if (!list.items?.length) return null;
  return (
    <>
      <Section title="Requests to join">
        <ul className={rows.list}>
          {list.items.map((request) => (
            <li key={request.id} className={rows.line}>
              <div className={rows.what}>
                <Text size="sm" fw={500}>
                  {request.person.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {request.email}, <Ago at={request.created_at} />
                </Text>
                {request.message && <Text size="sm">{request.message}</Text>}
              </div>
              <Group gap="xs">
                <Button
                  size="xs"
                  disabled={answer.isPending}
                  onClick={() => answer.mutate({ id: request.id, yes: true })}
                  aria-label={`Approve ${request.person.name}`}
                >
                  Approve
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  disabled={answer.isPending}
                  onClick={() => answer.mutate({ id: request.id, yes: false })}
                  aria-label={`Decline ${request.person.name}`}
                >
                  Refuse
                </Button>
              </Group>
            </li>
          ))}
        </ul>
        <ListEnd list={list} />
      </Section>
      <div style={{ height: 24 }} />
    </>
  );
}
