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
  usePageTitle('Forgotten password');
  const [email, setEmail] = useState('');
  const mail = useSignUpRule()?.mail ?? true;
  const ask = useMutation({ mutationFn: () => api.post('/api/password/forgotten', { body: { email: email.trim() } }) });
  const back = <Anchor renderRoot={(props) => <Link to="/sign-in" {...props} />}>Back to sign-in</Anchor>;
  if (ask.isSuccess) {
    return (
      <Entrance
        title="Look into your mail"
        intro={`If there is an account for ${email.trim()}, a letter with a link is on its way there.`}
        otherwise={back}
      >
        <Text size="sm">
          {mail
            ? 'The link works once and for an hour. Look among unwanted mail too.'
            : 'This ScrollKeeper sends no mail: the link is printed where it runs. Ask whoever hosts it to hand it to you; it works once and for an hour.'}
        </Text>
      </Entrance>
    );
  }
  return (
    <Entrance
      title="Forgotten your password?"
      intro="You get a letter with a link, and choose a new one."
      otherwise={back}
    >
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
            label="E-mail"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            autoFocus
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <Button type="submit" loading={ask.isPending}>
            Send the letter
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}
