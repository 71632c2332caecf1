// One comment: who said what, the signs under it, and what can be done with it.
import { ActionIcon, Group, Menu, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import type { Comment } from '../../api/schemas';
import { Markdown } from '../../ui/Markdown';
import { Ago } from '../../ui/Ago';
import { exactly } from '../../ui/time';
import { isBegun } from '../../ui/drafts';
import { useDiscussing } from './Discussing';
import { EditComment } from './EditComment';
import { DotsIcon } from '../../ui/icons';
import { LinkCard, ownPlace } from './LinkCard';
import { EMOJI, type Emoji } from './reactions';
import styles from './Threads.module.css';
import { useCommentActions } from './useCommentActions';

function cardOf(href: string) {
  return ownPlace(href) && <LinkCard href={href} />;
}

interface Props {
  comment: Comment;
  onQuote?: ((text: string) => void) | undefined;
}

/** What was imported is never shown as a member's own: anybody may have written any name there. */
function nameBeside({ imported_author: stated, person }: Comment): string {
  return stated
    ? `imported by ${person?.name ?? 'someone'}; original author: ${stated}`
    : (person?.name ?? 'Former member');
}

export function Said({ comment, onQuote }: Props) {
  const { ask } = useDiscussing();
  const { react, remove, unhide } = useCommentActions();
  const [editing, setEditing] = useState(() => isBegun(comment.id));
  const name = nameBeside(comment);
  if (comment.deleted_at)
    return (
      <Text size="sm" c="dimmed" fs="italic" mt={8}>
        {name} deleted this comment.
      </Text>
    );
  if (comment.hidden && comment.hidden.reason === null)
    return (
      <Text size="sm" c="dimmed" fs="italic" mt={8}>
        An admin hid this comment by {name}.
      </Text>
    );
  const may = (verb: string) => comment.can.includes(verb);
  return (
    <div className={styles.said}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="xs" c="dimmed">
          <b>{name}</b> ·{' '}
          <time dateTime={comment.created_at} title={exactly(comment.created_at)}>
            <Ago at={comment.created_at} />
          </time>
          {comment.edited_at && (
            <>
              {' '}
              ·{' '}
              <UnstyledButton className={styles.edited} onClick={() => ask({ what: 'history', comment })}>
                edited
              </UnstyledButton>
            </>
          )}
        </Text>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon size="sm" variant="subtle" color="gray" aria-label={`Actions for the comment by ${name}`}>
              <DotsIcon />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {onQuote && (
              <div className={styles.signs} role="group" aria-label="React">
                {EMOJI.map((emoji) => (
                  <Menu.Item
                    key={emoji}
                    w="auto"
                    p={4}
                    aria-label={`React with ${emoji}`}
                    onClick={() => void react(comment, emoji)}
                  >
                    {emoji}
                  </Menu.Item>
                ))}
              </div>
            )}
            {onQuote && <Menu.Item onClick={() => onQuote(comment.text)}>Quote</Menu.Item>}
            {may('edit') && <Menu.Item onClick={() => setEditing(true)}>Edit</Menu.Item>}
            {comment.edited_at && <Menu.Item onClick={() => ask({ what: 'history', comment })}>History</Menu.Item>}
            {may('hide') && <Menu.Item onClick={() => ask({ what: 'hide', comment })}>Hide from others…</Menu.Item>}
            {may('unhide') && <Menu.Item onClick={() => void unhide(comment)}>Show to others again</Menu.Item>}
            {may('delete') && (
              <Menu.Item color="red" onClick={() => void remove(comment)}>
                Delete
              </Menu.Item>
            )}
            {!onQuote && !comment.edited_at && (
              <Menu.Item onClick={() => void navigator.clipboard?.writeText(comment.text)}>Copy</Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </Group>
      {comment.hidden && (
        <Text size="xs" role="note" className={styles.hidden}>
          Hidden from others by an admin: {comment.hidden.reason}
        </Text>
      )}
      {editing && may('edit') ? (
        <EditComment comment={comment} onClose={() => setEditing(false)} />
      ) : (
        <Markdown text={comment.text} mentions={comment.mentions} card={cardOf} />
      )}
      {comment.reactions.length > 0 && (
        <Group gap={4} mt={4}>
          {comment.reactions.map((one) => (
            <UnstyledButton
              key={one.emoji}
              className={styles.sign}
              data-mine={one.mine || undefined}
              disabled={!onQuote}
              aria-pressed={one.mine}
              aria-label={`${one.emoji} ${one.count}: ${one.names.join(', ')}`}
              title={one.names.join(', ')}
              onClick={() => void react(comment, one.emoji as Emoji, !one.mine)}
            >
              {one.emoji} {one.count}
            </UnstyledButton>
          ))}
        </Group>
      )}
    </div>
  );
}
