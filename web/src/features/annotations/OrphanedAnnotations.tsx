// Annotations of older versions that could not follow to this one: each with places it may have, or placed by hand.
import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Annotation } from '../../api/schemas';
import { readAll } from '../../api/useList';
import styles from './Annotations.module.css';
import { useOpenFile } from '../../viewer/openFile';
import { useAnnotating } from './Annotating';
import { useAnnotationActions } from './useAnnotationActions';
import { authorOf, KINDS, quoteOf } from '../../viewer/wording';

interface Props {
  onShow: (page: number, y?: number) => void;
}

export function OrphanedAnnotations({ onShow }: Props) {
  const { team, paper, file } = useOpenFile();
  const { input } = useAnnotating();
  const { place } = useAnnotationActions();
  const { data } = useQuery({
    queryKey: [...keys.annotationsOf(team.id, paper, file), 'tray'],
    queryFn: ({ signal }) =>
      readAll((page) =>
        api.get('/api/teams/{team}/papers/{paper_id}/files/{file_id}/tray', {
          params: { path: { team: team.id, paper_id: paper, file_id: file }, query: page },
          signal,
        }),
      ),
  });
  if (!data?.items.length) return null;
  return (
    <section aria-label="Unplaced annotations" className={styles.tray}>
      <Text component="h3" size="sm" fw={600}>
        {data.items.length === 1 ? 'One annotation' : `${data.items.length} annotations`} from an earlier version
        couldn’t be placed here
      </Text>
      <ul>
        {data.items.map(({ annotation, carried }) => (
          <li key={annotation.id} aria-label={`Unplaced: ${named(annotation)}`}>
            <blockquote className={styles.quote} data-color={annotation.color}>
              {quoteOf(annotation) ?? (annotation.alt || KINDS[annotation.kind])}
            </blockquote>
            <Text size="xs" c="dimmed">
              {authorOf(annotation)}, page {annotation.page} of the earlier version
              {annotation.comment ? `: ${annotation.comment}` : ''}
            </Text>
            {carried.suggestions.map((one, number) => (
              // Suggestions of an annotation keep their order.
              // oxlint-disable-next-line no-array-index-key
              <Group key={number} gap={6} wrap="nowrap" mt={4}>
                <Text size="xs" lineClamp={2} flex={1}>
                  {one.exact ? `“${one.exact}”` : 'The same spot'}, page {one.page}
                </Text>
                <Button size="compact-xs" variant="subtle" onClick={() => onShow(one.page)}>
                  Look
                </Button>
                {annotation.can.includes('place') && (
                  <Button size="compact-xs" variant="light" onClick={() => void place(annotation, one.selectors)}>
                    Place
                  </Button>
                )}
              </Group>
            ))}
            {annotation.can.includes('place') && quoteOf(annotation) && (
              <Button
                size="compact-xs"
                variant="subtle"
                mt={4}
                disabled={!input.selected}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => {
                  if (!input.selected) return;
                  const { exact, prefix, suffix, page } = input.selected;
                  void place(annotation, [
                    { type: 'TextQuoteSelector', exact, prefix, suffix },
                    { type: 'PageSelector', index: page - 1 },
                  ]);
                }}
              >
                {input.selected ? 'Place on selected text' : 'Or select text on the page'}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function named(annotation: Annotation): string {
  return quoteOf(annotation) ?? (annotation.alt || KINDS[annotation.kind]);
}
