// What was found, passage by passage; a passage leads into the reader, marked.
import { Anchor, Button, Container, Loader, Stack, Text, Title } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Schemas, Team } from '../../api/schemas';
import { usePageTitle } from '../../ui/usePageTitle';
import { Help } from './Help';
import { PassageItem } from './PassageItem';

export interface SearchPageProps {
  team: Team;
  /** What is searched for; empty when the page was opened without words. */
  q: string;
  /** The one paper whose matching pages are all listed; otherwise the best of every paper. */
  paper?: string | undefined;
}

const PER_PAGE = 25;

export function SearchPage({ team, q, paper }: SearchPageProps) {
  usePageTitle(q ? `${q} – Search` : 'Search');
  const words = q.trim();
  const found = useInfiniteQuery({
    queryKey: keys.search(team.id, words, paper),
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/teams/{team}/search', {
        params: { path: { team: team.id }, query: { q: words, paper, limit: PER_PAGE, cursor: pageParam } },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    enabled: words !== '',
  });
  const [first] = found.data?.pages ?? [];
  const passages = found.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <Container size="md" py="xl">
      <Title order={1} size="h2" mb={4}>
        {words ? `“${words}”` : 'Search'}
      </Title>
      <Text c="dimmed" size="sm" mb="lg" role="status">
        {!words
          ? `Search the full text of papers in ${team.name}.`
          : found.isPending
            ? 'Searching…'
            : first
              ? counted(first)
              : ''}
      </Text>
      {paper && (
        <Text size="sm" mb="md">
          All matching pages of one paper, in order.{' '}
          <Anchor
            inherit
            renderRoot={(props) => (
              <Link to="/t/$team/search" params={{ team: team.slug }} search={{ q: words }} {...props} />
            )}
          >
            Search all papers
          </Anchor>
        </Text>
      )}
      {found.isPending && words && <Loader size="sm" aria-hidden />}
      {found.isError && (
        <Stack align="start" role="alert">
          <Text>{sentence(found.error)}</Text>
          <Button onClick={() => void found.refetch()}>Try again</Button>
        </Stack>
      )}
      {(!words || (first && !passages.length)) && <Help nothing={Boolean(words)} />}
      <Stack component="ol" gap={0} p={0} m={0} style={{ listStyle: 'none' }}>
        {passages.map((passage, number) => (
          <PassageItem
            key={keyOf(passage, number)}
            passage={passage}
            team={team.slug}
            q={words}
            sameAsAbove={passages[number - 1]?.paper.id === passage.paper.id}
            sameBelow={passages[number + 1]?.paper.id === passage.paper.id}
          />
        ))}
      </Stack>
      {found.hasNextPage && (
        <Button variant="default" mt="lg" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Container>
  );
}

function counted({ count, capped }: Schemas['ResultsOut']): string {
  if (!count) return 'No results.';
  if (capped) return `More than ${count.toLocaleString()} passages, best matches first.`;
  return count === 1 ? '1 passage' : `${count.toLocaleString()} passages`;
}

function keyOf(passage: Schemas['PassageOut'], number: number): string {
  return `${passage.paper.id} ${passage.where} ${passage.page ?? ''} ${number}`;
}
