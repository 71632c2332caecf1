// The second step of signing in, after the password or the provider: six digits, a passkey, or a recovery code.
import { Alert, Anchor, Button, Skeleton, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { usePageTitle } from '../../ui/usePageTitle';
import { knowsPasskeys, signWithPasskey } from '../../api/passkeys';
import { Entrance } from '../../ui/Entrance';
import { useEnter } from './useEnter';

const DIGITS = 6;

export function SecondStepPage({ next }: { next?: string }) {
  usePageTitle('One more step');
  const step = useQuery({
    queryKey: keys.secondStep,
    queryFn: ({ signal }) => api.get('/api/sessions/second-factor', { signal }),
    retry: false,
  });
  const again = (
    <Anchor renderRoot={(props) => <Link to="/sign-in" search={{ next }} {...props} />}>Start again</Anchor>
  );
  return (
    <Entrance title="One more step" intro="Your account is protected by a second factor." otherwise={again}>
      {step.isPending && <Skeleton h={120} />}
      {step.error && (
        <Alert color="red" variant="outline" role="alert">
          {sentence(step.error)}
        </Alert>
      )}
      {step.data && <Ways factors={step.data.second_factor} next={next} />}
    </Entrance>
  );
}

const sendSecondStep = (body: Schemas['SecondStepIn']) => api.post('/api/sessions/second-factor', { body });

function Ways({ factors, next }: { factors: string[]; next?: string }) {
  const [lost, setLost] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const enter = useEnter(sendSecondStep, next);
  const sign = useMutation({
    mutationFn: async () =>
      enter.mutateAsync({ passkey: await signWithPasskey('/api/sessions/second-factor/passkey/options') }),
    onMutate: () => setRefused(null),
    onError: (error) => setRefused(sentence(error)),
  });
  const hasApp = factors.includes('authenticator');
  if (lost) {
    return (
      <Stack>
        <CodeForm
          key="recovery"
          field="recovery_code"
          label="Recovery code"
          description="One of the ten you saved. Each works once."
          next={next}
        />
        <Anchor component="button" type="button" size="sm" onClick={() => setLost(false)}>
          Back
        </Anchor>
      </Stack>
    );
  }
  return (
    <Stack>
      {refused && (
        <Alert color="red" variant="outline" role="alert">
          {refused}
        </Alert>
      )}
      {factors.includes('passkey') && knowsPasskeys() && (
        <Button variant={hasApp ? 'default' : 'filled'} loading={sign.isPending} onClick={() => sign.mutate()}>
          Use a passkey
        </Button>
      )}
      {hasApp && (
        <CodeForm
          key="code"
          field="code"
          label="Code from your authenticator app"
          description="The six-digit code shown now."
          next={next}
        />
      )}
      {factors.includes('recovery') && (
        <Anchor component="button" type="button" size="sm" onClick={() => setLost(true)}>
          Use a recovery code instead
        </Anchor>
      )}
    </Stack>
  );
}

function CodeForm({
  field,
  label,
  description,
  next,
}: {
  field: 'code' | 'recovery_code';
  label: string;
  description: string;
  next?: string;
}) {
  const [code, setCode] = useState('');
  const enter = useEnter(sendSecondStep, next);
  const isDigits = field === 'code';
  const send = (value: string) =>
    enter.mutate(field === 'code' ? { code: value.trim() } : { recovery_code: value.trim() }, {
      onError: () => setCode(''),
    });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send(code);
      }}
    >
      <Stack>
        <TextInput
          label={label}
          description={description}
          autoFocus
          autoComplete={isDigits ? 'one-time-code' : 'off'}
          inputMode={isDigits ? 'numeric' : 'text'}
          spellCheck={false}
          value={code}
          error={enter.error ? sentence(enter.error) : undefined}
          onChange={(event) => {
            const { value } = event.currentTarget;
            setCode(value);
            // All digits are there: nobody needs to press a button.
            if (isDigits && /^\d+$/.test(value) && value.length === DIGITS && !enter.isPending) send(value);
          }}
        />
        <Button type="submit" loading={enter.isPending} disabled={!code.trim()}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
