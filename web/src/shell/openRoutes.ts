// Addresses for which nobody needs to be signed in: the ways in, invitations, and where letters lead.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { readNext, readSignInPlace, readText } from './places';
import { root } from './rootRoute';

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: readSignInPlace,
  component: lazyRouteComponent(() => import('./pages'), 'SignIn'),
});

const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  validateSearch: (search): { next?: string; invitation?: string } => ({
    next: readNext(search.next),
    invitation: readText(search.invitation) || undefined,
  }),
  component: lazyRouteComponent(() => import('./pages'), 'SignUp'),
});

const invitation = createRoute({
  getParentRoute: () => root,
  path: '/invitations/$code',
  component: lazyRouteComponent(() => import('./pages'), 'Invitation'),
});

const join = createRoute({
  getParentRoute: () => root,
  path: '/join/$team',
  component: lazyRouteComponent(() => import('./pages'), 'Join'),
});

/** What the links in letters lead to, for whoever is signed in or not. */
const letters = [
  createRoute({
    getParentRoute: () => root,
    path: '/confirm',
    component: lazyRouteComponent(() => import('../features/accounts/ConfirmPage'), 'ConfirmPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/forgotten-password',
    component: lazyRouteComponent(() => import('../features/accounts/ForgottenPage'), 'ForgottenPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/reset-password',
    component: lazyRouteComponent(() => import('../features/accounts/ResetPage'), 'ResetPage'),
  }),
] as const;

const proved = createRoute({
  getParentRoute: () => root,
  path: '/proved',
  validateSearch: (search): { problem?: string } => ({ problem: readText(search.problem) || undefined }),
  component: lazyRouteComponent(() => import('./pages'), 'Proved'),
});

/** Where letters lead; nobody needs to be signed in. */
const unsubscribe = createRoute({
  getParentRoute: () => root,
  path: '/unsubscribe/$key',
  component: lazyRouteComponent(() => import('./activityPages'), 'Unsubscribe'),
});

export const openRoutes = [signIn, signUp, invitation, join, unsubscribe, proved, ...letters] as const;
