// Sign in: with email and password, a passkey, or an identity provider.
import { Alert, Anchor, Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api } from '../../api/client';
import { sentence } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { usePageTitle } from '../../ui/usePageTitle';
import { Entrance } from '../../ui/Entrance';
import { PasskeyEntry } from './PasskeyEntry';
import { ProviderButtons } from './ProviderButtons';
import { problemOf, useSignInOptions } from '../../api/providers';
import { useEnter } from './useEnter';

interface Props {
  next?: string;
  /** Why one came back from a provider without having got in. */
  problem?: string;
}

export function SignInPage({ next, problem }: Props) {
  usePageTitle('Sign in');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const enter = useEnter((body: Schemas['SignInIn']) => api.post('/api/sessions', { body }), next);
  const [refused, setRefused] = useState(() => problemOf(problem));
  const ways = useSignInOptions();
  const error = enter.error ? sentence(enter.error) : refused;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate({ email: email.trim(), password });
  };
  return (
    <Entrance
      title="Sign in"
      intro="Welcome back to your group’s library."
      otherwise={
        ways?.password && (
          <>
            New here?{' '}
            <Anchor renderRoot={(props) => <Link to="/sign-up" search={{ next }} {...props} />}>
              Create an account
            </Anchor>
          </>
        )
      }
    >
      <Stack>
        {error && (
          <Alert color="red" variant="outline" role="alert">
            {error}
          </Alert>
        )}
        {ways && (
          <ProviderButtons providers={ways.providers} next={next} filled={!ways.password} onError={setRefused} />
        )}
        {ways?.password && ways.providers.length > 0 && <Divider label="or" />}
        {ways?.password && (
          <form onSubmit={submit}>
            <Stack>
              <TextInput
                label="Email"
                type="email"
                autoComplete="username webauthn"
                required
                withAsterisk={false}
                autoFocus
                value={email}
                onChange={(event) => setEmail(event.currentTarget.value)}
              />
              <PasswordInput
                label="Password"
                autoComplete="current-password"
                required
                withAsterisk={false}
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
              <Button type="submit" loading={enter.isPending}>
                Sign in
              </Button>
              <PasskeyEntry next={next} onError={setRefused} />
              <Anchor size="sm" ta="center" renderRoot={(props) => <Link to="/forgotten-password" {...props} />}>
                Forgot your password?
              </Anchor>
            </Stack>
          </form>
        )}
      </Stack>
    </Entrance>
  );
}
