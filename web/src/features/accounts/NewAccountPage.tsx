// Somebody new came from a provider that told no confirmed email: they give one, and confirm it by letter.
import { Alert, Anchor, Button, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { Problem, sentence } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { usePageTitle } from '../../ui/usePageTitle';
import { Entrance } from '../../ui/Entrance';
import { useEnter } from './useEnter';

export function NewAccountPage({ next }: { next?: string }) {
  usePageTitle('Your email');
  const pending = useQuery({
    queryKey: keys.pendingAccount,
    queryFn: ({ signal }) => api.get('/api/sign-in/new', { signal }),
    retry: false,
  });
  const again = (
    <>
      Already have an account?{' '}
      <Anchor renderRoot={(props) => <Link to="/sign-in" search={{ next }} {...props} />}>Sign in to it</Anchor> and
      link {pending.data?.title ?? 'the provider'} in its settings.
    </>
  );
  return (
    <Entrance
      title="What’s your email?"
      intro={`${pending.data?.title ?? 'The provider'} didn’t give us a confirmed email address. Enter yours and we’ll email you a confirmation link.`}
      otherwise={again}
    >
      {pending.isPending && <Skeleton h={160} />}
      {pending.error && (
        <Alert color="red" variant="outline" role="alert">
          {sentence(pending.error)}
        </Alert>
      )}
      {pending.data && <NewAccountForm pending={pending.data} next={next} />}
    </Entrance>
  );
}

function NewAccountForm({ pending, next }: { pending: Schemas['PendingOut']; next?: string }) {
  const [name, setName] = useState(pending.name);
  const [email, setEmail] = useState(pending.email ?? '');
  const enter = useEnter((body: Schemas['PendingIn']) => api.post('/api/sign-in/new', { body }), next);
  const problem = enter.error instanceof Problem ? enter.error : null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        enter.mutate({ name: name.trim(), email: email.trim() });
      }}
    >
      <Stack>
        <TextInput
          label="Your name"
          autoComplete="name"
          required
          withAsterisk={false}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={problem?.field('name')}
        />
        <TextInput
          label="Email"
          type="email"
          autoComplete="email"
          required
          withAsterisk={false}
          autoFocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={enter.error && !problem?.field('name') ? sentence(enter.error) : undefined}
        />
        <Button type="submit" loading={enter.isPending}>
          Create account
        </Button>
      </Stack>
    </form>
  );
}
