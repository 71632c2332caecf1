// From one team's library to another's, and to a new team.
import { Button, Menu, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import type { Team } from '../../api/schemas';
import { NewTeam } from './NewTeam';

function asides(team: Team): string {
  if (team.kind === 'personal') return team.role === 'owner' ? 'only you' : '';
  return [team.role === 'guest' ? 'guest' : '', team.archived ? 'archived' : ''].filter(Boolean).join(', ');
}

export function TeamSwitcher({ current }: { current: Team | undefined }) {
  const { teams } = useMe();
  const [creating, { open, close }] = useDisclosure(false);
  const [opened, setOpened] = useState(false);
  const deleted = useQuery({
    queryKey: keys.deletedTeams,
    queryFn: async ({ signal }) => (await api.get('/api/deleted-teams', { signal })).items,
    enabled: opened,
  });
  return (
    <>
      <Menu position="bottom-start" width={260} opened={opened} onChange={setOpened}>
        <Menu.Target>
          <Button variant="default" size="sm" rightSection={<span aria-hidden>▾</span>} miw={0} maw={220}>
            <Text component="span" truncate size="sm" fw={500}>
              <span className="sk-heard">Team: </span>
              {current?.name ?? 'Choose a team'}
            </Text>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Your teams</Menu.Label>
          {teams.map((team) => (
            <Menu.Item
              key={team.id}
              aria-current={team.id === current?.id ? 'true' : undefined}
              leftSection={
                <span aria-hidden style={{ width: 14, display: 'inline-block' }}>
                  {team.id === current?.id ? '✓' : ''}
                </span>
              }
              renderRoot={(props) => <Link to="/t/$team" params={{ team: team.slug }} {...props} />}
            >
              {team.name}{' '}
              {asides(team) && (
                <Text component="span" size="xs" c="dimmed" ml={6}>
                  {asides(team)}
                </Text>
              )}
            </Menu.Item>
          ))}
          {current?.can.includes('members') && (
            <>
              <Menu.Divider />
              <Menu.Item
                renderRoot={(props) => (
                  <Link to="/t/$team/settings/$part" params={{ team: current.slug, part: 'members' }} {...props} />
                )}
              >
                Members
              </Menu.Item>
              {current.can.includes('invite') && (
                <Menu.Item
                  renderRoot={(props) => (
                    <Link
                      to="/t/$team/settings/$part"
                      params={{ team: current.slug, part: 'invitations' }}
                      {...props}
                    />
                  )}
                >
                  Invite…
                </Menu.Item>
              )}
              <Menu.Item
                renderRoot={(props) => (
                  <Link
                    to="/t/$team/settings/$part"
                    params={{
                      team: current.slug,
                      part: current.can.includes('edit') || current.can.includes('archive') ? 'general' : 'storage',
                    }}
                    {...props}
                  />
                )}
              >
                Team settings
              </Menu.Item>
            </>
          )}
          <Menu.Divider />
          <Menu.Item onClick={open}>New team…</Menu.Item>
          {Boolean(deleted.data?.length) && (
            <Menu.Item renderRoot={(props) => <Link to="/deleted-teams" {...props} />}>Deleted teams</Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <NewTeam opened={creating} onClose={close} />
    </>
  );
}
