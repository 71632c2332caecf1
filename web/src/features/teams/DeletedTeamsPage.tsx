// Teams that one deleted and can still restore.
import { Button, Container, Text, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import { Ago } from '../../ui/Ago';
import { usePageTitle } from '../../ui/usePageTitle';
import rows from '../../ui/Rows.module.css';

export function DeletedTeamsPage() {
  usePageTitle('Deleted teams');
  const client = useQueryClient();
  const navigate = useNavigate();
  const deleted = useQuery({
    queryKey: keys.deletedTeams,
    queryFn: async ({ signal }) => (await api.get('/api/deleted-teams', { signal })).items,
    staleTime: 0,
  });
  const restore = useMutation({
    mutationFn: (team: string) => api.post('/api/deleted-teams/{team}/restore', { params: { path: { team } } }),
    onSuccess: async (team) => {
      await client.invalidateQueries({ queryKey: keys.me });
      await client.invalidateQueries({ queryKey: keys.deletedTeams });
      notifications.show({ message: `${team.name} restored.` });
      await navigate({ to: '/t/$team', params: { team: team.slug } });
    },
    onError: (error) => notifications.show({ color: 'red', title: 'Couldn’t restore', message: sentence(error) }),
  });
  return (
    <Container size="md" py="xl">
      <Title order={1} size="h2">
        Deleted teams
      </Title>
      <Text c="dimmed" mt="xs">
        Deleted teams can be restored for 30 days, with everything in them.
      </Text>
      {deleted.error && (
        <Text role="alert" mt="md">
          {sentence(deleted.error)}
        </Text>
      )}
      {deleted.data?.length === 0 && <Text mt="lg">No deleted teams.</Text>}
      <ul className={rows.list}>
        {deleted.data?.map((team) => (
          <li key={team.id} className={rows.line}>
            <div className={rows.what}>
              <Text fw={500}>{team.name}</Text>
              <Text size="xs" c="dimmed">
                Deleted <Ago at={team.deleted_at} />; gone for good <Ago at={team.ends_at} />
              </Text>
            </div>
            <Button
              variant="default"
              size="xs"
              loading={restore.isPending && restore.variables === team.id}
              onClick={() => restore.mutate(team.id)}
              aria-label={`Restore ${team.name}`}
            >
              Restore
            </Button>
          </li>
        ))}
      </ul>
    </Container>
  );
}
