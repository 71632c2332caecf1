// In place of pages that are closed until one has a second factor: says so, and leads to setting one up.
import { Button, Container, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { usePageTitle } from '../../ui/usePageTitle';

/** `team` is the name of the team that requires one; without it the host does, of everybody. */
export function SecondFactorNeeded({ team }: { team?: string }) {
  usePageTitle('A second factor is needed');
  return (
    <Container size="xs" py={80}>
      <Title order={1} size="h2" mb="sm">
        A second factor is needed
      </Title>
      <Text mb="sm" style={{ overflowWrap: 'anywhere' }}>
        {team ? <strong>{team}</strong> : 'This server'} is open only to people who sign in with a second factor, so
        that a password alone lets nobody in. You have none yet.
      </Text>
      <Text mb="lg">
        Set up a passkey or an authenticator app; it takes a minute. {team ? 'The team' : 'Everything'} then opens again
        as it was.
      </Text>
      <Group>
        <Button renderRoot={(props) => <Link to="/settings/sign-in" {...props} />}>Set one up</Button>
      </Group>
    </Container>
  );
}
