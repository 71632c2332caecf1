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
  const another = (
    <Anchor renderRoot={(props) => <Link to="/forgotten-password" {...props} />}>Have another letter sent</Anchor>
  );
  if (look.error || (look.data && look.data.purpose !== 'reset_password')) {
    return (
      <Entrance
        title="This link leads nowhere"
        intro={look.error ? sentence(look.error) : 'It is not for a new password.'}
        otherwise={another}
      />
    );
  }
  if (!look.data)
    return (
      <Entrance title="One moment" intro="Looking at your link.">
        <Skeleton h={36} />
      </Entrance>
    );
  if (reset.isSuccess) {
    return (
      <Entrance
        title="Your password is changed"
        intro="Every browser was signed out; API tokens and feed addresses have ended."
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
      intro={`For ${look.data.email}. It signs out every browser, and ends your API tokens and feed addresses.`}
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
            description="Ten characters or more; a sentence is good."
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
