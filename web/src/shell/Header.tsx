// The line at the top: where you are, the search box, and you.
import { Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { UserMenu } from '../features/accounts/UserMenu';
import { Bell } from '../features/activity/Bell';
import { TeamSwitcher } from '../features/teams/TeamSwitcher';
import { Brand } from '../ui/Brand';
import classes from './Header.module.css';
import { SearchBox } from './SearchBox';
import { useCurrentTeam } from './useCurrentTeam';

export function Header() {
  const team = useCurrentTeam();
  return (
    <Group h="100%" px="md" gap="sm" wrap="nowrap" className={classes.header}>
      <Link to="/" className={classes.brand} aria-label="ScrollKeeper, to your library">
        <Brand />
      </Link>
      <TeamSwitcher current={team} />
      {team && (
        <nav aria-label="Main" className={classes.nav}>
          <Link to="/t/$team" params={{ team: team.slug }} className={classes.link} activeProps={{ 'aria-current': 'page' }} activeOptions={{ exact: true, includeSearch: false }}>
            Library
          </Link>
          <Link to="/t/$team/notes" params={{ team: team.slug }} className={classes.link} activeProps={{ 'aria-current': 'page' }}>
            Notes
          </Link>
          <Link to="/t/$team/threads" params={{ team: team.slug }} className={classes.link} activeProps={{ 'aria-current': 'page' }}>
            Threads
          </Link>
          <Link to="/t/$team/activity" params={{ team: team.slug }} className={classes.link} activeProps={{ 'aria-current': 'page' }}>
            Activity
          </Link>
        </nav>
      )}
      <div className={classes.search}>{team && <SearchBox team={team} />}</div>
      <Bell />
      <UserMenu />
    </Group>
  );
}
