// The inbox: what others said to you, the newest first. `j` and `k` go on and back, Enter opens, `e` marks as read.
import { Anchor, Button, Container, Group, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { Link, useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { sentence } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { isTyping } from '../../ui/keyboard';
import { Ago } from '../../ui/Ago';
import { exactly } from '../../ui/time';
import { usePageTitle } from '../../ui/usePageTitle';
import { Waiting } from '../../ui/Waiting';
import styles from '../../ui/Feed.module.css';
import { useInbox } from './useNotifications';
import { NotificationPreferences } from './NotificationPreferences';

const WHAT: Record<Schemas['NotificationOut']['kind'], string> = {
  mention: 'mentioned you on',
  reply: 'replied on',
  assigned: 'assigned you a thread on',
  thread: 'started a thread on',
};

export function InboxPage() {
  usePageTitle('Inbox');
  const [only, setOnly] = useState('all');
  const inbox = useInbox(only === 'unread');
  const list = useRef<HTMLOListElement>(null);
  const router = useRouter();

  function open(one: Schemas['NotificationOut']): void {
    if (one.unread) void inbox.read([one.id]);
    router.history.push(one.place);
  }

  useInboxKeys(list, (number) => {
    const one = inbox.items[number];
    if (one?.unread) void inbox.read([one.id]);
  });

  return (
    <Container size="md" py="xl">
      <Group justify="space-between" mb="md">
        <Title order={1} size="h2">
          Inbox
        </Title>
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label="Show"
            value={only}
            onChange={setOnly}
            data={[
              { value: 'all', label: 'All' },
              { value: 'unread', label: 'Unread' },
            ]}
          />
          <Button size="xs" variant="default" disabled={inbox.unread === 0} onClick={() => void inbox.read(null)}>
            Mark all as read
          </Button>
        </Group>
      </Group>
      {inbox.error && <Text role="alert">{sentence(inbox.error)}</Text>}
      {!inbox.data && !inbox.error && <Waiting />}
      {inbox.data && inbox.items.length === 0 && (
        <div className={styles.empty}>
          <Text fw={600}>{only === 'unread' ? 'You’re all caught up.' : 'No notifications yet.'}</Text>
          <Text c="dimmed" size="sm">
            You’ll be notified here about mentions, replies, assignments, and new threads on papers you follow.
          </Text>
        </div>
      )}
      <ol ref={list} className={styles.list}>
        {inbox.items.map((one) => (
          <li key={one.id} className={styles.news} data-unread={one.unread || undefined}>
            <a
              href={one.place}
              className={styles.open}
              onClick={(event) => {
                if (event.metaKey || event.ctrlKey || event.shiftKey) return;
                event.preventDefault();
                open(one);
              }}
            >
              <span>
                {one.unread && <span className={styles.dot} role="img" aria-label="Unread" />}
                <b>{one.person?.name ?? 'Someone'}</b> {WHAT[one.kind]} <i>{one.paper.title || 'a paper'}</i>
              </span>
              {one.words && <span className={styles.said}>{one.words}</span>}
              <span className={styles.when}>
                {one.team.name} ·{' '}
                <time dateTime={one.created_at} title={exactly(one.created_at)}>
                  <Ago at={one.created_at} />
                </time>
              </span>
            </a>
            {one.unread && (
              <Anchor component="button" size="xs" onClick={() => void inbox.read([one.id])}>
                Mark as read
              </Anchor>
            )}
          </li>
        ))}
      </ol>
      {inbox.hasNextPage && (
        <Button variant="default" mt="md" loading={inbox.isFetchingNextPage} onClick={() => void inbox.fetchNextPage()}>
          Show more
        </Button>
      )}
      <Stack mt="xl" gap="sm" display={inbox.data || inbox.error ? undefined : 'none'}>
        <NotificationPreferences />
        <Text size="sm">
          Get notifications when ScrollKeeper is closed:{' '}
          <Anchor renderRoot={(props) => <Link to="/settings/notifications" {...props} />}>
            turn on push notifications
          </Anchor>
          .
        </Text>
      </Stack>
    </Container>
  );
}

function useInboxKeys(list: React.RefObject<HTMLOListElement | null>, markRead: (number: number) => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [...(list.current?.querySelectorAll<HTMLElement>(`.${styles.open}`) ?? [])];
    const at = links.findIndex((link) => link === document.activeElement);
    if (event.key === 'j' || event.key === 'ArrowDown') links[Math.min(at + 1, links.length - 1)]?.focus();
    else if (event.key === 'k' || event.key === 'ArrowUp') links[Math.max(at - 1, 0)]?.focus();
    else if (event.key === 'e' && at >= 0) markRead(at);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
