// The panel beside the pages: annotations down the document, each with its thread, and threads on the paper.
import { ActionIcon, Anchor, Button, Group, Text, Textarea } from '@mantine/core';
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { sentence } from '../../api/problem';
import type { Annotation, Comment, Thread } from '../../api/types';
import { ago, exactly } from '../../ui/time';
import { AnnotationHead } from './AnnotationHead';
import { Beside } from './Beside';
import { CardList } from './CardList';
import { CloseIcon } from './icons';
import styles from './ReaderPage.module.css';
import type { Discussion as Talk } from './useDiscussion';
import type { ReaderViewer } from './viewer';

interface Props {
  discussion: Talk;
  viewer: ReaderViewer | undefined;
  container: RefObject<HTMLDivElement | null>;
  /** Whether there is room for the cards beside the text. */
  beside: boolean;
  onClose: () => void;
}

export function Discussion({ discussion, viewer, container, beside, onClose }: Props) {
  const { annotations, threads, canAnnotate, failure } = discussion;
  const aboutPaper = threads.filter((one) => !one.annotation);
  const [panel, setPanel] = useState<HTMLDivElement | null>(null);
  const onPages = annotations.filter((one) => one.page);
  const threadOf = new Map(threads.map((one) => [one.annotation, one]));
  const card = (one: Annotation) => <Card key={one.id} discussion={discussion} annotation={one} thread={threadOf.get(one.id)} />;
  const marks = { annotations: onPages, chosen: discussion.chosen, children: card };
  return (
    <>
      <div ref={setPanel} className={beside ? styles.talkTop : styles.talkAll}>
      <Group justify="space-between" mb="xs">
        <Text component="h2" fw={600}>Discussion</Text>
        <ActionIcon variant="subtle" color="gray" aria-label="Close discussion" onClick={onClose}><CloseIcon /></ActionIcon>
      </Group>
      {failure && <Text role="alert" size="sm">{sentence(failure)}</Text>}
      {aboutPaper.map((thread) => (
        <article key={thread.id} className={styles.card} aria-label="Thread on the paper">
          <Conversation discussion={discussion} thread={thread} />
        </article>
      ))}
      {annotations.filter((one) => !one.page).map(card)}
      {canAnnotate && <Say label="Discuss the paper" action="Begin" onSay={(text) => discussion.say(text, {})} />}
      {!annotations.length && <Text size="sm" c="dimmed" mt="sm">{canAnnotate ? 'Select words on a page to highlight them or to comment on them; or take a tool from the left to mark an area, draw or put a note down.' : 'Nobody has annotated this paper yet.'}</Text>}
      {!beside && <CardList {...marks} panel={panel} />}
      </div>
      {beside && viewer && <Beside {...marks} viewer={viewer} container={container} />}
    </>
  );
}

function Card({ discussion, annotation, thread }: { discussion: Talk; annotation: Annotation; thread: Thread | undefined }) {
  const chosen = discussion.chosen === annotation.id;
  return (
    <article className={styles.card} data-chosen={chosen || undefined} aria-label={`Annotation${annotation.page ? ` on page ${annotation.page}` : ''}`}>
      <AnnotationHead discussion={discussion} annotation={annotation} />
      <Conversation discussion={discussion} thread={thread} annotation={annotation} />
    </article>
  );
}

function Conversation({ discussion, thread, annotation }: { discussion: Talk; thread?: Thread; annotation?: Annotation }) {
  const can = thread?.can.includes('reply') ?? annotation?.can.includes('reply');
  const answering = annotation !== undefined && discussion.answering === annotation.id;
  return (
    <>
      {thread?.comments.map((one) => <Said key={one.id} comment={one} onDelete={() => void discussion.removeComment(one)} />)}
      {thread?.next && <Text size="xs" c="dimmed">More was said than is shown here.</Text>}
      {thread?.resolved && <Text size="xs" c="dimmed">Resolved{thread.resolved.person ? ` by ${thread.resolved.person.name}` : ''}</Text>}
      {can && (
        <Say
          label="Reply" action="Send" opened={answering} onOpened={discussion.answered}
          onSay={(text) => discussion.say(text, { thread: thread?.id, annotation: annotation?.id })}
        />
      )}
      {thread?.can.includes('resolve') && <Quiet onClick={() => void discussion.settle(thread)}>{thread.resolved ? 'Reopen' : 'Resolve'}</Quiet>}
    </>
  );
}

function Said({ comment, onDelete }: { comment: Comment; onDelete: () => void }) {
  return (
    <div style={{ marginTop: 8 }}>
      <Group justify="space-between" gap="xs">
        <By name={comment.person?.name} at={comment.created_at}>{comment.edited_at ? ' · edited' : ''}</By>
        {comment.can.includes('delete') && <Quiet onClick={onDelete}>Delete</Quiet>}
      </Group>
      {comment.deleted_at ? <Text size="sm" c="dimmed" fs="italic">Deleted</Text> : <Words text={comment.text} />}
    </div>
  );
}

function By({ name, at, children }: { name: string | undefined; at: string; children?: ReactNode }) {
  return <Text size="xs" c="dimmed"><b>{name ?? 'Somebody'}</b> · <time dateTime={at} title={exactly(at)}>{ago(at)}</time>{children}</Text>;
}

function Quiet({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return <Button size="compact-xs" variant="subtle" color="gray" onClick={onClick}>{children}</Button>;
}

const LINK = /(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/;

/** Text as it was typed, with line breaks and links. */
function Words({ text }: { text: string }) {
  const pieces = text.split(LINK);
  return (
    <div className={styles.words}>
      {pieces.map((piece, number) =>
        // Every second piece is a link; pieces never change their places.
        // oxlint-disable-next-line no-array-index-key
        number % 2 ? <Anchor key={number} href={piece} target="_blank" rel="noopener noreferrer nofollow" inherit>{piece}</Anchor> : piece,
      )}
    </div>
  );
}

interface SayProps {
  label: string;
  action: string;
  opened?: boolean;
  onOpened?: () => void;
  onSay: (text: string) => Promise<unknown>;
}

function Say({ label, action, opened = false, onOpened, onSay }: SayProps) {
  const [text, setText] = useState('');
  const [sending, setSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (!opened) return;
    field.current?.focus();
    onOpened?.();
  }, [opened, onOpened]);
  async function send(): Promise<void> {
    if (!text.trim() || sending) return;
    setSending(true);
    // What could not be sent stays in the field.
    if ((await onSay(text)) !== null) setText('');
    setSending(false);
  }
  return (
    <form
      style={{ marginTop: 8 }}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Textarea
        ref={field} size="xs" autosize minRows={1} maxRows={8} aria-label={label} placeholder={label} value={text} onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => (event.ctrlKey || event.metaKey) && event.key === 'Enter' && void send()}
      />
      {text.trim() && <Button type="submit" size="compact-xs" mt={4} loading={sending}>{action}</Button>}
    </form>
  );
}
