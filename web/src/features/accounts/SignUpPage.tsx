// Make an account; a personal library comes with it.
import { Alert, Anchor, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { api } from '../../api/client';
import { Problem, sentence } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { usePageTitle } from '../../ui/usePageTitle';
import { Entrance } from '../../ui/Entrance';
import { ProviderButtons } from './ProviderButtons';
import { useSignInOptions } from '../../api/providers';
import { useEnter } from './useEnter';
import { useSignUpRule } from './useSignUpRule';

const FIELDS = ['name', 'email', 'password'];

interface Props {
  next?: string;
  /** Code of an invitation, which opens sign-up where it is not open to everyone. */
  invitation?: string;
}

/** The page of an invitation sends people here and wants them back. */
const INVITATION = /^\/invitations\/([^/?#]+)/;

export function SignUpPage({ next, invitation = next?.match(INVITATION)?.[1] }: Props) {
  usePageTitle('Create an account');
  const rule = useSignUpRule();
  const ways = useSignInOptions();
  const [refused, setRefused] = useState<string | null>(null);
  const [form, setForm] = useState({ name: '', email: '', password: '' });
  const enter = useEnter((body: Schemas['AccountIn']) => api.post('/api/accounts', { body }), next);
  const problem = enter.error instanceof Problem ? enter.error : null;
  const elsewhere = enter.error && !FIELDS.some((name) => problem?.field(name));
  const set = (field: keyof typeof form) => (event: FormEvent<HTMLInputElement>) => {
    const { value } = event.currentTarget;
    setForm((old) => ({ ...old, [field]: value }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate({ ...form, invitation, name: form.name.trim(), email: form.email.trim() });
  };
  const already = (
    <>
      Already have an account?{' '}
      <Anchor renderRoot={(props) => <Link to="/sign-in" search={{ next }} {...props} />}>Sign in</Anchor>
    </>
  );
  if (rule?.open_to === 'invited' && !invitation) {
    return (
      <Entrance
        title="Accounts are by invitation"
        intro="Ask someone in your group to invite you to their team. The link in the invitation lets you create an account."
        otherwise={already}
      />
    );
  }
  if (ways && !ways.password) {
    return (
      <Entrance
        title="Create an account"
        intro="Sign in with an account you already have elsewhere. We’ll create one here for you."
        otherwise={already}
      >
        <Stack>
          {refused && (
            <Alert color="red" variant="outline" role="alert">
              {refused}
            </Alert>
          )}
          <ProviderButtons providers={ways.providers} next={next} filled onError={setRefused} />
        </Stack>
      </Entrance>
    );
  }
  const domains =
    rule?.open_to === 'domains' && !invitation ? `Use an address at ${rule.domains.join(' or ')}.` : undefined;
  return (
    <Entrance
      title="Create an account"
      intro="You get your own library right away. You can create or join teams later."
      otherwise={already}
    >
      <form onSubmit={submit}>
        <Stack>
          {elsewhere && (
            <Alert color="red" variant="outline" role="alert">
              {sentence(enter.error)}
            </Alert>
          )}
          <TextInput
            label="Your name"
            autoComplete="name"
            required
            withAsterisk={false}
            autoFocus
            maxLength={100}
            value={form.name}
            onChange={set('name')}
            error={problem?.field('name')}
          />
          <TextInput
            label="Email"
            description={domains}
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={form.email}
            onChange={set('email')}
            error={problem?.field('email')}
          />
          <PasswordInput
            label="Password"
            description="At least 10 characters. A short phrase works well."
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={form.password}
            onChange={set('password')}
            error={problem?.field('password')}
          />
          <Button type="submit" loading={enter.isPending}>
            Create account
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}
