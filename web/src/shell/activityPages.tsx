// Hands addresses to the pages of activity and of the reading list, which know nothing of the router's parameters.
import { getRouteApi } from '@tanstack/react-router';
import { FeedPage } from '../features/activity/FeedPage';
import { InboxPage } from '../features/notifications/InboxPage';
import { ThreadsPage } from '../features/discussions/ThreadsPage';
import { UnsubscribePage } from '../features/notifications/UnsubscribePage';
import { NotificationPreferences } from '../features/notifications/NotificationPreferences';
import { WebhooksPage } from '../features/webhooks/WebhooksPage';
import { PushSettings } from '../features/notifications/PushSettings';
import { ReadingListPage } from '../features/reading/ReadingListPage';
import { usePageTitle } from '../ui/usePageTitle';
import { useTeam } from './TeamContext';

const reading = getRouteApi('/home/t/$team/reading');
const unsubscribe = getRouteApi('/unsubscribe/$key');

export const Inbox = InboxPage;

export function NotificationSettings() {
  usePageTitle('Notifications');
  return (
    <>
      <PushSettings />
      <NotificationPreferences />
    </>
  );
}

export function Unsubscribe() {
  return <UnsubscribePage linkKey={unsubscribe.useParams().key} />;
}

export function Feed() {
  const team = useTeam();
  return <FeedPage key={team.id} team={team} />;
}

export function Reading() {
  const team = useTeam();
  const navigate = reading.useNavigate();
  return (
    <ReadingListPage
      key={team.id}
      team={team}
      view={reading.useSearch()}
      onView={(search) => void navigate({ search, replace: true })}
    />
  );
}

export function Threads() {
  const team = useTeam();
  return <ThreadsPage key={team.id} team={team} />;
}

export function Webhooks() {
  const team = useTeam();
  return <WebhooksPage key={team.id} team={team} />;
}
