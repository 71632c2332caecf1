// A thread: what was said, what waits to be sent, the field to answer, and what can be done with it.
import { Button, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { Annotation, Thread } from '../../api/schemas';
import { Composer } from './Composer';
import { Kept } from './Kept';
import { Said } from './Said';
import styles from './Threads.module.css';
import { ThreadTools } from './ThreadTools';
import { useOpenFile } from '../../viewer/openFile';
import { useThreadActions } from './useThreadActions';
import { useRest } from './useRest';

interface Props {
  thread?: Thread | undefined;
  annotation?: Annotation | undefined;
  /** The keyboard comes to the field to answer now. */
  answering?: boolean;
  onAnswering?: () => void;
  /** The keyboard leaves the field; with Escape, and nothing written, whoever answered changed their mind. */
  onLeave?: (changedMind: boolean) => void;
}

// Somebody looked at a thread when it was before their eyes for so long.
const LOOKED_MS = 2_500;

export function Conversation({ thread, annotation, answering, onAnswering, onLeave }: Props) {
  const { say, read } = useThreadActions();
  const [quoted, setQuoted] = useState<{ text: string; number: number } | null>(null);
  const rest = useRest(useOpenFile().team.id, thread);
  const seen = useLooked(thread, (one) => void read(one));
  const can = thread?.can.includes('reply') ?? annotation?.can.includes('reply');
  const place = thread ? `thread:${thread.id}` : `annotation:${annotation?.id ?? ''}`;
  const mayNot = thread?.comments.flatMap((one) => one.mentions.filter((person) => !person.may_see)) ?? [];
  return (
    <div ref={seen}>
      {thread && thread.unread > 0 && (
        <Text size="xs" className={styles.unread}>
          {thread.unread} new
        </Text>
      )}
      {[...(thread?.comments ?? []), ...rest.comments].map((one) => (
        <Said
          key={one.id}
          comment={one}
          onQuote={can ? (text) => setQuoted({ text, number: (quoted?.number ?? 0) + 1 }) : undefined}
        />
      ))}
      {rest.hasMore && (
        <Button size="compact-xs" variant="subtle" loading={rest.loading} onClick={rest.more}>
          Show more replies
        </Button>
      )}
      {mayNot.length > 0 && (
        <Text size="xs" c="var(--sk-warning)">
          {[...new Set(mayNot.map((one) => one.name))].join(', ')} can’t see this and won’t be notified.
        </Text>
      )}
      <Kept place={place} />
      {thread && <ThreadTools thread={thread} />}
      {can && (
        <Composer
          place={place}
          label="Reply"
          action="Send"
          annotation={annotation?.id ?? thread?.annotation ?? undefined}
          quoted={quoted}
          opened={answering}
          onOpened={onAnswering}
          onLeave={onLeave}
          onSay={(text, key) => say(text, { thread: thread?.id, annotation: annotation?.id }, key)}
        />
      )}
    </div>
  );
}

/** Calls `read` once what is new in the thread has been looked at. */
function useLooked(thread: Thread | undefined, read: (thread: Thread) => void) {
  const box = useRef<HTMLDivElement>(null);
  const unread = thread?.unread ?? 0;
  const latest = useRef(read);
  useEffect(() => {
    latest.current = read;
  });
  useEffect(() => {
    if (!unread || !thread || !box.current) return;
    let timer: number | undefined;
    const watcher = new IntersectionObserver(([entry]) => {
      window.clearTimeout(timer);
      if (entry?.isIntersecting)
        timer = window.setTimeout(() => document.visibilityState === 'visible' && latest.current(thread), LOOKED_MS);
    });
    watcher.observe(box.current);
    return () => {
      window.clearTimeout(timer);
      watcher.disconnect();
    };
  }, [unread, thread]);
  return box;
}
