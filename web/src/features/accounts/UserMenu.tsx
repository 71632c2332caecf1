// You: settings, light or dark, and the way out.
import { Avatar, Menu, SegmentedControl, Text, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import { sentence } from '../../api/problem';

export function UserMenu() {
  const { person } = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => api.delete('/sessions/current'),
    onSuccess: async () => {
      await navigate({ to: '/sign-in', search: {} });
      // Nothing of this person stays for whoever signs in next.
      client.clear();
      client.setQueryData(keys.me, null);
    },
    onError: (error) => notifications.show({ color: 'red', title: 'Not signed out', message: sentence(error) }),
  });
  return (
    <Menu position="bottom-end" width={230} shadow="md">
      <Menu.Target>
        <UnstyledButton aria-label={`You, ${person.name}`} style={{ borderRadius: '50%', flex: 'none' }}>
          <Avatar radius="xl" size={34} color="lamp" variant="filled" name={person.name} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Text px="sm" pt={6} fw={600} size="sm" truncate>
          {person.name}
        </Text>
        <Text px="sm" pb={6} size="xs" c="dimmed" truncate>
          {person.email}
        </Text>
        <Menu.Divider />
        <Menu.Item renderRoot={(props) => <Link to="/settings" {...props} />}>Settings</Menu.Item>
        <SegmentedControl
          aria-label="Light or dark"
          fullWidth
          size="xs"
          my={6}
          value={colorScheme}
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
          data={[
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
            { value: 'auto', label: 'System' },
          ]}
        />
        <Menu.Divider />
        <Menu.Item onClick={() => signOut.mutate()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
