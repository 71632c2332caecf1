// The head of an annotation's card: what it is about, by whom, for whom, and what can be done with it.
import { ActionIcon, Badge, Button, Group, Menu, Text, UnstyledButton } from '@mantine/core';
import type { Annotation, Comment } from '../../api/schemas';
import { Ago } from '../../ui/Ago';
import { exactly } from '../../ui/time';
import { AnnotationEditor } from './AnnotationEditor';
import { DotsIcon } from '../../ui/icons';
import styles from './Annotations.module.css';
import { useAnnotating } from './Annotating';
import { useAnnotationActions } from './useAnnotationActions';
import { useSharing } from './useSharing';
import { VisibilityChip } from './VisibilityChip';
import { authorOf, COLORS, KINDS, quoteOf } from '../../viewer/wording';

interface Props {
  annotation: Annotation;
}

export function AnnotationHead({ annotation, first }: Props & { first: Comment | undefined }) {
  // What the author says first about their own mark tells who they are; once is enough.
  const told =
    first && !annotation.comment && !annotation.imported_author && first.person?.id === annotation.person?.id;
  const { editing, choose } = useAnnotating();
  const { place } = useAnnotationActions();
  const quote = quoteOf(annotation);
  const where = annotation.page ? `${KINDS[annotation.kind]}, page ${annotation.page}` : 'Note on the paper';
  return (
    <>
      <Group gap={4} wrap="nowrap" align="flex-start">
        <UnstyledButton
          className={styles.quote}
          data-color={annotation.color}
          data-kind={annotation.kind}
          onClick={() => choose(annotation.id)}
        >
          {quote ? <span lang="">{quote}</span> : <span>{annotation.alt || where}</span>}
        </UnstyledButton>
        <Actions annotation={annotation} />
      </Group>
      <Group gap={6} wrap="wrap">
        {!told && (
          <Text size="xs" c="dimmed">
            <Author annotation={annotation} /> ·{' '}
            <time dateTime={annotation.created_at} title={exactly(annotation.created_at)}>
              <Ago at={annotation.created_at} />
            </time>
            {annotation.changed_at ? ' · edited' : ''}
          </Text>
        )}
        <VisibilityChip annotation={annotation} />
        {annotation.tags.map((tag) => (
          <Badge key={tag} size="sm" variant="outline" color="gray" tt="none">
            {tag}
          </Badge>
        ))}
      </Group>
      {annotation.carried && !annotation.carried.sure && (
        <Text size="xs" role="note" className={styles.unsure}>
          Moved from an earlier version. Is this the right place?{' '}
          {annotation.can.includes('place') && (
            <Button size="compact-xs" variant="light" onClick={() => void place(annotation, annotation.selectors)}>
              Yes
            </Button>
          )}
        </Text>
      )}
      {annotation.hidden && (
        <Text size="xs" role="note" className={styles.hidden}>
          Hidden from others by an admin: {annotation.hidden.reason}
        </Text>
      )}
      {editing?.id === annotation.id ? (
        <AnnotationEditor annotation={annotation} />
      ) : (
        annotation.comment && <div className={styles.words}>{annotation.comment}</div>
      )}
    </>
  );
}

function Author({ annotation }: { annotation: Annotation }) {
  const stated = annotation.imported_author;
  return stated ? (
    <>
      Imported by <b>{annotation.person?.name ?? 'someone'}</b>; original author: <i>{stated}</i>
    </>
  ) : (
    <b>{authorOf(annotation)}</b>
  );
}

function Actions({ annotation }: Props) {
  const { ask, edit } = useAnnotating();
  const { change, remove, unhide } = useAnnotationActions();
  const sharing = useSharing(annotation);
  const may = (verb: string) => annotation.can.includes(verb);
  const textual = annotation.kind === 'highlight' || annotation.kind === 'underline';
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label="Annotation actions">
          <DotsIcon />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {may('edit') && <Menu.Item onClick={() => edit(annotation.id)}>Edit</Menu.Item>}
        {quoteOf(annotation) && (
          <Menu.Item onClick={() => void sharing.copyQuote()}>Copy quote with citation</Menu.Item>
        )}
        <Menu.Item onClick={() => void sharing.copyLink()}>Copy link</Menu.Item>
        {may('edit') && textual && (
          <Menu.Item
            onClick={() =>
              void change(annotation, { kind: annotation.kind === 'highlight' ? 'underline' : 'highlight' })
            }
          >
            {annotation.kind === 'highlight' ? 'Underline instead' : 'Highlight instead'}
          </Menu.Item>
        )}
        {may('edit') && (
          <div className={styles.inks} role="group" aria-label="Colour">
            {COLORS.map((color) => (
              <Menu.Item
                key={color}
                w="auto"
                p={2}
                aria-label={`Change colour to ${sharing.meanings[color] ?? color}`}
                title={sharing.meanings[color] ?? color}
                onClick={() => void change(annotation, { color })}
              >
                <span className={styles.ink} data-color={color} data-latest={color === annotation.color || undefined} />
              </Menu.Item>
            ))}
          </div>
        )}
        {may('hide') && <Menu.Item onClick={() => ask({ what: 'hide', annotation })}>Hide from others…</Menu.Item>}
        {may('unhide') && <Menu.Item onClick={() => void unhide(annotation)}>Show to others again</Menu.Item>}
        {may('delete') && (
          <Menu.Item className={styles.danger} onClick={() => void remove(annotation)}>
            Delete
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
