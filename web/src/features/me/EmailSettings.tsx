// The address you sign in with: whether it is confirmed, and a way to another.
import { Badge, Button, Group, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import { sentence } from '../../api/problem';
import { Section } from '../../ui/Section';
import { useSendAgain } from './useSendAgain';

export function EmailSettings() {
  const { person } = useMe();
  const sendAgain = useSendAgain();
  return (
    <Section title="Email address" intro="Used for sign-in and email. Other people can’t see it.">
      <Group mt="md" gap="sm">
        <Text fw={500}>{person.email}</Text>
        <Badge variant="light" tt="none" color={person.email_verified ? undefined : 'yellow'}>
          {person.email_verified ? 'confirmed' : 'not confirmed yet'}
        </Badge>
        {!person.email_verified && (
          <Button size="compact-sm" variant="default" loading={sendAgain.isPending} onClick={() => sendAgain.mutate()}>
            Resend confirmation email
          </Button>
        )}
      </Group>
      {person.wanted_email ? (
        <Changing to={person.wanted_email} verified={person.email_verified} />
      ) : (
        <Change verified={person.email_verified} />
      )}
    </Section>
  );
}

function Change({ verified }: { verified: boolean }) {
  const [email, setEmail] = useState('');
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () => api.put('/api/me/email', { body: { email: email.trim() } }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.me }),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <Group align="flex-end" mt="md">
        <TextInput
          type="email"
          label="New address"
          description={
            verified
              ? 'We’ll email a confirmation link to both addresses. Both must confirm.'
              : 'We’ll email a confirmation link.'
          }
          flex={1}
          miw={220}
          autoComplete="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={change.error ? sentence(change.error) : undefined}
        />
        <Button type="submit" variant="default" loading={change.isPending} disabled={!email.trim()}>
          Change address
        </Button>
      </Group>
    </form>
  );
}

function Changing({ to, verified }: { to: string; verified: boolean }) {
  const client = useQueryClient();
  const keep = useMutation({
    mutationFn: () => api.delete('/api/me/email'),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.me }),
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Couldn’t cancel the change', message: sentence(error) }),
  });
  return (
    <Group mt="md" justify="space-between">
      <Text size="sm" flex={1} miw={220}>
        Changing to <strong>{to}</strong>.{' '}
        {verified
          ? 'Open the links in the emails to both addresses within 24 hours.'
          : 'Open the link in the email within 24 hours.'}
      </Text>
      <Button variant="default" size="xs" loading={keep.isPending} onClick={() => keep.mutate()}>
        Cancel change
      </Button>
    </Group>
  );
}
