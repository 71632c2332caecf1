// Threads of the open paper beside its annotations: read whole, kept in step by the live connection, changed from the page.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useEffectEvent, useMemo, useState } from 'react';
import { api, ifMatch } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import { keepForLater, sendOne, useOutbox } from '../../api/outbox';
import { Problem } from '../../api/problem';
import type { Comment, Reference, Schemas, Thread } from '../../api/schemas';
import { readAll } from '../../api/useList';
import { useHold } from '../../live/hold';
import { refreshAnnotation } from '../../live/oneAnnotation';
import { closeShown } from '../../live/push';
import { isTyping } from '../../ui/keyboard';
import type { Asked } from './TalkDialog';
import { type Subject, useAnnotations } from './useAnnotations';
import { KEPT, useAttempt } from './useAttempt';
import type { Emoji } from './reactions';
import type { Opened } from './useReader';

export type Discussion = ReturnType<typeof useDiscussion>;

export interface About {
  thread?: string | undefined;
  annotation?: string | undefined;
  reference?: string | undefined;
}

export function useDiscussion(
  opened: Opened | null, ready: boolean, container: RefObject<HTMLDivElement | null>, subject: Subject, reveal: () => void,
) {
  const { team, paper } = subject;
  const client = useQueryClient();
  const me = useMe().person;
  /** Whose reply box has the keyboard next. */
  const [answering, setAnswering] = useState<string | null>(null);
  /** The dialog that is open. */
  const [asked, ask] = useState<Asked | null>(null);
  const [typing, setTyping] = useState(false);
  /** The reference that is to be discussed. */
  const [reference, setReference] = useState<Reference | null>(null);
  const { attempt, offerUndo } = useAttempt(team, paper);
  const marks = useAnnotations(opened, ready, container, subject, reveal, setAnswering);
  const news = useHold(paper, typing || marks.input.selected !== null);
  const waiting = useOutbox().filter((one) => one.person === me.id);
  const pathOf = (comment: Comment) => ({ team: team.id, thread_id: comment.thread, comment_id: comment.id });
  const talks = useQuery({
    queryKey: keys.threads(team.id, paper),
    queryFn: ({ signal }) => readAll((page) => api.get('/api/teams/{team}/papers/{paper_id}/threads', { params: { path: { team: team.id, paper_id: paper }, query: page }, signal })),
  });
  const threads = useMemo(() => talks.data?.items ?? [], [talks.data]);
  const refresh = () => client.invalidateQueries({ queryKey: keys.threads(team.id, paper) });

  /** Whether it is on its way: sent, or kept here until the server can be reached. The same key is never said twice. */
  async function say(text: string, about: About, key: string): Promise<boolean> {
    const { thread, ...on } = about;
    const one = { key, team: team.id, thread: thread ?? null, body: { text, ...(on.annotation || on.reference ? on : { paper }) } };
    const place = thread ? `thread:${thread}` : on.annotation ? `annotation:${on.annotation}` : on.reference ? `reference:${on.reference}` : `paper:${paper}`;
    const done = await attempt<unknown>(async () => {
      try {
        return await sendOne(one);
      } catch (error) {
        if (!(error instanceof Problem && error.status === 0)) throw error;
        keepForLater({ ...one, person: me.id, place, at: new Date().toISOString() });
        return KEPT;
      }
    }, () => Promise.all([refresh(), on.annotation && refreshAnnotation(client, keys.annotation(team.id, paper, on.annotation))]));
    return done !== null;
  }
  const edit = (thread: Thread, changes: Schemas['ThreadEdit']) => attempt(() => api.patch('/api/teams/{team}/threads/{thread_id}', { params: { path: { team: team.id, thread_id: thread.id } }, body: changes }), refresh);
  async function removeComment(comment: Comment): Promise<void> {
    const done = await attempt(() => api.delete('/api/teams/{team}/threads/{thread_id}/comments/{comment_id}', { params: { path: pathOf(comment), header: ifMatch(comment.clock) } }).then(() => true));
    if (done) offerUndo(comment.id, 'Comment deleted.', () => api.post('/api/teams/{team}/threads/{thread_id}/comments/{comment_id}/restore', { params: { path: pathOf(comment) } }));
  }
  const hideComment = (comment: Comment, reason: string) => attempt(() => api.post('/api/teams/{team}/threads/{thread_id}/comments/{comment_id}/hide', { params: { path: pathOf(comment) }, body: { reason } }));
  const unhideComment = (comment: Comment) => attempt(() => api.post('/api/teams/{team}/threads/{thread_id}/comments/{comment_id}/unhide', { params: { path: pathOf(comment) } }));
  async function react(comment: Comment, emoji: Emoji, on = true): Promise<void> {
    const params = { path: { ...pathOf(comment), emoji } };
    await attempt(() => (on ? api.put('/api/teams/{team}/threads/{thread_id}/comments/{comment_id}/reactions/{emoji}', { params }) : api.delete('/api/teams/{team}/threads/{thread_id}/comments/{comment_id}/reactions/{emoji}', { params })));
  }
  /** Noted here as well, instead of asking again: what others said meanwhile may have to wait. */
  async function read(thread: Thread): Promise<void> {
    await api.post('/api/teams/{team}/threads/{thread_id}/read', { params: { path: { team: team.id, thread_id: thread.id } }, body: { upto: thread.clock } }).catch(() => undefined);
    void closeShown([thread.id]);
    client.setQueryData<{ items: Thread[]; can: string[] }>(keys.threads(team.id, paper), (now) =>
      now && { ...now, items: now.items.map((one) => (one.id === thread.id && one.clock === thread.clock ? { ...one, unread: 0 } : one)) });
    await client.invalidateQueries({ queryKey: keys.notifications });
  }
  const readAllOf = () => attempt(() => api.post('/api/teams/{team}/papers/{paper_id}/threads/read', { params: { path: { team: team.id, paper_id: paper } } }));

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!marks.chosen || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const thread = threads.find((one) => one.annotation === marks.chosen);
    if (event.key === 'x' && thread?.can.includes('resolve')) void edit(thread, { resolved: !thread.resolved });
    if (event.key !== 'a') return;
    event.preventDefault();
    reveal();
    setAnswering(marks.chosen);
  });
  useEffect(() => {
    const presses = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', presses);
    return () => window.removeEventListener('keydown', presses);
  }, []);

  return {
    ...marks, threads, asked, ask, answering, reference, waiting, news, me, failure: marks.failure ?? talks.error,
    discussReference: (one: Reference | null) => {
      if (one) reveal();
      setReference(one);
    },
    say, removeComment, hideComment, unhideComment, react, read, readAllOf, refresh, setTyping, answered: () => setAnswering(null),
    settle: (thread: Thread) => edit(thread, { resolved: !thread.resolved }),
    assign: (thread: Thread, assignee: string | null, due: string | null) => edit(thread, { assignee, due }),
    setLevel: (thread: Thread, level: Thread['level']) => attempt(() => api.put('/api/teams/{team}/threads/{thread_id}/level', { params: { path: { team: team.id, thread_id: thread.id } }, body: { level } })),
  };
}
