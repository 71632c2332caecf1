// Whether everybody in the team needs a second factor.
import { Stack, Switch, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { Problem, sentence } from '../../api/problem';
import type { Team, TeamDetail } from '../../api/schemas';
import { Section } from '../../ui/Section';

export function SecondFactor({ team, detail }: { team: Team; detail: TeamDetail }) {
  const client = useQueryClient();
  const require = useMutation({
    mutationFn: (required: boolean) =>
      api.put('/api/teams/{team}/second-factor', { params: { path: { team: team.id } }, body: { required } }),
    onSuccess: (changed) => {
      client.setQueryData([...keys.team(team.id), 'detail'], changed);
      notifications.show({
        message: changed.second_factor_required
          ? 'Everyone in the team now needs a second factor.'
          : 'This team no longer requires a second factor.',
      });
    },
    onError: (error) =>
      !(error instanceof Problem && error.status === 409) &&
      notifications.show({ color: 'red', title: 'Couldn’t save', message: sentence(error) }),
  });
  const none = require.error instanceof Problem && require.error.status === 409 ? require.error : null;
  return (
    <Section title="Signing in">
      <Stack mt="md" gap="xs">
        <Switch
          label="Require a second factor"
          description="Members and guests without a passkey or authenticator app lose access to the team until they set one up. Their API tokens and feed addresses are paused too."
          checked={detail.second_factor_required}
          disabled={require.isPending}
          onChange={(event) => require.mutate(event.currentTarget.checked)}
        />
        {none && (
          <Text size="sm" c="var(--mantine-color-error)" role="alert">
            {none.message} <Link to="/settings/sign-in">Set it up</Link>
          </Text>
        )}
      </Stack>
    </Section>
  );
}
