// Passkeys: listed by name, added, renamed, removed.
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { api } from '../../api/client';
import { sentence } from '../../api/problem';
import type { OwnSignInMethods } from '../../api/schemas';
import { Dialog } from '../../ui/Dialog';
import { Ago } from '../../ui/Ago';
import { ago } from '../../ui/time';
import { createPasskey, deviceName, knowsPasskeys } from '../../api/passkeys';
import { useChange } from './useSignInMethods';
import { SignInMethod } from './SignInMethod';

type Passkey = OwnSignInMethods['passkeys'][number];

interface Props {
  passkeys: Passkey[];
  /** The origin that passkeys of this server are bound to. */
  at: string;
  onCodes: (codes: string[]) => void;
}

export function PasskeysMethod({ passkeys, at, onCodes }: Props) {
  const [adding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState<Passkey | null>(null);
  const remove = useChange(
    (id: string) => api.delete('/api/me/passkeys/{passkey_id}', { params: { path: { passkey_id: id } } }),
    'Couldn’t remove',
  );
  return (
    <SignInMethod
      title="Passkeys"
      state={
        why(at) ??
        'Sign in with your fingerprint, face or a security key. There’s nothing to remember and no password to steal.'
      }
      action={
        <Button variant="default" size="xs" disabled={why(at) !== null} onClick={() => setAdding(true)}>
          Add a passkey
        </Button>
      }
    >
      {passkeys.length > 0 && (
        <Stack component="ul" gap="xs" mt="sm" style={{ listStyle: 'none', padding: 0 }} aria-label="Passkeys">
          {passkeys.map((passkey) => (
            <Group component="li" key={passkey.id} justify="space-between" gap="xs">
              <div style={{ flex: '1 1 10rem' }}>
                <Text size="sm" fw={500}>
                  {passkey.name}
                </Text>
                <Text size="xs" c="dimmed">
                  added <Ago at={passkey.created_at} />,{' '}
                  {passkey.last_used_at ? `last used ${ago(passkey.last_used_at)}` : 'never used'}
                </Text>
              </div>
              <Group gap="xs">
                <Button
                  variant="subtle"
                  size="xs"
                  aria-label={`Rename ${passkey.name}`}
                  onClick={() => setRenaming(passkey)}
                >
                  Rename
                </Button>
                <Button
                  variant="default"
                  size="xs"
                  aria-label={`Remove ${passkey.name}`}
                  loading={remove.isPending && remove.variables === passkey.id}
                  onClick={() => remove.mutate(passkey.id)}
                >
                  Remove
                </Button>
              </Group>
            </Group>
          ))}
        </Stack>
      )}
      <Dialog opened={adding} onClose={() => setAdding(false)} title="Add a passkey">
        <NewPasskey
          onDone={(codes) => {
            setAdding(false);
            if (codes.length > 0) onCodes(codes);
          }}
        />
      </Dialog>
      <Dialog opened={renaming !== null} onClose={() => setRenaming(null)} title="Rename passkey">
        {renaming && <Rename passkey={renaming} onDone={() => setRenaming(null)} />}
      </Dialog>
    </SignInMethod>
  );
}

/** Why this browser cannot have one here, or null. */
function why(at: string): string | null {
  if (!knowsPasskeys()) return 'This browser doesn’t support passkeys, or the connection isn’t secure (https).';
  if (window.location.origin !== at) return `Passkeys are bound to ${at}. Open ScrollKeeper there to add one.`;
  return null;
}

function NewPasskey({ onDone }: { onDone: (codes: string[]) => void }) {
  const add = useChange(
    async (name: string) => api.post('/api/me/passkeys', { body: { name, credential: await createPasskey() } }),
    null,
  );
  const done = ({ codes }: { codes: string[] }) => {
    // The codes, where there are any, say enough.
    if (codes.length === 0) notifications.show({ message: 'Passkey added.' });
    onDone(codes);
  };
  return (
    <NameForm
      first={deviceName()}
      description="So you can recognise it in this list."
      action="Continue"
      change={add}
      onSend={(name) => add.mutate(name, { onSuccess: done })}
    />
  );
}

function Rename({ passkey, onDone }: { passkey: Passkey; onDone: () => void }) {
  const rename = useChange(
    (name: string) =>
      api.patch('/api/me/passkeys/{passkey_id}', { params: { path: { passkey_id: passkey.id } }, body: { name } }),
    null,
  );
  return (
    <NameForm
      first={passkey.name}
      action="Save"
      change={rename}
      onSend={(name) => rename.mutate(name, { onSuccess: onDone })}
    />
  );
}

interface NameFormProps {
  first: string;
  description?: string;
  action: string;
  change: { error: Error | null; isPending: boolean };
  onSend: (name: string) => void;
}

function NameForm({ first, description, action, change, onSend }: NameFormProps) {
  const [name, setName] = useState(first);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSend(name.trim());
      }}
    >
      <Stack>
        <TextInput
          label="Name"
          description={description}
          data-autofocus
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={change.error ? sentence(change.error) : undefined}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={change.isPending} disabled={!name.trim()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
