// Asks for a letter with which one chooses a new password.
import { Alert, Anchor, Button, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { sentence } from '../../api/problem';
import { usePageTitle } from '../../ui/usePageTitle';
import { Entrance } from '../../ui/Entrance';
import { useSignUpRule } from './useSignUpRule';

export function ForgottenPage() {
  usePageTitle('Forgot password');
  const [email, setEmail] = useState('');
  const mail = useSignUpRule()?.mail ?? true;
  const ask = useMutation({ mutationFn: () => api.post('/api/password/forgotten', { body: { email: email.trim() } }) });
  const back = <Anchor renderRoot={(props) => <Link to="/sign-in" {...props} />}>Back to sign-in</Anchor>;
  if (ask.isSuccess) {
    return (
      <Entrance
        title="Check your email"
        intro={`If there is an account for ${email.trim()}, we’ve sent it a link.`}
        otherwise={back}
      >
        <Text size="sm">
          {mail
            ? 'The link works once, within an hour. Check your spam folder too.'
            : 'This server doesn’t send email, so the link is printed in its log. Ask your administrator for it. It works once, within an hour.'}
        </Text>
      </Entrance>
    );
  }
  return (
    <Entrance title="Forgot your password?" intro="We’ll email you a link to choose a new one." otherwise={back}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          ask.mutate();
        }}
      >
        <Stack>
          {ask.error && (
            <Alert color="red" variant="outline" role="alert">
              {sentence(ask.error)}
            </Alert>
          )}
          <TextInput
            label="Email"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button type="submit" loading={ask.isPending}>
            Send link
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}
