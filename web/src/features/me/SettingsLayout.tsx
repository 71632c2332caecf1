// Your own settings, a page for each kind.
import { Container, Title } from '@mantine/core';
import { Link, Outlet } from '@tanstack/react-router';
import classes from './Settings.module.css';

const PAGES = [
  { to: '/settings', label: 'Profile' },
  { to: '/settings/sign-in', label: 'Password & sign-in' },
  { to: '/settings/notifications', label: 'Notifications' },
  { to: '/settings/sessions', label: 'Sessions' },
  { to: '/settings/tokens', label: 'API tokens' },
  { to: '/settings/data', label: 'Your data' },
] as const;

export function SettingsLayout() {
  return (
    <Container size="md" py="xl">
      <Title order={1} size="h2" mb="lg">
        Settings
      </Title>
      <div className={classes.columns}>
        <nav aria-label="Settings" className={classes.nav}>
          {PAGES.map(({ to, label }) => (
            <Link
              key={to}
              to={to}
              className={classes.link}
              activeOptions={{ exact: true }}
              activeProps={{ 'aria-current': 'page' }}
            >
              {label}
            </Link>
          ))}
        </nav>
        <div className={classes.page}>
          <Outlet />
        </div>
      </div>
    </Container>
  );
}
