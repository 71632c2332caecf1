// The list of references as printed, with links to those that the team has.
import { Anchor, Button, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { Paper, Reference, Team } from '../../../api/schemas';
import { Waiting } from '../../../ui/Waiting';
import { names, textOf, yearOf } from '../../../ui/csl';
import styles from './PaperPage.module.css';

export function References({ team, paper }: { team: Team; paper: Paper }) {
  const found = useInfiniteQuery({
    queryKey: keys.paperPart(team.id, paper.id, 'references'),
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/teams/{team}/papers/{paper_id}/references', {
        params: { path: { team: team.id, paper_id: paper.id }, query: { limit: 100, cursor: pageParam } },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  if (found.error) return <Text role="alert">{sentence(found.error)}</Text>;
  if (!found.data) return <Waiting />;
  const references = found.data.pages.flatMap((page) => page.items);
  if (!references.length) {
    return (
      <Text c="dimmed">
        {!paper.files.length
          ? 'References are read from the PDF. Attach it under Files.'
          : paper.status === 'ready'
            ? 'No references found in this paper.'
            : 'References will appear once the paper has been processed.'}
      </Text>
    );
  }
  return (
    <>
      <ol className={styles.references}>
        {references.map((reference) => (
          <Item key={reference.id} reference={reference} team={team.slug} />
        ))}
      </ol>
      {found.hasNextPage && (
        <Button variant="default" mt="md" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}

function Item({ reference, team }: { reference: Reference; team: string }) {
  const csl = reference.metadata;
  const title = textOf(csl, 'title');
  const doi = textOf(csl, 'DOI');
  return (
    <li className={styles.reference}>
      <span className={styles.label}>{reference.label ?? reference.position + 1}</span>
      <div>
        {title ? (
          <>
            <div>
              {reference.paper ? (
                <Anchor
                  renderRoot={(props) => (
                    <Link to="/t/$team/papers/$paper" params={{ team, paper: reference.paper?.id ?? '' }} {...props} />
                  )}
                >
                  {title}
                </Anchor>
              ) : (
                title
              )}
              {reference.paper && (
                <Text span size="xs" c="var(--sk-good)" ml={8}>
                  in library
                </Text>
              )}
            </div>
            <Text size="sm" c="dimmed">
              {[names(csl).join(', '), textOf(csl, 'container-title'), yearOf(csl)].filter(Boolean).join(' · ')}
            </Text>
          </>
        ) : (
          <Text>{reference.raw}</Text>
        )}
        {doi && (
          <Anchor size="sm" href={`https://doi.org/${encodeURI(doi)}`} target="_blank" rel="noopener noreferrer">
            {doi}
          </Anchor>
        )}
      </div>
    </li>
  );
}
