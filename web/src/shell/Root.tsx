// Around every page: what happens when nobody is signed in any more.
import { Outlet } from '@tanstack/react-router';

export function Root() {
  return <Outlet />;
}
