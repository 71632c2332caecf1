// A team's address that leads nowhere now: it has another one, or one is not in it any more.
import { Button, Container, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Navigate, useParams } from '@tanstack/react-router';
import { api } from '../api/client';
import type { Team } from '../api/schemas';
import { NotFound } from '../ui/NotFound';
import { Waiting } from '../ui/Waiting';

export function MissingTeam({ address, before }: { address: string; before: Team | null }) {
  const { part } = useParams({ strict: false });
  const found = useQuery({
    queryKey: ['moved-team', address],
    queryFn: ({ signal }) => api.get('/api/teams/{team}', { params: { path: { team: address } }, signal }),
    retry: false,
    enabled: before === null,
  });
  if (before) {
    return (
      <Container size="xs" py={80} role="alert">
        <Title order={1} size="h2" mb="sm">
          You’re no longer in {before.name}
        </Title>
        <Text mb="lg">
          Somebody removed you, or the team was deleted. What you wrote there stays with the team; its owner can tell
          you more.
        </Text>
        <Button renderRoot={(props) => <Link to="/" {...props} />}>Go to your library</Button>
      </Container>
    );
  }
  if (found.isPending) return <Waiting />;
  if (!found.data || found.data.slug === address) return <NotFound />;
  const { slug } = found.data;
  return part ? (
    <Navigate to="/t/$team/settings/$part" params={{ team: slug, part }} replace />
  ) : (
    <Navigate to="/t/$team" params={{ team: slug }} replace />
  );
}
