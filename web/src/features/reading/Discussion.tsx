// The panel beside the pages: annotations down the document, each with its thread, and threads on the paper.
import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { sentence } from '../../api/problem';
import type { Annotation, Thread } from '../../api/schemas';
import { AnnotationHead } from './AnnotationHead';
import { Beside } from './Beside';
import { CardList } from './CardList';
import { Composer } from './Composer';
import { Conversation } from './Conversation';
import { cardsOf, EVERYTHING, peopleIn } from './filters';
import { FollowPaper } from './FollowPaper';
import { CloseIcon } from './icons';
import { Kept } from './Kept';
import styles from './ReaderPage.module.css';
import { ThreadFilters } from './ThreadFilters';
import threads from './Threads.module.css';
import type { Discussion as Talk } from './useDiscussion';
import type { ReaderViewer } from './viewer';

interface Props {
  discussion: Talk;
  /** The thread that the address names. */
  named?: string | undefined;
  viewer: ReaderViewer | undefined;
  container: RefObject<HTMLDivElement | null>;
  /** Whether there is room for the cards beside the text. */
  beside: boolean;
  onClose: () => void;
}

export function Discussion({ discussion, named, viewer, container, beside, onClose }: Props) {
  const { annotations, canAnnotate, failure, news, subject } = discussion;
  const [filters, setFilters] = useState(EVERYTHING);
  const [panel, setPanel] = useState<HTMLDivElement | null>(null);
  const cards = cardsOf(annotations, discussion.threads, filters, discussion.me.id);
  const unread = discussion.threads.reduce((sum, one) => sum + one.unread, 0);
  const colors = [...new Set(annotations.map((one) => one.color))];
  const threadOf = new Map(cards.map((one) => [one.annotation?.id, one.thread]));
  const card = (one: Annotation) => <Card key={one.id} discussion={discussion} annotation={one} thread={threadOf.get(one.id)} />;
  const onPages = cards.flatMap(({ annotation }) => (annotation?.page ? [annotation] : []));
  const marks = { annotations: onPages, chosen: discussion.chosen, children: card };
  return (
    <>
      <div ref={setPanel} className={beside && onPages.length > 0 ? styles.talkTop : styles.talkAll}>
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Text component="h2" fw={600}>Discussion</Text>
        <Group gap={4} wrap="nowrap">
          <ThreadFilters
            filters={filters} people={peopleIn(annotations, discussion.threads)} colors={colors} unread={unread}
            onFilters={setFilters} onAllRead={() => void discussion.readAllOf()}
            follow={<FollowPaper team={subject.team.id} paper={subject.paper} />}
          />
          <ActionIcon variant="subtle" color="gray" aria-label="Close discussion" onClick={onClose}><CloseIcon /></ActionIcon>
        </Group>
      </Group>
      <div className={threads.news} role="status">
        {news.count > 0 && <Button size="compact-xs" onMouseDown={(event) => event.preventDefault()} onClick={news.show}>{news.count} new</Button>}
      </div>
      {failure && <Text role="alert" size="sm">{sentence(failure)}</Text>}
      <OnReference discussion={discussion} />
      {cards.map(({ annotation, thread }) => (annotation
        ? !annotation.page && card(annotation)
        : thread && <OnPaper key={thread.id} discussion={discussion} thread={thread} named={thread.id === named || (thread.reference?.id ?? '') === discussion.reference?.id} />))}
      {canAnnotate && <Composer discussion={discussion} place={`paper:${subject.paper}`} label="Discuss the paper" action="Begin" onSay={(text, key) => discussion.say(text, {}, key)} />}
      <Kept discussion={discussion} place={`paper:${subject.paper}`} />
      {!annotations.length && <Text size="sm" c="dimmed" mt="sm">{canAnnotate ? 'Select words on a page to highlight them or to comment on them; or take a tool from the left to mark an area, draw or put a note down.' : 'Nobody has annotated this paper yet.'}</Text>}
      {annotations.length > 0 && !cards.length && <Text size="sm" c="dimmed" mt="sm">Nothing fits these filters.</Text>}
      {!beside && <CardList {...marks} panel={panel} />}
      </div>
      {beside && viewer && onPages.length > 0 && <Beside {...marks} viewer={viewer} container={container} />}
    </>
  );
}

/** The field to begin a thread on a reference that was chosen on the page. */
function OnReference({ discussion }: { discussion: Talk }) {
  const { reference, discussReference } = discussion;
  if (!reference || discussion.threads.some((one) => one.reference?.id === reference.id)) return null;
  return (
    <article className={styles.card} data-chosen aria-label="New thread on a reference">
      <Text size="sm" lineClamp={3} className={styles.quote}>{reference.raw}</Text>
      <Composer
        discussion={discussion} place={`reference:${reference.id}`} label="Discuss the reference" action="Begin" opened onOpened={nothing}
        onSay={async (text, key) => {
          const done = await discussion.say(text, { reference: reference.id }, key);
          if (done) discussReference(null);
          return done;
        }}
      />
    </article>
  );
}

const nothing = () => undefined;

function OnPaper({ discussion, thread, named }: { discussion: Talk; thread: Thread; named: boolean }) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (named) box.current?.scrollIntoView({ block: 'nearest' });
  }, [named]);
  return (
    <article ref={box} className={styles.card} data-chosen={named || undefined} aria-label={thread.reference ? 'Thread on a reference' : 'Thread on the paper'}>
      {thread.reference && <Text size="sm" lineClamp={3} className={styles.quote}>{thread.reference.label ? `${thread.reference.label} ` : ''}{thread.reference.raw}</Text>}
      <Conversation discussion={discussion} thread={thread} />
    </article>
  );
}

function Card({ discussion, annotation, thread }: { discussion: Talk; annotation: Annotation; thread: Thread | undefined }) {
  const chosen = discussion.chosen === annotation.id;
  return (
    <article className={styles.card} data-chosen={chosen || undefined} aria-label={`Annotation${annotation.page ? ` on page ${annotation.page}` : ''}`}>
      <AnnotationHead discussion={discussion} annotation={annotation} first={thread?.comments[0]} />
      <Conversation discussion={discussion} thread={thread} annotation={annotation} />
    </article>
  );
}
