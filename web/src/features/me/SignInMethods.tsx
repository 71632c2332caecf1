// Settings: what one signs in with beside the password.
import { Alert, Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import { useMe } from '../../api/me';
import { sentence } from '../../api/problem';
import { AuthenticatorMethod } from './AuthenticatorMethod';
import { LinkedAccountsMethod } from './LinkedAccountsMethod';
import { PasskeysMethod } from './PasskeysMethod';
import { RecoveryCodes } from './RecoveryCodes';
import { RecoveryCodesMethod } from './RecoveryCodesMethod';
import { Section } from '../../ui/Section';
import { useSignInOptions } from '../../api/providers';
import { useSignInMethods } from './useSignInMethods';

export function SignInMethods({ problem }: { problem?: string }) {
  const methods = useSignInMethods();
  const signInOptions = useSignInOptions();
  const [codes, setCodes] = useState<string[]>([]);
  return (
    <Section
      title="Sign-in methods"
      intro="A second factor protects your account even if someone learns your password."
    >
      <NeededBy />
      {methods.isPending && <Skeleton h={120} mt="md" />}
      {methods.error && (
        <Alert color="red" variant="outline" role="alert" mt="md">
          {sentence(methods.error)}
        </Alert>
      )}
      {methods.data && (
        <Stack mt="md" gap="lg">
          <PasskeysMethod passkeys={methods.data.passkeys} at={methods.data.passkeys_at} onCodes={setCodes} />
          <AuthenticatorMethod app={methods.data.authenticator} onCodes={setCodes} />
          <RecoveryCodesMethod
            left={methods.data.recovery_codes}
            needed={methods.data.authenticator !== null || methods.data.passkeys.length > 0}
            onCodes={setCodes}
          />
          <LinkedAccountsMethod
            linked={methods.data.identities}
            providers={signInOptions?.providers ?? []}
            problem={problem}
          />
        </Stack>
      )}
      <RecoveryCodes codes={codes} onClose={() => setCodes([])} />
    </Section>
  );
}

/** Who waits for a second factor, until there is one. */
function NeededBy() {
  const { second_factor_needed: everywhere, teams } = useMe();
  const closed = teams.filter((team) => team.second_factor_needed);
  if (closed.length === 0) return null;
  const names = closed.map((team) => team.name).join(', ');
  return (
    <Alert variant="outline" mt="md" style={{ overflowWrap: 'anywhere' }}>
      {everywhere ? 'This server requires' : `${names} ${closed.length === 1 ? 'requires' : 'require'}`} a second
      factor. Set up a passkey or an authenticator app here.
    </Alert>
  );
}
