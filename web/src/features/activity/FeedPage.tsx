// What happens in a team: by kind, person and paper, and as a feed for feed readers.
import { Anchor, Button, Container, Group, NativeSelect, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Schemas, Team } from '../../api/schemas';
import { Ago } from '../../ui/Ago';
import { exactly } from '../../ui/time';
import { usePageTitle } from '../../ui/usePageTitle';
import { Waiting } from '../../ui/Waiting';
import styles from '../../ui/Feed.module.css';
import { FeedAddress } from './FeedAddress';

const KINDS = [
  { value: '', label: 'Everything' },
  { value: 'papers', label: 'Papers' },
  { value: 'annotations', label: 'Annotations' },
  { value: 'discussion', label: 'Discussion' },
  { value: 'notes', label: 'Notes' },
  { value: 'people', label: 'People' },
] as const;

export function FeedPage({ team }: { team: Team }) {
  usePageTitle(`Activity of ${team.name}`);
  const [kind, setKind] = useState<(typeof KINDS)[number]['value']>('');
  const [person, setPerson] = useState('');
  const found = useInfiniteQuery({
    queryKey: keys.feed(team.id, { kind, person }),
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/teams/{team}/feed', {
        params: { path: { team: team.id }, query: { kind: kind ? [kind] : undefined, person, cursor: pageParam } },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  const members = useQuery({
    queryKey: [...keys.members(team.id), 'feed'],
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/members', { params: { path: { team: team.id }, query: { limit: 200 } }, signal }),
  });
  const lines = found.data?.pages.flatMap((page) => page.items) ?? [];
  const can = found.data?.pages[0]?.can ?? [];
  return (
    <Container size="md" py="xl">
      <Group justify="space-between" mb="md">
        <Title order={1} size="h2">
          Activity
        </Title>
        <Group gap="xs">
          <NativeSelect
            size="xs"
            aria-label="Kind"
            data={KINDS}
            value={kind}
            onChange={(event) => setKind(event.currentTarget.value as typeof kind)}
          />
          <NativeSelect
            size="xs"
            aria-label="Person"
            value={person}
            onChange={(event) => setPerson(event.currentTarget.value)}
            data={[
              { value: '', label: 'Everyone' },
              ...(members.data?.items ?? []).map((one) => ({ value: one.person.id, label: one.person.name })),
            ]}
          />
        </Group>
      </Group>
      {found.error && <Text role="alert">{sentence(found.error)}</Text>}
      {!found.data && !found.error && <Waiting />}
      {found.data && lines.length === 0 && !found.hasNextPage && (
        <div className={styles.empty}>
          <Text fw={600}>{kind || person ? 'No matching activity.' : 'No activity yet.'}</Text>
          <Text c="dimmed" size="sm">
            {kind || person
              ? 'Try another kind or person.'
              : 'Papers, annotations and comments that people add will appear here.'}
          </Text>
        </div>
      )}
      <ol className={styles.list}>
        {lines.map((line) => (
          <Line key={line.clock} team={team} line={line} />
        ))}
      </ol>
      {found.hasNextPage && (
        <Button variant="default" mt="md" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          Show more
        </Button>
      )}
      {found.data && <FeedAddress team={team} />}
      {found.data && can.includes('webhooks') && (
        <Text size="sm" mt="md">
          <Anchor
            inherit
            renderRoot={(props) => <Link to="/t/$team/webhooks" params={{ team: team.slug }} {...props} />}
          >
            Webhooks
          </Anchor>{' '}
          tell other systems of what happens here.
        </Text>
      )}
    </Container>
  );
}

function Line({ team, line }: { team: Team; line: Schemas['LineOut'] }) {
  return (
    <li className={styles.line}>
      <span>
        {line.text}
        {line.papers.map((paper, number) => (
          <span key={paper.id}>
            {number ? ', ' : ': '}
            <Link to="/t/$team/papers/$paper" params={{ team: team.slug, paper: paper.id }}>
              {paper.title || 'a paper'}
            </Link>
          </span>
        ))}
        {line.note && line.count === 1 && line.name !== 'note.deleted' && (
          <>
            :{' '}
            <Link to="/t/$team/notes/$note" params={{ team: team.slug, note: line.note }}>
              open
            </Link>
          </>
        )}
        {line.count > line.papers.length && line.papers.length > 1 ? ' …' : ''}
      </span>
      {line.words && <span className={styles.said}>{line.words}</span>}
      <span className={styles.when}>
        <time dateTime={line.at} title={exactly(line.at)}>
          <Ago at={line.at} />
        </time>
      </span>
    </li>
  );
}
