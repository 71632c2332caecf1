// The field in which one writes to the others: Markdown, names completed after `@`, kept as a draft until it is sent.
import { Anchor, Button, Group, Textarea } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Markdown } from '../../ui/Markdown';
import { useDraft } from '../../ui/drafts';
import { useOpenFile } from '../../viewer/openFile';
import { useDiscussing } from './Discussing';
import { MentionList, useMentions } from './MentionList';
import styles from './Threads.module.css';

interface Props {
  /** Names the place of the draft, such as `thread:<id>`. */
  place: string;
  label: string;
  action: string;
  /** Who is told depends on who may see this annotation. */
  annotation?: string | undefined;
  /** Words to answer to; put before what is written already. */
  quoted?: { text: string; number: number } | null;
  /** The keyboard comes here now. */
  opened?: boolean;
  onOpened?: () => void;
  onLeave?: (changedMind: boolean) => void;
  onSay: (text: string, key: string) => Promise<boolean>;
}

export function Composer({
  place,
  label,
  action,
  annotation,
  quoted,
  opened = false,
  onOpened,
  onLeave,
  onSay,
}: Props) {
  const { team } = useOpenFile();
  const { setTyping } = useDiscussing();
  const draft = useDraft(place);
  const [sending, setSending] = useState(false);
  const [preview, setPreview] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const mentions = useMentions(team.id, annotation, field, draft.text, draft.write);
  const [answered, setAnswered] = useState(quoted?.number ?? 0);
  if (quoted && quoted.number !== answered) {
    setAnswered(quoted.number);
    draft.write(
      `${quoted.text
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n')}\n\n${draft.text}`,
    );
  }
  useEffect(() => {
    if (quoted) field.current?.focus();
  }, [quoted]);

  useEffect(() => {
    if (!opened) return;
    field.current?.focus();
    onOpened?.();
  }, [opened, onOpened]);

  async function send(): Promise<void> {
    const text = draft.text.trim();
    if (!text || sending) return;
    setSending(true);
    // What the server refuses stays in the field.
    if (await onSay(text, draft.key)) {
      draft.clear();
      // What others say meanwhile is shown again, although the keyboard is still here.
      setTyping(false);
      setPreview(false);
    }
    setSending(false);
  }

  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {preview && (
        <div className={styles.preview} role="region" aria-label="Preview">
          <Markdown text={draft.text} />
        </div>
      )}
      <Textarea
        ref={field}
        size="xs"
        autosize
        minRows={1}
        maxRows={12}
        aria-label={label}
        placeholder={label}
        value={draft.text}
        maxLength={20_000}
        {...mentions.field}
        onChange={(event) => {
          draft.write(event.currentTarget.value);
          setTyping(event.currentTarget.value !== '');
          mentions.look(event.currentTarget);
        }}
        onFocus={() => setTyping(draft.text !== '')}
        onBlur={() => {
          setTyping(false);
          if (document.hasFocus()) onLeave?.(false);
        }}
        onKeyDown={(event) => {
          if (mentions.onKey(event)) return;
          if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') void send();
          else if (event.key === 'Escape') {
            if (!draft.text.trim()) onLeave?.(true);
            event.currentTarget.blur();
          }
        }}
      />
      <MentionList mentions={mentions} />
      {draft.text.trim() && (
        <Group gap="xs" mt={4}>
          <Button type="submit" size="compact-xs" loading={sending}>
            {action}
          </Button>
          <Anchor component="button" type="button" size="xs" onClick={() => setPreview(!preview)}>
            {preview ? 'Hide preview' : 'Preview'}
          </Anchor>
        </Group>
      )}
    </form>
  );
}
