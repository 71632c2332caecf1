// Editing a comment. Where it was edited elsewhere in the meantime both texts are shown, and neither is lost.
import { Button, Group, Text, Textarea } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, ifMatch } from '../../api/client';
import { keys } from '../../api/keys';
import { Problem, sentence } from '../../api/problem';
import type { Comment } from '../../api/schemas';
import { useBegun } from '../../ui/drafts';
import { useOpenFile } from '../../viewer/openFile';
import { useDiscussing } from './Discussing';
import styles from './Threads.module.css';

interface Props {
  comment: Comment;
  onClose: () => void;
}

export function EditComment({ comment, onClose: close }: Props) {
  const { team, paper } = useOpenFile();
  const client = useQueryClient();
  const { setTyping } = useDiscussing();
  const path = { team: team.id, thread_id: comment.thread, comment_id: comment.id };
  // `clock` is of the version that was looked at when editing began; what arrives later is not overwritten unseen.
  const [{ text, clock }, keep, end] = useBegun(comment.id, { text: comment.text, clock: comment.clock });
  const [theirs, setTheirs] = useState<Comment | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [sending, setSending] = useState(false);

  function onClose(): void {
    end();
    close();
  }
  const setText = (next: string) => keep({ text: next, clock });

  async function save(): Promise<void> {
    setSending(true);
    setFailure(null);
    try {
      await api.patch('/api/teams/{team}/threads/{thread_id}/comments/{comment_id}', {
        params: { path, header: ifMatch(clock) },
        body: { text: text.trim() },
      });
      void client.invalidateQueries({ queryKey: keys.threads(team.id, paper) });
      onClose();
    } catch (error) {
      if (error instanceof Problem && error.status === 412) {
        const now = await api
          .get('/api/teams/{team}/threads/{thread_id}/comments/{comment_id}', { params: { path } })
          .catch(() => null);
        setTheirs(now);
        if (now) keep({ text, clock: now.clock });
        else setFailure('This comment was changed or deleted in the meantime. Copy your text before you reload.');
      } else setFailure(sentence(error));
    } finally {
      setSending(false);
    }
  }

  return (
    <div>
      {theirs && (
        <div role="alert" className={styles.conflict}>
          <Text size="xs" fw={600}>
            This comment was edited in another window. It now says:
          </Text>
          <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
            {theirs.text}
          </Text>
          <Text size="xs" fw={600} mt={6}>
            Your version is below. Saving it replaces the other, which stays in the history.
          </Text>
        </div>
      )}
      <Textarea
        size="xs"
        autosize
        minRows={2}
        maxRows={14}
        aria-label="Edit comment"
        value={text}
        maxLength={20_000}
        data-autofocus
        autoFocus
        onFocus={() => setTyping(true)}
        onBlur={() => setTyping(false)}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') void save();
          else if (event.key === 'Escape') onClose();
        }}
      />
      {failure && (
        <Text role="alert" size="xs" c="var(--mantine-color-error)">
          {failure}
        </Text>
      )}
      <Group gap="xs" mt={4}>
        <Button size="compact-xs" loading={sending} disabled={!text.trim()} onClick={() => void save()}>
          {theirs ? 'Save my version' : 'Save'}
        </Button>
        {theirs && (
          <Button size="compact-xs" variant="default" onClick={() => setText(`${theirs.text}\n\n${text}`)}>
            Combine both
          </Button>
        )}
        <Button size="compact-xs" variant="subtle" color="gray" onClick={onClose}>
          {theirs ? 'Keep the other version' : 'Cancel'}
        </Button>
      </Group>
    </div>
  );
}
