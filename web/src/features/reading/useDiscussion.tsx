// Annotations and threads of the open paper: read whole, kept in step by the live connection, changed from the page.
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useEffectEvent, useMemo, useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Annotation, Comment, Page, Team, Thread } from '../../api/types';
import { isTyping } from '../../ui/keyboard';
import { annotationAt } from './marks';
import { type Quoted, readSelection } from './selection';
import type { Opened } from './useReader';

const AT_ONCE = 200;
const UNDO_MS = 12_000;
export const COLORS = ['yellow', 'green', 'blue', 'pink'] as const;
export type Color = (typeof COLORS)[number];
export type Discussion = ReturnType<typeof useDiscussion>;

type Listed<T> = Page<T> & { can?: string[] };

async function readAll<T>(path: string, signal: AbortSignal): Promise<{ items: T[]; can: string[] }> {
  const items: T[] = [];
  let cursor: string | null = null;
  let can: string[] = [];
  do {
    // oxlint-disable-next-line no-await-in-loop -- each page names the next.
    const page: Listed<T> = await api.get(path, { limit: AT_ONCE, cursor }, signal);
    items.push(...page.items);
    can = page.can ?? [];
    cursor = page.next;
  } while (cursor);
  return { items, can };
}

interface Subject {
  team: Team;
  paper: string;
  file: string;
}

export function useDiscussion(
  opened: Opened | null, ready: boolean, container: RefObject<HTMLDivElement | null>, { team, paper, file }: Subject, reveal: () => void,
) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<string | null>(null);
  /** Whose reply box has the keyboard next. */
  const [answering, setAnswering] = useState<string | null>(null);
  const [selected, setSelected] = useState<Quoted | null>(null);
  const below = `/teams/${team.id}/papers/${paper}`;
  const marks = useQuery({
    queryKey: keys.annotations(team.id, paper),
    queryFn: ({ signal }) => readAll<Annotation>(`${below}/annotations`, signal),
  });
  const talks = useQuery({ queryKey: keys.threads(team.id, paper), queryFn: ({ signal }) => readAll<Thread>(`${below}/threads`, signal) });
  const annotations = useMemo(() => marks.data?.items.filter((one) => one.file === file) ?? [], [marks.data, file]);
  const threads = useMemo(() => talks.data?.items ?? [], [talks.data]);
  const canAnnotate = marks.data?.can.includes('annotate') ?? false;

  useEffect(() => {
    if (opened && ready) opened.viewer.showAnnotations(annotations, chosen);
  }, [opened, ready, annotations, chosen]);

  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      notifications.show({ color: 'red', title: 'That did not work', message: sentence(error) });
      return null;
    } finally {
      await Promise.all([
        client.invalidateQueries({ queryKey: keys.annotations(team.id, paper) }),
        client.invalidateQueries({ queryKey: keys.threads(team.id, paper) }),
      ]);
    }
  }

  function offerUndo(id: string, said: string, restore: string): void {
    const undo = () => {
      notifications.hide(id);
      void attempt(() => api.post(restore));
    };
    const message = (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{said}</Text>
        <Button size="compact-sm" variant="light" onClick={undo}>Undo</Button>
      </Group>
    );
    notifications.show({ id, autoClose: UNDO_MS, message });
  }

  async function highlight(color: Color, comment = false): Promise<void> {
    const quote = selected ?? (container.current && readSelection(container.current));
    if (!quote || !canAnnotate) return;
    const { exact, prefix, suffix, page } = quote;
    const selectors = [{ type: 'TextQuoteSelector', exact, prefix, suffix }, { type: 'PageSelector', index: page - 1 }];
    window.getSelection()?.removeAllRanges();
    setSelected(null);
    const made = await attempt(() => api.post<Annotation>(`${below}/annotations`, { file, kind: 'highlight', color, selectors }));
    if (!made || !comment) return;
    reveal();
    setChosen(made.id);
    setAnswering(made.id);
  }

  function choose(id: string, bring = true): void {
    setChosen(id);
    const one = annotations.find((annotation) => annotation.id === id);
    if (bring && one?.page) opened?.viewer.show(one.page, one.rects[0]?.[1] ?? 0);
  }

  function step(by: 1 | -1): void {
    if (!annotations.length) return;
    const at = annotations.findIndex((one) => one.id === chosen);
    const next = annotations[at < 0 ? (by > 0 ? 0 : annotations.length - 1) : (at + by + annotations.length) % annotations.length];
    if (next) choose(next.id);
  }

  const say = (text: string, about: { thread?: string; annotation?: string }) =>
    attempt<unknown>(() =>
      about.thread
        ? api.post(`/teams/${team.id}/threads/${about.thread}/comments`, { text })
        : api.post(`/teams/${team.id}/threads`, about.annotation ? { annotation: about.annotation, text } : { paper, text }),
    );
  const settle = (thread: Thread) => attempt(() => api.post(`/teams/${team.id}/threads/${thread.id}/${thread.resolved ? 'reopen' : 'resolve'}`));
  async function remove(annotation: Annotation): Promise<void> {
    const path = `${below}/annotations/${annotation.id}`;
    const done = await attempt(() => api.delete(path, annotation.clock).then(() => true));
    if (done) offerUndo(annotation.id, 'Annotation deleted.', `${path}/restore`);
  }
  async function removeComment(comment: Comment): Promise<void> {
    const path = `/teams/${team.id}/threads/${comment.thread}/comments/${comment.id}`;
    const done = await attempt(() => api.delete(path, comment.clock).then(() => true));
    if (done) offerUndo(comment.id, 'Comment deleted.', `${path}/restore`);
  }

  const onSelect = useEffectEvent(() => setSelected(canAnnotate && container.current ? readSelection(container.current) : null));
  const onClick = useEffectEvent((event: MouseEvent) => {
    if (!container.current || !window.getSelection()?.isCollapsed) return;
    const id = annotationAt(container.current, event.clientX, event.clientY);
    if (!id) return;
    reveal();
    choose(id, false);
  });
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'h') void highlight('yellow');
    else if (event.key === 'c') void highlight('yellow', true);
    else if (event.key === 'n') step(1);
    else if (event.key === 'p') step(-1);
  });
  useEffect(() => {
    const box = container.current;
    const selects = () => onSelect();
    const clicks = (event: MouseEvent) => onClick(event);
    const presses = (event: KeyboardEvent) => onKey(event);
    document.addEventListener('selectionchange', selects);
    box?.addEventListener('click', clicks);
    window.addEventListener('keydown', presses);
    return () => {
      document.removeEventListener('selectionchange', selects);
      box?.removeEventListener('click', clicks);
      window.removeEventListener('keydown', presses);
    };
  }, [container]);

  return {
    annotations, threads, canAnnotate, chosen, answering, selected, failure: marks.error ?? talks.error,
    highlight, choose, say, settle, remove, removeComment, answered: () => setAnswering(null),
  };
}
