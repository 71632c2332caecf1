import { Outlet } from '@tanstack/react-router';
import { useLiveConnection } from '../live/live';
import { ConnectionNotice } from '../live/ConnectionNotice';

export function Shell() {
  useLiveConnection();
  return (
    <>
      <Outlet />
      <ConnectionNotice />
    </>
  );
}
