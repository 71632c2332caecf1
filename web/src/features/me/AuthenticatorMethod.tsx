// The authenticator app: set up by scanning, removed with one press.
import { Button, Code, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { api } from '../../api/client';
import { sentence } from '../../api/problem';
import type { Schemas, OwnSignInMethods } from '../../api/schemas';
import { Dialog } from '../../ui/Dialog';
import { ago } from '../../ui/time';
import { useChange } from './useSignInMethods';
import { SignInMethod } from './SignInMethod';

interface Props {
  app: OwnSignInMethods['authenticator'];
  onCodes: (codes: string[]) => void;
}

export function AuthenticatorMethod({ app, onCodes }: Props) {
  const begin = useChange(() => api.post('/api/me/authenticator/setup'), 'Couldn’t set up');
  const remove = useChange(() => api.delete('/api/me/authenticator'), 'Couldn’t remove');
  const state = app
    ? `Set up ${ago(app.created_at)}; ${app.last_used_at ? `last used ${ago(app.last_used_at)}` : 'not used yet'}.`
    : 'Use an app on your phone to generate a six-digit code at sign-in.';
  return (
    <SignInMethod
      title="Authenticator app"
      state={state}
      action={
        app ? (
          <Button
            variant="default"
            size="xs"
            loading={remove.isPending}
            onClick={() => remove.mutate()}
            aria-label="Remove authenticator app"
          >
            Remove
          </Button>
        ) : (
          <Button
            variant="default"
            size="xs"
            loading={begin.isPending}
            onClick={() => begin.mutate()}
            aria-label="Set up authenticator app"
          >
            Set up
          </Button>
        )
      }
    >
      <Dialog opened={begin.data !== undefined} onClose={begin.reset} title="Set up authenticator app">
        {begin.data && (
          <Setup
            setup={begin.data}
            onDone={(codes) => {
              begin.reset();
              if (codes.length > 0) onCodes(codes);
            }}
          />
        )}
      </Dialog>
    </SignInMethod>
  );
}

function Setup({ setup, onDone }: { setup: Schemas['SetupOut']; onDone: (codes: string[]) => void }) {
  const [code, setCode] = useState('');
  const add = useChange(
    (typed: string) => api.post('/api/me/authenticator', { body: { setup: setup.setup, code: typed.trim() } }),
    null,
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate(code, {
          onSuccess: ({ codes }) => {
            // The codes, where there are any, say enough.
            if (codes.length === 0) notifications.show({ message: 'Authenticator app set up.' });
            onDone(codes);
          },
        });
      }}
    >
      <Stack>
        <Text size="sm">Scan this with your app, such as Aegis, 2FAS, Google Authenticator or a password manager.</Text>
        <svg
          role="img"
          aria-label="QR code for the authenticator app"
          viewBox={`-4 -4 ${setup.size + 8} ${setup.size + 8}`}
          width={220}
          style={{ alignSelf: 'center', borderRadius: 8 }}
          shapeRendering="crispEdges"
        >
          <rect x={-4} y={-4} width={setup.size + 8} height={setup.size + 8} fill="#fff" />
          <path d={setup.dark} fill="#000" />
        </svg>
        <div>
          <Text size="sm" c="dimmed">
            Or enter this key in the app:
          </Text>
          <Group gap="xs">
            <Code fz="sm" style={{ overflowWrap: 'anywhere' }}>
              {setup.seed.replace(/(.{4})(?=.)/g, '$1 ')}
            </Code>
            <CopyButton value={setup.seed}>
              {({ copied, copy }) => (
                <Button variant="subtle" size="compact-xs" onClick={copy}>
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              )}
            </CopyButton>
          </Group>
        </div>
        <TextInput
          label="Six-digit code from the app"
          data-autofocus
          autoComplete="one-time-code"
          inputMode="numeric"
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          error={add.error ? sentence(add.error) : undefined}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={add.isPending} disabled={!code.trim()}>
            Turn on
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
