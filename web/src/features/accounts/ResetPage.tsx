// A new password, for whoever has the link from the letter.
import { Alert, Anchor, Button, PasswordInput, Skeleton, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { Problem, sentence } from '../../api/problem';
import { usePageTitle } from '../../ui/usePageTitle';
import { Entrance } from '../../ui/Entrance';

export function ResetPage() {
  usePageTitle('Choose a new password');
  const [secret] = useState(() => window.location.hash.slice(1));
  const [password, setPassword] = useState('');
  const client = useQueryClient();
  const look = useQuery({
    queryKey: ['confirmation', secret],
    queryFn: () => api.post('/api/confirmations/look', { body: { secret } }),
    staleTime: Infinity,
  });
  const reset = useMutation({
    mutationFn: () => api.post('/api/password/reset', { body: { secret, password } }),
    // Whoever was signed in here is not any more.
    onSuccess: () => client.setQueryData(keys.me, null),
  });
  const another = <Anchor renderRoot={(props) => <Link to="/forgotten-password" {...props} />}>Send a new link</Anchor>;
  if (look.error || (look.data && look.data.purpose !== 'reset_password')) {
    return (
      <Entrance
        title="This link doesn’t work"
        intro={look.error ? sentence(look.error) : 'This link isn’t for a new password.'}
        otherwise={another}
      />
    );
  }
  if (!look.data)
    return (
      <Entrance title="Just a moment" intro="Checking your link.">
        <Skeleton h={36} />
      </Entrance>
    );
  if (reset.isSuccess) {
    return (
      <Entrance
        title="Password changed"
        intro="You’ve been signed out everywhere, and your API tokens and feed addresses no longer work."
      >
        <Button fullWidth renderRoot={(props) => <Link to="/sign-in" search={{}} {...props} />}>
          Sign in
        </Button>
      </Entrance>
    );
  }
  const ofPassword = reset.error instanceof Problem ? reset.error.field('password') : undefined;
  return (
    <Entrance
      title="Choose a new password"
      intro={`For ${look.data.email}. This signs you out everywhere and revokes your API tokens and feed addresses.`}
      otherwise={another}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          reset.mutate();
        }}
      >
        <Stack>
          {reset.error && !ofPassword && (
            <Alert color="red" variant="outline" role="alert">
              {sentence(reset.error)}
            </Alert>
          )}
          <input type="email" name="username" autoComplete="username" value={look.data.email} readOnly hidden />
          <PasswordInput
            label="New password"
            description="At least 10 characters. A short phrase works well."
            autoComplete="new-password"
            required
            withAsterisk={false}
            autoFocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={ofPassword}
          />
          <Button type="submit" loading={reset.isPending} disabled={!password}>
            Change password
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}
