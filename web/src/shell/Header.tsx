// The line at the top: where you are, the search box, and you.
import { Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { UserMenu } from '../features/me/UserMenu';
import { Bell } from '../features/notifications/Bell';
import { TeamSwitcher } from '../features/teams/TeamSwitcher';
import { Brand } from '../ui/Brand';
import classes from './Header.module.css';
import { Palette } from './palette/Palette';
import { useRememberPaper } from './palette/recentPapers';
import { SearchBox } from './SearchBox';
import { PlacesMenu, PlacesRow } from './TeamPlaces';
import { useCurrentTeam } from './useCurrentTeam';

export function Header({ onShortcuts }: { onShortcuts: () => void }) {
  const team = useCurrentTeam();
  useRememberPaper(team);
  const open = team?.second_factor_needed ? undefined : team;
  return (
    <Group h="100%" px="md" gap="sm" wrap="nowrap" className={classes.header}>
      <Link to="/" className={classes.brand} aria-label="ScrollKeeper, to your library">
        <Brand />
      </Link>
      <PlacesMenu team={open} />
      <TeamSwitcher current={team} />
      {open && <PlacesRow team={open} />}
      <div className={classes.search}>{open && <SearchBox team={open} />}</div>
      <Palette team={open} onShortcuts={onShortcuts} />
      <Bell />
      <UserMenu onShortcuts={onShortcuts} />
    </Group>
  );
}
