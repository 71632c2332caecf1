// What an invitation leads to: seen before one signs in, accepted afterwards.
import { Alert, Anchor, Button, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMaybeMe } from '../../api/me';
import { sentence } from '../../api/problem';
import { Entrance } from '../../ui/Entrance';
import { exactly } from '../../ui/time';
import { usePageTitle } from '../../ui/usePageTitle';
import { Waiting } from '../../ui/Waiting';
import { asRole } from './roles';
import { WayIn } from './WayIn';

export function InvitationPage({ code }: { code: string }) {
  usePageTitle('Invitation');
  const { data: me, isPending } = useMaybeMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const seen = useQuery({
    queryKey: keys.invitation(code),
    queryFn: ({ signal }) => api.get('/api/invitations/{code}', { params: { path: { code } }, signal }),
    retry: false,
  });
  const accept = useMutation({
    mutationFn: () => api.post('/api/invitations/{code}/accept', { params: { path: { code } } }),
    onSuccess: async (team) => {
      await client.invalidateQueries({ queryKey: keys.me });
      await navigate({ to: '/t/$team', params: { team: team.slug } });
    },
  });
  if (seen.isPending || isPending) return <Waiting />;
  if (seen.error) {
    return (
      <Entrance
        title="This invitation isn’t valid"
        intro={sentence(seen.error)}
        otherwise={<Anchor renderRoot={(props) => <Link to="/" {...props} />}>Go to ScrollKeeper</Anchor>}
      >
        <Text size="sm">
          Invitations expire after a while, and stop working once they’re used, revoked or replaced.
        </Text>
      </Entrance>
    );
  }
  const { team, inviter, role, email, expires_at, joined } = seen.data;
  return (
    <Entrance
      title={`Join ${team.name}`}
      intro={`${inviter ?? 'Someone'} invites you ${role === 'guest' ? 'to read one of their papers' : `as ${asRole(role)}`}.`}
      otherwise={
        <Text size="sm" c="dimmed" component="span">
          Expires {exactly(expires_at)}.
        </Text>
      }
    >
      <Stack>
        {accept.error && (
          <Alert color="red" variant="outline" role="alert">
            {sentence(accept.error)}
          </Alert>
        )}
        {me ? (
          <>
            <Text size="sm">
              You’re signed in as <b>{me.person.name}</b> ({me.person.email}).
              {email &&
                email.toLowerCase() !== me.person.email.toLowerCase() &&
                ` The invitation is for ${email}. If you got it by email, join with the account for that address.`}
            </Text>
            {joined && role !== 'guest' && <Text size="sm">You’re already in this team.</Text>}
            <Button onClick={() => accept.mutate()} loading={accept.isPending}>
              {joined ? 'Open team' : 'Join'}
            </Button>
          </>
        ) : (
          <WayIn next={`/invitations/${code}`} what="Then you’ll come back here to join." />
        )}
      </Stack>
    </Entrance>
  );
}
