// In place of pages that are closed until one has a second factor: says so, and leads to setting one up.
import { Button, Container, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { usePageTitle } from '../../ui/usePageTitle';

/** `team` is the name of the team that requires one; without it the host does, of everybody. */
export function SecondFactorNeeded({ team }: { team?: string }) {
  usePageTitle('Second factor required');
  return (
    <Container size="xs" py={80}>
      <Title order={1} size="h2" mb="sm">
        Second factor required
      </Title>
      <Text mb="sm" style={{ overflowWrap: 'anywhere' }}>
        {team ? <strong>{team}</strong> : 'This server'} requires a second factor to sign in, and you haven’t set one up
        yet.
      </Text>
      <Text mb="lg">
        Set up a passkey or an authenticator app. It takes a minute, and then you’ll have access again.
      </Text>
      <Group>
        <Button renderRoot={(props) => <Link to="/settings/sign-in" {...props} />}>Set it up</Button>
      </Group>
    </Container>
  );
}
