// Settings: what one signs in with beside the password.
import { Alert, Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import { useMe } from '../../api/me';
import { sentence } from '../../api/problem';
import { AuthenticatorWay } from './AuthenticatorWay';
import { LinkedWay } from './LinkedWay';
import { PasskeysWay } from './PasskeysWay';
import { RecoveryCodes } from './RecoveryCodes';
import { RecoveryWay } from './RecoveryWay';
import { Section } from '../../ui/Section';
import { useWaysIn } from '../../api/providers';
import { useWays } from './useWays';

export function WaysToSignIn({ problem }: { problem?: string }) {
  const ways = useWays();
  const waysIn = useWaysIn();
  const [codes, setCodes] = useState<string[]>([]);
  return (
    <Section
      title="Sign-in methods"
      intro="A second factor protects your account even if someone learns your password."
    >
      <NeededBy />
      {ways.isPending && <Skeleton h={120} mt="md" />}
      {ways.error && (
        <Alert color="red" variant="outline" role="alert" mt="md">
          {sentence(ways.error)}
        </Alert>
      )}
      {ways.data && (
        <Stack mt="md" gap="lg">
          <PasskeysWay passkeys={ways.data.passkeys} at={ways.data.passkeys_at} onCodes={setCodes} />
          <AuthenticatorWay app={ways.data.authenticator} onCodes={setCodes} />
          <RecoveryWay
            left={ways.data.recovery_codes}
            needed={ways.data.authenticator !== null || ways.data.passkeys.length > 0}
            onCodes={setCodes}
          />
          <LinkedWay linked={ways.data.identities} providers={waysIn?.providers ?? []} problem={problem} />
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
