// Your own settings: name, password, and where you are signed in.
import { Container, Stack, Title } from '@mantine/core';
import { usePageTitle } from '../../ui/usePageTitle';
import { NameSettings } from './NameSettings';
import { PasswordSettings } from './PasswordSettings';
import { WaysToSignIn } from './WaysToSignIn';
import { Sessions } from './Sessions';

export function SettingsPage() {
  usePageTitle('Settings');
  return (
    <Container size="sm" py="xl">
      <Title order={1} size="h2" mb="lg">
        Settings
      </Title>
      <Stack gap="xl">
        <NameSettings />
        <PasswordSettings />
        <WaysToSignIn />
        <Sessions />
      </Stack>
    </Container>
  );
}
