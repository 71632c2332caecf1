// Asks a team to be let in, at the team's own link.
import { Alert, Anchor, Button, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMaybeMe } from '../../api/me';
import { sentence } from '../../api/problem';
import { Entrance } from '../../ui/Entrance';
import { usePageTitle } from '../../ui/usePageTitle';
import { Waiting } from '../../ui/Waiting';
import { WayIn } from './WayIn';

export function JoinPage({ team: address }: { team: string }) {
  usePageTitle('Join a team');
  const { data: me, isPending } = useMaybeMe();
  const client = useQueryClient();
  const [message, setMessage] = useState('');
  const seen = useQuery({
    queryKey: keys.join(address),
    queryFn: ({ signal }) => api.get('/api/join/{team}', { params: { path: { team: address } }, signal }),
    retry: false,
  });
  const ask = useMutation({
    mutationFn: () => api.post('/api/join/{team}', { params: { path: { team: address } }, body: { message } }),
    onSuccess: (answer) => client.setQueryData(keys.join(address), answer),
  });
  const home = <Anchor renderRoot={(props) => <Link to="/" {...props} />}>Go to ScrollKeeper</Anchor>;
  if (seen.isPending || isPending) return <Waiting />;
  if (seen.error) {
    return (
      <Entrance title="No team to join here" intro={sentence(seen.error)} otherwise={home}>
        <Text size="sm">Ask the person who gave you the link to invite you.</Text>
      </Entrance>
    );
  }
  const { team, standing } = seen.data;
  return (
    <Entrance title={`Join ${team.name}`} intro="An admin of the team will decide." otherwise={home}>
      <Stack>
        {ask.error && (
          <Alert color="red" variant="outline" role="alert">
            {sentence(ask.error)}
          </Alert>
        )}
        {!me && <WayIn next={`/join/${address}`} what="Then you’ll come back here to ask." />}
        {me && standing === 'member' && (
          <Button renderRoot={(props) => <Link to="/t/$team" params={{ team: team.slug }} {...props} />}>
            You’re already a member: open the team
          </Button>
        )}
        {me && standing === 'asked' && (
          <Text role="status">Request sent. When it’s approved, {team.name} will appear in your list of teams.</Text>
        )}
        {me && standing === 'refused' && (
          <Text role="status">
            Your request was declined. You can ask again later, or contact someone you know there.
          </Text>
        )}
        {me && standing === 'none' && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              ask.mutate();
            }}
          >
            <Stack>
              <Textarea
                label="Message (optional)"
                maxLength={500}
                autosize
                minRows={2}
                value={message}
                onChange={(event) => setMessage(event.currentTarget.value)}
              />
              <Button type="submit" loading={ask.isPending}>
                Ask to join
              </Button>
            </Stack>
          </form>
        )}
      </Stack>
    </Entrance>
  );
}
