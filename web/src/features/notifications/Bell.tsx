// The bell in the header: how much waits to be read, and the way to it. `g` and then `i` goes there from everywhere.
import { ActionIcon, Indicator } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { isTyping } from '../../ui/keyboard';
import { useLiveNotifications, useUnreadCount } from './useNotifications';

const TOGETHER_MS = 1_200;

export function Bell() {
  useLiveNotifications();
  useGoToInbox();
  const count = useUnreadCount();
  const said = count > 99 ? '99+' : String(count);
  return (
    <Indicator label={said} size={18} offset={4} disabled={count === 0} aria-hidden={false} flex="none">
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={count ? `Inbox, ${said} unread` : 'Inbox'}
        aria-keyshortcuts="g i"
        title="Inbox (g i)"
        renderRoot={(props) => <Link to="/inbox" {...props} />}
      >
        <svg
          viewBox="0 0 24 24"
          width="20"
          height="20"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.8"
          strokeLinecap="round"
          strokeLinejoin="round"
          aria-hidden
        >
          <path d="M6 9a6 6 0 1 1 12 0c0 5 2 6 2 7H4c0-1 2-2 2-7M10 20h4" />
        </svg>
      </ActionIcon>
    </Indicator>
  );
}

function useGoToInbox(): void {
  const navigate = useNavigate();
  const pressed = useRef(0);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'i' && event.timeStamp - pressed.current < TOGETHER_MS) void navigate({ to: '/inbox' });
      pressed.current = event.key === 'g' ? event.timeStamp : 0;
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate]);
}
