// The ways to a team's pages: a row of links where there is room, a menu where there is not.
import { ActionIcon, Menu } from '@mantine/core';
import { Link, useMatchRoute } from '@tanstack/react-router';
import type { Team } from '../api/schemas';
import { useUnreadCount } from '../features/notifications/useNotifications';
import classes from './Header.module.css';

export const PLACES = [
  { to: '/t/$team', title: 'Library', exact: true },
  { to: '/t/$team/reading', title: 'Reading list', exact: false },
  { to: '/t/$team/notes', title: 'Notes', exact: false },
  { to: '/t/$team/threads', title: 'Threads', exact: false },
  { to: '/t/$team/activity', title: 'Activity', exact: false },
] as const;

/** A paper and its reader belong to the library. */
const WITHIN = { '/t/$team': '/t/$team/papers/$paper' } as const;

export function PlacesRow({ team }: { team: Team }) {
  const matches = useMatchRoute();
  const isWithin = (to: string) =>
    to in WITHIN && Boolean(matches({ to: WITHIN['/t/$team'], params: { team: team.slug }, fuzzy: true }));
  return (
    <nav aria-label="Main" className={classes.nav}>
      {PLACES.map(({ to, title, exact }) => (
        <Link
          key={to}
          to={to}
          params={{ team: team.slug }}
          className={classes.link}
          aria-current={isWithin(to) ? 'true' : undefined}
          activeProps={{ 'aria-current': 'page' }}
          activeOptions={{ exact, includeSearch: false }}
        >
          {title}
        </Link>
      ))}
    </nav>
  );
}

export function PlacesMenu({ team }: { team: Team | undefined }) {
  const matches = useMatchRoute();
  const unread = useUnreadCount();
  return (
    <nav aria-label="Pages" className={classes.menu}>
      <Menu position="bottom-start" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Pages" title="Pages">
            <svg
              viewBox="0 0 24 24"
              width="20"
              height="20"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.8"
              strokeLinecap="round"
              aria-hidden
            >
              <path d="M4 7h16M4 12h16M4 17h16" />
            </svg>
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {team &&
            PLACES.map(({ to, title, exact }) => (
              <Menu.Item
                key={to}
                aria-current={matches({ to, params: { team: team.slug }, fuzzy: !exact }) ? 'page' : undefined}
                className={classes.place}
                renderRoot={(props) => <Link to={to} params={{ team: team.slug }} {...props} />}
              >
                {title}
              </Menu.Item>
            ))}
          {team && <Menu.Divider />}
          <Menu.Item
            aria-current={matches({ to: '/inbox' }) ? 'page' : undefined}
            className={classes.place}
            rightSection={
              unread ? (
                <span className={classes.count}>
                  {unread > 99 ? '99+' : unread}
                  <span className="sk-heard"> unread</span>
                </span>
              ) : undefined
            }
            renderRoot={(props) => <Link to="/inbox" {...props} />}
          >
            Inbox
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
