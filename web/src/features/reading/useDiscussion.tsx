// Threads of the open paper beside its annotations: read whole, kept in step by the live connection, changed from the page.
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useMemo, useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Comment, Thread } from '../../api/types';
import { type Subject, useAnnotations } from './useAnnotations';
import { readAll, useAttempt } from './useAttempt';
import type { Opened } from './useReader';

export type Discussion = ReturnType<typeof useDiscussion>;

export function useDiscussion(
  opened: Opened | null, ready: boolean, container: RefObject<HTMLDivElement | null>, subject: Subject, reveal: () => void,
) {
  const { team, paper } = subject;
  /** Whose reply box has the keyboard next. */
  const [answering, setAnswering] = useState<string | null>(null);
  const { attempt, offerUndo } = useAttempt(team, paper);
  const marks = useAnnotations(opened, ready, container, subject, reveal, setAnswering);
  const talks = useQuery({
    queryKey: keys.threads(team.id, paper),
    queryFn: ({ signal }) => readAll<Thread>(`/teams/${team.id}/papers/${paper}/threads`, signal),
  });
  const threads = useMemo(() => talks.data?.items ?? [], [talks.data]);

  const say = (text: string, about: { thread?: string; annotation?: string }) =>
    attempt<unknown>(() =>
      about.thread
        ? api.post(`/teams/${team.id}/threads/${about.thread}/comments`, { text })
        : api.post(`/teams/${team.id}/threads`, about.annotation ? { annotation: about.annotation, text } : { paper, text }),
    );
  const settle = (thread: Thread) => attempt(() => api.post(`/teams/${team.id}/threads/${thread.id}/${thread.resolved ? 'reopen' : 'resolve'}`));
  async function removeComment(comment: Comment): Promise<void> {
    const path = `/teams/${team.id}/threads/${comment.thread}/comments/${comment.id}`;
    const done = await attempt(() => api.delete(path, comment.clock).then(() => true));
    if (done) offerUndo(comment.id, 'Comment deleted.', `${path}/restore`);
  }

  return {
    ...marks, threads, answering, failure: marks.failure ?? talks.error,
    say, settle, removeComment, answered: () => setAnswering(null),
  };
}
