// What was found in one section: all of it page by page, or its beginning with a way to the rest.
import { Button, Loader, Stack, Text } from '@mantine/core';
import { sentence } from '../../api/problem';
import { HitItem } from './HitItem';
import { PassageItem } from './PassageItem';
import styles from './PassageItem.module.css';
import type { Found, Hit, Passage } from './useFound';

interface Props {
  found: Found;
  /** Slug of the team. */
  team: string;
  q: string;
  /** Show only so many, without a button for more. */
  most?: number;
}

export function FoundList({ found, team, q, most }: Props) {
  if (found.isError) {
    return (
      <Stack align="start" role="alert">
        <Text>{sentence(found.error)}</Text>
        <Button onClick={() => void found.refetch()}>Try again</Button>
      </Stack>
    );
  }
  if (found.isPending) return <Loader size="sm" aria-hidden />;
  const items = most === undefined ? found.items : found.items.slice(0, most);
  return (
    <>
      <ol className={styles.list}>
        {items.map((item, number) =>
          isPassage(item) ? (
            <PassageItem
              key={`${item.paper.id} ${item.where} ${item.page ?? ''} ${number}`}
              passage={item}
              team={team}
              q={q}
              sameAsAbove={paperOf(items[number - 1]) === item.paper.id}
              sameBelow={paperOf(items[number + 1]) === item.paper.id}
            />
          ) : (
            <HitItem key={item.id} hit={item} team={team} />
          ),
        )}
      </ol>
      {most === undefined && found.hasNextPage && (
        <Button variant="default" mt="lg" loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}

function isPassage(item: Passage | Hit): item is Passage {
  return item.kind === 'paper';
}

function paperOf(item: Passage | Hit | undefined): string | undefined {
  return item?.kind === 'paper' ? item.paper?.id : undefined;
}
