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
      <Entrance title="There is no team to join here" intro={sentence(seen.error)} otherwise={home}>
        <Text size="sm">Whoever gave you the link can invite you instead.</Text>
      </Entrance>
    );
  }
  const { team, standing } = seen.data;
  return (
    <Entrance title={`Join ${team.name}`} intro="An admin of the team decides." otherwise={home}>
      <Stack>
        {ask.error && (
          <Alert color="red" variant="outline" role="alert">
            {sentence(ask.error)}
          </Alert>
        )}
        {!me && <WayIn next={`/join/${address}`} what="Then you come back here and ask." />}
        {me && standing === 'member' && (
          <Button renderRoot={(props) => <Link to="/t/$team" params={{ team: team.slug }} {...props} />}>
            You are in it: go there
          </Button>
        )}
        {me && standing === 'asked' && (
          <Text role="status">
            You have asked. When somebody lets you in, {team.name} appears in your list of teams.
          </Text>
        )}
        {me && standing === 'refused' && (
          <Text role="status">
            The team has answered no. You can ask again later, or write to somebody you know there.
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
                label="Who you are (if they may not know)"
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
