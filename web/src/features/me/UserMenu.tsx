// You: settings, light or dark, and the way out.
import { Avatar, Menu, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { forgetPerson } from '../../api/queryClient';
import { useMe } from '../../api/me';
import { sentence } from '../../api/problem';
import { leavePush } from '../../live/push';

export function UserMenu({ onShortcuts }: { onShortcuts: () => void }) {
  const { person } = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const client = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: async () => {
      const leave = await api.delete('/api/sessions/current');
      await leavePush();
      return leave;
    },
    onSuccess: async (leave) => {
      if (leave) {
        // Signed in by an identity provider, which is left as well.
        window.location.assign(leave.url);
        return;
      }
      await navigate({ to: '/sign-in', search: {} });
      forgetPerson(client);
      client.setQueryData(keys.me, null);
    },
    onError: (error) => notifications.show({ color: 'red', title: 'Couldn’t sign out', message: sentence(error) }),
  });
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <UnstyledButton style={{ borderRadius: '50%', flex: 'none' }}>
          <Avatar radius="xl" size={34} color="lamp.7" variant="filled" name={person.name} aria-hidden />
          <span className="sk-heard">You, {person.name}</span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{person.email}</Menu.Label>
        <Menu.Item renderRoot={(props) => <Link to="/settings" {...props} />}>Settings</Menu.Item>
        {person.is_admin && (
          <Menu.Item
            renderRoot={(props) => <Link to="/admin/$part" params={{ part: 'people' }} search={{}} {...props} />}
          >
            Administration
          </Menu.Item>
        )}
        <Menu.Item onClick={onShortcuts} visibleFrom="sm">
          Keyboard shortcuts
        </Menu.Item>
        <Menu.Item renderRoot={(props) => <Link to="/about" {...props} />}>About</Menu.Item>
        <Menu.Label>Appearance</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(value as MantineColorScheme)}>
          <Menu.RadioItem value="light">Light</Menu.RadioItem>
          <Menu.RadioItem value="dark">Dark</Menu.RadioItem>
          <Menu.RadioItem value="auto">Match system</Menu.RadioItem>
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item onClick={() => signOut.mutate()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
