// Archive the team, or delete it with time to think again.
import { Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Team, TeamDetail } from '../../api/schemas';
import { Section } from '../../ui/Section';
import { useConfirm } from '../../ui/useConfirm';

export function Ending({ team, detail }: { team: Team; detail: TeamDetail }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { ask, question } = useConfirm();
  const archived = detail.archived_at !== null;
  const archive = useMutation({
    mutationFn: () =>
      api.post(archived ? '/api/teams/{team}/reopen' : '/api/teams/{team}/archive', {
        params: { path: { team: team.id } },
      }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: keys.me }),
        client.invalidateQueries({ queryKey: keys.team(team.id) }),
      ]),
    onError: (error) => notifications.show({ color: 'red', title: 'That didn’t work', message: sentence(error) }),
  });
  const remove = () =>
    ask({
      title: `Delete ${team.name}?`,
      body: 'Its papers, annotations and discussions will disappear for everyone. Owners can restore it from “Deleted teams” for 30 days; after that it’s permanently deleted.',
      action: 'Delete team',
      typed: team.name,
      onConfirm: async () => {
        await api.delete('/api/teams/{team}', { params: { path: { team: team.id } } });
        await navigate({ to: '/deleted-teams' });
        await client.invalidateQueries({ queryKey: keys.me });
      },
    });
  if (detail.kind === 'personal') {
    return (
      <Section title="Danger zone">
        <Text size="sm" mt="sm">
          This is your personal library. It’s deleted with your account, in your settings.
        </Text>
      </Section>
    );
  }
  return (
    <Section title="Danger zone">
      <Stack mt="md">
        {detail.can.includes('archive') && (
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">
              {archived ? 'The team is read-only for everyone.' : 'Archive the team to make it read-only for everyone.'}
            </Text>
            <Button variant="default" flex="none" loading={archive.isPending} onClick={() => archive.mutate()}>
              {archived ? 'Unarchive' : 'Archive'}
            </Button>
          </Group>
        )}
        {detail.can.includes('delete') && (
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">Delete the team for everyone. You can restore it for 30 days.</Text>
            <Button variant="default" c="var(--mantine-color-error)" flex="none" onClick={remove}>
              Delete…
            </Button>
          </Group>
        )}
      </Stack>
      {question}
    </Section>
  );
}
