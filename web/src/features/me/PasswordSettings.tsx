// A new password; other browsers are signed out by it, and tokens end where that is wanted.
import { Button, Checkbox, Group, PasswordInput, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { Problem, sentence } from '../../api/problem';
import { Section } from '../../ui/Section';
import { useSignInOptions } from '../../api/providers';
import { useSignInMethods } from './useSignInMethods';

export function PasswordSettings() {
  const hasOne = useSignInMethods().data?.password ?? true;
  const closed = useSignInOptions()?.password === false;
  const [current, setCurrent] = useState('');
  const [fresh, setFresh] = useState('');
  const [endTokens, setEndTokens] = useState(false);
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () =>
      api.put('/api/me/password', { body: { current: hasOne ? current : null, new: fresh, end_tokens: endTokens } }),
    onSuccess: () => {
      setCurrent('');
      setFresh('');
      void client.invalidateQueries({ queryKey: keys.sessions });
      void client.invalidateQueries({ queryKey: keys.signInMethods });
      void client.invalidateQueries({ queryKey: keys.tokens });
      notifications.show({
        message: endTokens
          ? 'Password changed. Other browsers were signed out, and API tokens and feed addresses were revoked.'
          : 'Password changed. Other browsers were signed out.',
      });
      setEndTokens(false);
    },
  });
  const ofNew = change.error instanceof Problem ? change.error.field('new') : undefined;
  if (closed) return null;
  return (
    <Section
      title="Password"
      intro={
        hasOne ? 'Changing it signs you out everywhere else.' : 'You don’t have one, because you sign in without it.'
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate();
        }}
      >
        <Stack mt="md">
          {hasOne && (
            <PasswordInput
              label="Current password"
              autoComplete="current-password"
              value={current}
              onChange={(event) => setCurrent(event.currentTarget.value)}
              error={change.error && !ofNew ? sentence(change.error) : undefined}
            />
          )}
          <PasswordInput
            label="New password"
            description="At least 10 characters. A short phrase works well."
            autoComplete="new-password"
            value={fresh}
            onChange={(event) => setFresh(event.currentTarget.value)}
            error={ofNew}
          />
          {hasOne && (
            <Checkbox
              label="Also revoke my API tokens and feed addresses"
              description="Recommended if someone else may know the old password."
              checked={endTokens}
              onChange={(event) => setEndTokens(event.currentTarget.checked)}
            />
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={change.isPending} disabled={(hasOne && !current) || !fresh}>
              {hasOne ? 'Change password' : 'Set a password'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
