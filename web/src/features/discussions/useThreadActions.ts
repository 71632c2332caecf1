// Saying something in a thread or beginning one, settling and assigning it, and noting what was read.
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import { keepForLater, sendOne } from '../../api/outbox';
import { Problem } from '../../api/problem';
import type { Schemas, Thread } from '../../api/schemas';
import { refreshAnnotation } from '../../live/oneAnnotation';
import { closeShown } from '../../live/push';
import { KEPT, useAttempt } from '../../ui/useAttempt';
import { useOpenFile } from '../../viewer/openFile';

/** What is answered or discussed; nothing of it is the paper as a whole. */
export interface About {
  thread?: string | undefined;
  annotation?: string | undefined;
  reference?: string | undefined;
}

export function useThreadActions() {
  const { team, paper } = useOpenFile();
  const client = useQueryClient();
  const me = useMe().person;
  const { attempt } = useAttempt(team, paper);
  const pathOf = (thread: Thread) => ({ team: team.id, thread_id: thread.id });
  const refresh = () => client.invalidateQueries({ queryKey: keys.threads(team.id, paper) });

  /** Whether it is on its way: sent, or kept here until the server can be reached. The same key is never said twice. */
  async function say(text: string, about: About, key: string): Promise<boolean> {
    const { thread, ...on } = about;
    const one = {
      key,
      team: team.id,
      thread: thread ?? null,
      body: { text, ...(on.annotation || on.reference ? on : { paper }) },
    };
    const place = thread
      ? `thread:${thread}`
      : on.annotation
        ? `annotation:${on.annotation}`
        : on.reference
          ? `reference:${on.reference}`
          : `paper:${paper}`;
    const done = await attempt<unknown>(
      async () => {
        try {
          return await sendOne(one);
        } catch (error) {
          if (!(error instanceof Problem && error.status === 0)) throw error;
          keepForLater({ ...one, person: me.id, place, at: new Date().toISOString() });
          return KEPT;
        }
      },
      () =>
        Promise.all([
          refresh(),
          on.annotation && refreshAnnotation(client, keys.annotation(team.id, paper, on.annotation)),
        ]),
    );
    return done !== null;
  }

  const edit = (thread: Thread, body: Schemas['ThreadEdit']) =>
    attempt(
      () => api.patch('/api/teams/{team}/threads/{thread_id}', { params: { path: pathOf(thread) }, body }),
      refresh,
    );

  /** Noted here as well, instead of asking again: what others said meanwhile may have to wait. */
  async function read(thread: Thread): Promise<void> {
    await api
      .post('/api/teams/{team}/threads/{thread_id}/read', {
        params: { path: pathOf(thread) },
        body: { upto: thread.clock },
      })
      .catch(() => undefined);
    void closeShown([thread.id]);
    client.setQueryData<{ items: Thread[]; can: string[] }>(
      keys.threads(team.id, paper),
      (now) =>
        now && {
          ...now,
          items: now.items.map((one) =>
            one.id === thread.id && one.clock === thread.clock ? { ...one, unread: 0 } : one,
          ),
        },
    );
    await client.invalidateQueries({ queryKey: keys.notifications });
  }

  return {
    say,
    read,
    readAll: () =>
      attempt(() =>
        api.post('/api/teams/{team}/papers/{paper_id}/threads/read', {
          params: { path: { team: team.id, paper_id: paper } },
        }),
      ),
    settle: (thread: Thread) => edit(thread, { resolved: !thread.resolved }),
    assign: (thread: Thread, assignee: string | null, due: string | null) => edit(thread, { assignee, due }),
    setLevel: (thread: Thread, level: Thread['level']) =>
      attempt(() =>
        api.put('/api/teams/{team}/threads/{thread_id}/level', { params: { path: pathOf(thread) }, body: { level } }),
      ),
  };
}
