// "Confirm it’s you": the one dialog for actions that ask again. The action goes on by itself once it is answered.
import { Anchor, Button, Group, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type ChangeEvent, useEffect, useRef, useState } from 'react';
import { answerQuestions } from '../../api/askAgain';
import { api } from '../../api/client';
import { sentence } from '../../api/problem';
import { useMe } from '../../api/me';
import { ByProvider } from './ByProvider';
import { knowsPasskeys, signWithPasskey } from '../../api/passkeys';
import { Dialog } from '../../ui/Dialog';

interface Question {
  methods: string[];
  answer: (proved: boolean) => void;
}

export function Reauthentication() {
  const [question, setQuestion] = useState<Question | null>(null);
  useEffect(() => answerQuestions((methods) => new Promise((answer) => setQuestion({ methods, answer }))), []);
  const settle = (proved: boolean) => {
    question?.answer(proved);
    setQuestion(null);
  };
  return (
    <Dialog opened={question !== null} onClose={() => settle(false)} title="Confirm it’s you" over>
      {question && <Choices methods={question.methods} onProved={() => settle(true)} onCancel={() => settle(false)} />}
    </Dialog>
  );
}

const PROVIDER = 'provider:';

function Choices({ methods, onProved, onCancel }: { methods: string[]; onProved: () => void; onCancel: () => void }) {
  const { person } = useMe();
  const providers = methods
    .filter((method) => method.startsWith(PROVIDER))
    .map((method) => method.slice(PROVIDER.length));
  if (methods.length > 0) {
    return (
      <Stack>
        <Text size="sm" c="dimmed">
          This is a sensitive change, so please confirm your identity. You’re signed in as {person.email}.
        </Text>
        {providers.length > 0 && <ByProvider names={providers} onProved={onProved} />}
        {methods.includes('passkey') && knowsPasskeys() && <ByPasskey onProved={onProved} />}
        <ByText methods={methods} onProved={onProved} onCancel={onCancel} />
      </Stack>
    );
  }
  return <Text size="sm">Sign out and sign in again, then try this within 15 minutes.</Text>;
}

function ByPasskey({ onProved }: { onProved: () => void }) {
  const prove = useMutation({
    mutationFn: async () =>
      api.post('/api/sessions/current/proof', {
        body: { passkey: await signWithPasskey('/api/sessions/current/proof/passkey/options') },
      }),
    onSuccess: onProved,
  });
  return (
    <>
      <Button variant="light" loading={prove.isPending} onClick={() => prove.mutate()}>
        Use a passkey
      </Button>
      {prove.error && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {sentence(prove.error)}
        </Text>
      )}
    </>
  );
}

interface SignInMethod {
  field: 'password' | 'code';
  label: string;
  other: string;
}

const PASSWORD: SignInMethod = { field: 'password', label: 'Your password', other: 'Use your password instead' };
const CODE: SignInMethod = {
  field: 'code',
  label: 'Code from your authenticator app',
  other: 'Use your authenticator app instead',
};

/** Password or code, one at a time. */
function ByText({ methods, onProved, onCancel }: { methods: string[]; onProved: () => void; onCancel: () => void }) {
  const offered = [PASSWORD, CODE].filter((method) =>
    methods.includes(method.field === 'code' ? 'authenticator' : 'password'),
  );
  const [chosen, setChosen] = useState(0);
  const [text, setText] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const method = offered[chosen % offered.length];
  const prove = useMutation({
    mutationFn: () =>
      api.post('/api/sessions/current/proof', { body: method === CODE ? { code: text.trim() } : { password: text } }),
    onSuccess: onProved,
    onError: () => field.current?.select(),
  });
  if (!method) return null;
  const props = {
    ref: field,
    label: method.label,
    'data-autofocus': true,
    value: text,
    error: prove.error ? sentence(prove.error) : undefined,
    onChange: (event: ChangeEvent<HTMLInputElement>) => setText(event.currentTarget.value),
  };
  const change = () => {
    setChosen(chosen + 1);
    setText('');
    prove.reset();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        prove.mutate();
      }}
    >
      <Stack>
        {method === PASSWORD ? (
          <PasswordInput autoComplete="current-password" {...props} />
        ) : (
          <TextInput autoComplete="one-time-code" inputMode="numeric" {...props} />
        )}
        {offered.length > 1 && (
          <Anchor component="button" type="button" size="sm" ta="left" onClick={change}>
            {(method === PASSWORD ? CODE : PASSWORD).other}
          </Anchor>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={prove.isPending} disabled={!text.trim()}>
            Continue
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
