// Every address and the page it leads to; pages come when they are first asked for.
import { createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { queryClient } from './api/queryClient';
import { meQuery } from './api/me';
import { keepCaptured } from './features/exchange/capture';
import { openRoutes } from './shell/openRoutes';
import { landingTeam } from './shell/landingTeam';
import {
  readAdminPlace,
  readDuplicatesPlace,
  readLibraryPlace,
  readReaderPlace,
  readReadingView,
  readSearchPlace,
  readText,
} from './shell/places';
import { root } from './shell/rootRoute';
import { NotFound } from './ui/NotFound';
import { Oops } from './ui/Oops';
import { Waiting } from './ui/Waiting';

/** Everything that needs a person; others are led to sign-in and back. */
const home = createRoute({
  getParentRoute: () => root,
  id: 'home',
  beforeLoad: async ({ location }) => {
    const me = await queryClient.ensureQueryData(meQuery);
    if (!me) throw redirect({ to: '/sign-in', search: { next: location.href } });
    return { me };
  },
  component: lazyRouteComponent(() => import('./shell/Shell'), 'Shell'),
});

const index = createRoute({
  getParentRoute: () => home,
  path: '/',
  beforeLoad: ({ context }) => {
    const team = landingTeam(context.me.teams);
    if (team) throw redirect({ to: '/t/$team', params: { team: team.slug }, replace: true });
  },
  component: NotFound,
});

/** Outside of `home`: what the address holds is kept first, so that it is in no address of signing in. */
const capture = createRoute({
  getParentRoute: () => root,
  path: '/capture',
  beforeLoad: async () => {
    if (keepCaptured(window.location.hash)) throw redirect({ to: '/capture', hash: '', replace: true });
    if (!(await queryClient.ensureQueryData(meQuery))) throw redirect({ to: '/sign-in', search: { next: '/capture' } });
  },
  component: lazyRouteComponent(() => import('./shell/CaptureRoute'), 'CaptureRoute'),
});

const settings = createRoute({
  getParentRoute: () => home,
  path: '/settings',
  component: lazyRouteComponent(() => import('./features/me/SettingsLayout'), 'SettingsLayout'),
});

const admin = createRoute({
  getParentRoute: () => home,
  path: '/admin',
  beforeLoad: () => {
    throw redirect({ to: '/admin/$part', params: { part: 'people' }, search: {}, replace: true });
  },
});

const adminPart = createRoute({
  getParentRoute: () => home,
  path: '/admin/$part',
  validateSearch: readAdminPlace,
  component: lazyRouteComponent(() => import('./shell/AdminRoute'), 'AdminRoute'),
});

const about = createRoute({
  getParentRoute: () => home,
  path: '/about',
  component: lazyRouteComponent(() => import('./shell/AboutPage'), 'AboutPage'),
});

const deletedTeams = createRoute({
  getParentRoute: () => home,
  path: '/deleted-teams',
  component: lazyRouteComponent(() => import('./features/teams/DeletedTeamsPage'), 'DeletedTeamsPage'),
});

const settingsPages = [
  createRoute({
    getParentRoute: () => settings,
    path: '/',
    component: lazyRouteComponent(() => import('./features/me/settingsPages'), 'ProfilePage'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/sign-in',
    validateSearch: (search): { problem?: string } => ({ problem: readText(search.problem) || undefined }),
    component: lazyRouteComponent(() => import('./shell/pages'), 'SignInSettings'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/notifications',
    component: lazyRouteComponent(() => import('./shell/activityPages'), 'NotificationSettings'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/sessions',
    component: lazyRouteComponent(() => import('./features/me/settingsPages'), 'SessionsPage'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/tokens',
    component: lazyRouteComponent(() => import('./features/me/settingsPages'), 'TokensPage'),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: '/data',
    component: lazyRouteComponent(() => import('./features/me/settingsPages'), 'DataPage'),
  }),
] as const;

const team = createRoute({
  getParentRoute: () => home,
  path: '/t/$team',
  component: lazyRouteComponent(() => import('./shell/TeamArea'), 'TeamArea'),
});

const library = createRoute({
  getParentRoute: () => team,
  path: '/',
  validateSearch: readLibraryPlace,
  component: lazyRouteComponent(() => import('./shell/library/LibraryRoute'), 'LibraryRoute'),
});

const duplicates = createRoute({
  getParentRoute: () => team,
  path: '/duplicates',
  validateSearch: readDuplicatesPlace,
  component: lazyRouteComponent(() => import('./shell/pages'), 'Duplicates'),
});

const teamSettings = createRoute({
  getParentRoute: () => team,
  path: '/settings/$part',
  component: lazyRouteComponent(() => import('./shell/pages'), 'TeamSettings'),
});

const paper = createRoute({
  getParentRoute: () => team,
  path: '/papers/$paper',
  component: lazyRouteComponent(() => import('./shell/pages'), 'Paper'),
});

const reader = createRoute({
  getParentRoute: () => team,
  path: '/papers/$paper/read/$file',
  validateSearch: readReaderPlace,
  component: lazyRouteComponent(() => import('./shell/reader/ReaderRoute'), 'ReaderRoute'),
});

const search = createRoute({
  getParentRoute: () => team,
  path: '/search',
  validateSearch: readSearchPlace,
  component: lazyRouteComponent(() => import('./shell/pages'), 'Search'),
});

const notes = createRoute({
  getParentRoute: () => team,
  path: '/notes',
  component: lazyRouteComponent(() => import('./shell/pages'), 'Notes'),
});

const note = createRoute({
  getParentRoute: () => team,
  path: '/notes/$note',
  component: lazyRouteComponent(() => import('./shell/NoteRoute'), 'NoteRoute'),
});

const inbox = createRoute({
  getParentRoute: () => home,
  path: '/inbox',
  component: lazyRouteComponent(() => import('./shell/activityPages'), 'Inbox'),
});

const readingList = createRoute({
  getParentRoute: () => team,
  path: '/reading',
  validateSearch: readReadingView,
  component: lazyRouteComponent(() => import('./shell/activityPages'), 'Reading'),
});

const feed = createRoute({
  getParentRoute: () => team,
  path: '/activity',
  component: lazyRouteComponent(() => import('./shell/activityPages'), 'Feed'),
});

const threads = createRoute({
  getParentRoute: () => team,
  path: '/threads',
  component: lazyRouteComponent(() => import('./shell/activityPages'), 'Threads'),
});

const webhooks = createRoute({
  getParentRoute: () => team,
  path: '/webhooks',
  component: lazyRouteComponent(() => import('./shell/activityPages'), 'Webhooks'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    ...openRoutes,
    capture,
    home.addChildren([
      index,
      settings.addChildren(settingsPages),
      inbox,
      admin,
      adminPart,
      deletedTeams,
      about,
      team.addChildren([
        library,
        duplicates,
        teamSettings,
        paper,
        reader,
        search,
        notes,
        note,
        feed,
        threads,
        webhooks,
        readingList,
      ]),
    ]),
  ]),
  defaultPreload: 'intent',
  defaultPendingComponent: Waiting,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: ({ error, reset }) => <Oops error={error} again={reset} />,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
