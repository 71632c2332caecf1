// Around every page of a signed-in person: header, live connection, and the way straight to the content.
import { AppShell } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation } from '@tanstack/react-router';
import { Reauthentication } from '../features/me/Reauthentication';
import { SecondFactorNeeded } from '../features/me/SecondFactorNeeded';
import { VerifyBanner } from '../features/me/VerifyBanner';
import { UploadPanel } from '../features/ingest/UploadPanel';
import { ConnectionNotice } from '../live/ConnectionNotice';
import { useLiveConnection } from '../live/live';
import { useSendWaiting } from '../live/useSendWaiting';
import { useMaybeMe } from '../api/me';
import { Waiting } from '../ui/Waiting';
import { Header } from './Header';
import { Shortcuts } from './Shortcuts';
import { useLeaveWhenSignedOut } from './useLeaveWhenSignedOut';

export function Shell() {
  useLiveConnection();
  useSendWaiting();
  useLeaveWhenSignedOut();
  const [keysOpen, shortcuts] = useDisclosure();
  const { data: me } = useMaybeMe();
  const { pathname } = useLocation();
  if (!me) return <Waiting />;
  // The account itself stays within reach, to set one up.
  const closed = me.second_factor_needed && !pathname.startsWith('/settings');
  return (
    <AppShell header={{ height: 56 }} padding={0}>
      <a href="#content" className="sk-skip">
        Skip to content
      </a>
      <AppShell.Header>
        <Header onShortcuts={shortcuts.open} />
      </AppShell.Header>
      <AppShell.Main id="content" tabIndex={-1}>
        <VerifyBanner />
        {closed ? <SecondFactorNeeded /> : <Outlet />}
      </AppShell.Main>
      <UploadPanel />
      <Reauthentication />
      <ConnectionNotice />
      <Shortcuts opened={keysOpen} onOpen={shortcuts.open} onClose={shortcuts.close} />
    </AppShell>
  );
}
