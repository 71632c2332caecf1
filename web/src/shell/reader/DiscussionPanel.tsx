// The panel beside the pages: annotations down the document, each with its thread, and threads on the paper.
import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { sentence } from '../../api/problem';
import type { Annotation, Thread } from '../../api/schemas';
import { AnnotationHead } from '../../features/annotations/AnnotationHead';
import { Beside } from './Beside';
import { CardList } from './CardList';
import { Composer } from '../../features/discussions/Composer';
import { Conversation } from '../../features/discussions/Conversation';
import { cardsOf, EVERYTHING, peopleIn } from '../../features/discussions/filters';
import { FollowPaper } from '../../features/notifications/FollowPaper';
import { CloseIcon } from '../../ui/icons';
import { Kept } from '../../features/discussions/Kept';
import annotationStyles from '../../features/annotations/Annotations.module.css';
import styles from './ReaderPage.module.css';
import { ThreadFilters } from '../../features/discussions/ThreadFilters';
import threads from '../../features/discussions/Threads.module.css';
import { useAnnotating } from '../../features/annotations/Annotating';
import { useAnnotations } from '../../features/annotations/useAnnotations';
import { useDiscussing } from '../../features/discussions/Discussing';
import { useThreadActions } from '../../features/discussions/useThreadActions';
import { useThreads } from '../../features/discussions/useThreads';
import { useMe } from '../../api/me';
import { useOpenFile } from '../../viewer/openFile';

interface Props {
  /** The thread that the address names. */
  named?: string | undefined;
  news: { count: number; show: () => void };
  /** Whether there is room for the cards beside the text. */
  beside: boolean;
  onClose: () => void;
}

export function DiscussionPanel({ named, news, beside, onClose }: Props) {
  const { team, paper, opened, ready, container } = useOpenFile();
  const { annotations, canAnnotate, failure } = useAnnotations();
  const talks = useThreads();
  const { say, readAll } = useThreadActions();
  const { chosen } = useAnnotating();
  const { reference } = useDiscussing();
  const me = useMe().person;
  const broken = failure ?? talks.failure;
  const viewer = ready ? opened?.viewer : undefined;
  const [filters, setFilters] = useState(EVERYTHING);
  const [panel, setPanel] = useState<HTMLDivElement | null>(null);
  const cards = cardsOf(annotations, talks.threads, filters, me.id);
  const unread = talks.threads.reduce((sum, one) => sum + one.unread, 0);
  const colors = [...new Set(annotations.map((one) => one.color))];
  const threadOf = new Map(cards.map((one) => [one.annotation?.id, one.thread]));
  const card = (one: Annotation) => <Card key={one.id} annotation={one} thread={threadOf.get(one.id)} />;
  const onPages = cards.flatMap(({ annotation }) => (annotation?.page ? [annotation] : []));
  const marks = { annotations: onPages, chosen, children: card };
  return (
    <>
      <div ref={setPanel} className={beside && onPages.length > 0 ? styles.talkTop : styles.talkAll}>
        <Group justify="space-between" mb="xs" wrap="nowrap">
          <Text component="h2" fw={600}>
            Discussion
          </Text>
          <Group gap={4} wrap="nowrap">
            <ThreadFilters
              filters={filters}
              people={peopleIn(annotations, talks.threads)}
              colors={colors}
              unread={unread}
              onFilters={setFilters}
              onAllRead={() => void readAll()}
              follow={<FollowPaper team={team.id} paper={paper} />}
            />
            <ActionIcon variant="subtle" color="gray" aria-label="Close discussion" onClick={onClose}>
              <CloseIcon />
            </ActionIcon>
          </Group>
        </Group>
        <div className={threads.news} role="status">
          {news.count > 0 && (
            <Button size="compact-xs" onMouseDown={(event) => event.preventDefault()} onClick={news.show}>
              {news.count} new
            </Button>
          )}
        </div>
        {broken && (
          <Text role="alert" size="sm">
            {sentence(broken)}
          </Text>
        )}
        <OnReference />
        {cards.map(({ annotation, thread }) =>
          annotation
            ? !annotation.page && card(annotation)
            : thread && (
                <OnPaper
                  key={thread.id}
                  thread={thread}
                  named={thread.id === named || (thread.reference?.id ?? '') === reference?.id}
                />
              ),
        )}
        {canAnnotate && (
          <Composer
            place={`paper:${paper}`}
            label="Comment on this paper"
            action="Comment"
            onSay={(text, key) => say(text, {}, key)}
          />
        )}
        <Kept place={`paper:${paper}`} />
        {!annotations.length && (
          <Text size="sm" c="dimmed" mt="sm">
            {canAnnotate
              ? 'Select text to highlight or comment, or use the tools on the left to select an area, draw, or add a note.'
              : 'No annotations yet.'}
          </Text>
        )}
        {annotations.length > 0 && !cards.length && (
          <Text size="sm" c="dimmed" mt="sm">
            Nothing matches these filters.
          </Text>
        )}
        {!beside && <CardList {...marks} panel={panel} />}
      </div>
      {beside && viewer && onPages.length > 0 && <Beside {...marks} viewer={viewer} container={container} />}
    </>
  );
}

/** The field to begin a thread on a reference that was chosen on the page. */
function OnReference() {
  const { reference, discussReference } = useDiscussing();
  const { threads: all } = useThreads();
  const { say } = useThreadActions();
  if (!reference || all.some((one) => one.reference?.id === reference.id)) return null;
  return (
    <article className={styles.card} data-chosen aria-label="New thread on a reference">
      <Text size="sm" lineClamp={3} className={annotationStyles.quote}>
        {reference.raw}
      </Text>
      <Composer
        place={`reference:${reference.id}`}
        label="Comment on this reference"
        action="Comment"
        opened
        onOpened={nothing}
        onSay={async (text, key) => {
          const done = await say(text, { reference: reference.id }, key);
          if (done) discussReference(null);
          return done;
        }}
      />
    </article>
  );
}

const nothing = () => undefined;

function OnPaper({ thread, named }: { thread: Thread; named: boolean }) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (named) box.current?.scrollIntoView({ block: 'nearest' });
  }, [named]);
  return (
    <article
      ref={box}
      className={styles.card}
      data-chosen={named || undefined}
      aria-label={thread.reference ? 'Thread on a reference' : 'Thread on the paper'}
    >
      {thread.reference && (
        <Text size="sm" lineClamp={3} className={annotationStyles.quote}>
          {thread.reference.label ? `${thread.reference.label} ` : ''}
          {thread.reference.raw}
        </Text>
      )}
      <Conversation thread={thread} />
    </article>
  );
}

function Card({ annotation, thread }: { annotation: Annotation; thread: Thread | undefined }) {
  const { chosen, answering, answered, leaveAnswer } = useAnnotating();
  return (
    <article
      className={styles.card}
      data-chosen={chosen === annotation.id || undefined}
      aria-label={`Annotation${annotation.page ? ` on page ${annotation.page}` : ''}`}
    >
      <AnnotationHead annotation={annotation} first={thread?.comments[0]} />
      <Conversation
        thread={thread}
        annotation={annotation}
        answering={answering === annotation.id}
        onAnswering={answered}
        onLeave={(changedMind) => !thread && leaveAnswer(annotation, changedMind)}
      />
    </article>
  );
}
