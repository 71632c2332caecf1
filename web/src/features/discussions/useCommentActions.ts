// Deleting and hiding comments, and reacting to them.
import { api, ifMatch } from '../../api/client';
import type { Comment } from '../../api/schemas';
import { useAttempt } from '../../ui/useAttempt';
import { useOpenFile } from '../../viewer/openFile';
import type { Emoji } from './reactions';

export function useCommentActions() {
  const { team, paper } = useOpenFile();
  const { attempt, offerUndo } = useAttempt(team, paper);
  const pathOf = (comment: Comment) => ({ team: team.id, thread_id: comment.thread, comment_id: comment.id });

  return {
    remove: async (comment: Comment) => {
      const path = pathOf(comment);
      const done = await attempt(async () => {
        await api.delete('/api/teams/{team}/threads/{thread_id}/comments/{comment_id}', {
          params: { path, header: ifMatch(comment.clock) },
        });
        return true;
      });
      if (done)
        offerUndo(comment.id, 'Comment deleted.', () =>
          api.post('/api/teams/{team}/threads/{thread_id}/comments/{comment_id}/restore', { params: { path } }),
        );
    },
    hide: (comment: Comment, reason: string) =>
      attempt(() =>
        api.post('/api/teams/{team}/threads/{thread_id}/comments/{comment_id}/hide', {
          params: { path: pathOf(comment) },
          body: { reason },
        }),
      ),
    unhide: (comment: Comment) =>
      attempt(() =>
        api.post('/api/teams/{team}/threads/{thread_id}/comments/{comment_id}/unhide', {
          params: { path: pathOf(comment) },
        }),
      ),
    react: (comment: Comment, emoji: Emoji, on = true) => {
      const path = '/api/teams/{team}/threads/{thread_id}/comments/{comment_id}/reactions/{emoji}';
      const params = { path: { ...pathOf(comment), emoji } };
      return attempt(() => (on ? api.put(path, { params }) : api.delete(path, { params })));
    },
  };
}
