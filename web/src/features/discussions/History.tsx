// What a comment said before it was edited.
import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { sentence } from '../../api/problem';
import type { Comment } from '../../api/schemas';
import { useOpenFile } from '../../viewer/openFile';
import { Dialog } from '../../ui/Dialog';
import { Markdown } from '../../ui/Markdown';
import { exactly } from '../../ui/time';
import { Waiting } from '../../ui/Waiting';

export function History({ comment, onClose }: { comment: Comment; onClose: () => void }) {
  const team = useOpenFile().team.id;
  const { data, error } = useQuery({
    queryKey: ['team', team, 'versions', comment.id, comment.clock],
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/threads/{thread_id}/comments/{comment_id}/versions', {
        params: { path: { team, thread_id: comment.thread, comment_id: comment.id }, query: { limit: 100 } },
        signal,
      }),
  });
  const versions = data
    ? [{ text: comment.text, written_at: comment.edited_at ?? comment.created_at }, ...data.items]
    : [];
  return (
    <Dialog opened onClose={onClose} title="Comment history">
      {error && <Text role="alert">{sentence(error)}</Text>}
      {!data && !error && <Waiting />}
      <Stack component="ol" gap="md" p={0} m={0} style={{ listStyle: 'none' }}>
        {versions.map((one) => (
          <li key={one.written_at}>
            <Text size="xs" c="dimmed">
              {exactly(one.written_at)}
            </Text>
            <Markdown text={one.text} />
          </li>
        ))}
      </Stack>
    </Dialog>
  );
}
