// All threads of a team: those that wait for you, that you take part in, or that nobody has settled.
import { Badge, Button, Container, Group, NativeSelect, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Team, Thread } from '../../api/schemas';
import { plainText } from '../../ui/plainText';
import { Ago } from '../../ui/Ago';
import { exactly } from '../../ui/time';
import { usePageTitle } from '../../ui/usePageTitle';
import { Waiting } from '../../ui/Waiting';
import styles from '../../ui/Feed.module.css';

/** `none`: what is said where there are no such threads. */
const ONLY: Record<
  string,
  {
    label: string;
    query: { state?: 'open' | 'resolved'; assigned?: boolean; mine?: boolean; mentions?: boolean; unread?: boolean };
    none: string;
  }
> = {
  open: { label: 'Open', query: { state: 'open' }, none: 'No open threads.' },
  assigned: { label: 'Assigned to me', query: { state: 'open', assigned: true }, none: 'No threads assigned to you.' },
  mine: { label: 'Participating', query: { mine: true }, none: 'You’re not in any threads yet.' },
  mentions: { label: 'Mentions', query: { mentions: true }, none: 'No mentions yet.' },
  unread: { label: 'Unread', query: { unread: true }, none: 'You’re all caught up.' },
  resolved: { label: 'Resolved', query: { state: 'resolved' }, none: 'No resolved threads yet.' },
};
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });

export function ThreadsPage({ team }: { team: Team }) {
  usePageTitle(`Threads of ${team.name}`);
  const [only, setOnly] = useState('open');
  const found = useInfiniteQuery({
    queryKey: keys.allThreads(team.id, only),
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/teams/{team}/threads', {
        params: { path: { team: team.id }, query: { ...ONLY[only]?.query, cursor: pageParam } },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  const threads = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Container size="md" py="xl">
      <Group justify="space-between" mb="md">
        <Title order={1} size="h2">
          Threads
        </Title>
        <NativeSelect
          size="xs"
          aria-label="Which threads"
          value={only}
          onChange={(event) => setOnly(event.currentTarget.value)}
          data={Object.entries(ONLY).map(([value, { label }]) => ({ value, label }))}
        />
      </Group>
      {found.error && <Text role="alert">{sentence(found.error)}</Text>}
      {!found.data && !found.error && <Waiting />}
      {found.data && threads.length === 0 && (
        <div className={styles.empty}>
          <Text fw={600}>{ONLY[only]?.none}</Text>
          <Text c="dimmed" size="sm">
            Open a paper and comment on it, or on a passage.
          </Text>
        </div>
      )}
      <ol className={styles.list}>
        {threads.map((thread) => (
          <Line key={thread.id} team={team} thread={thread} />
        ))}
      </ol>
      {found.hasNextPage && (
        <Button variant="default" mt="md" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Container>
  );
}

function Line({ team, thread }: { team: Team; thread: Thread }) {
  const first = thread.comments[0];
  const last = thread.comments.at(-1);
  const about = { team: team.slug, paper: thread.paper };
  const search = thread.annotation ? { annotation: thread.annotation } : { thread: thread.id };
  return (
    <li className={styles.line} data-unread={thread.unread > 0 || undefined}>
      <Group gap="xs" justify="space-between" wrap="nowrap" align="flex-start">
        {thread.file ? (
          <Link to="/t/$team/papers/$paper/read/$file" params={{ ...about, file: thread.file }} search={search}>
            {thread.title || 'A paper'}
          </Link>
        ) : (
          <Link to="/t/$team/papers/$paper" params={about}>
            {thread.title || 'A paper'}
          </Link>
        )}
        <Group gap={4} wrap="nowrap" flex="none">
          {thread.unread > 0 && (
            <Badge size="sm" tt="none">
              {thread.unread} new
            </Badge>
          )}
          {thread.resolved && (
            <Badge size="sm" variant="outline" color="gray" tt="none">
              Resolved
            </Badge>
          )}
        </Group>
      </Group>
      <Text size="sm" lineClamp={2}>
        {plainText(first?.text ?? '') || (first?.hidden ? 'A hidden comment' : 'A deleted comment')}
      </Text>
      <span className={styles.when}>
        {first?.person?.name ?? 'Someone'}
        {thread.assignee ? ` · for ${thread.assignee.name}` : ''}
        {thread.due ? ` · due ${day.format(new Date(`${thread.due}T12:00`))}` : ''}
        {last && (
          <>
            {' '}
            ·{' '}
            <time dateTime={last.created_at} title={exactly(last.created_at)}>
              <Ago at={last.created_at} />
            </time>
          </>
        )}
      </span>
    </li>
  );
}
