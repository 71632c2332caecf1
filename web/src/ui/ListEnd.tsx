// Below every list: that it loads, that it failed, or that there is more.
import { Button, Skeleton, Text } from '@mantine/core';
import { sentence } from '../api/problem';

interface Props {
  list: {
    isPending: boolean;
    error: unknown;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => Promise<unknown>;
  };
}

export function ListEnd({ list }: Props) {
  if (list.isPending) return <Skeleton h={48} mt="md" />;
  if (list.error) {
    return (
      <Text role="alert" size="sm" mt="md">
        {sentence(list.error)}
      </Text>
    );
  }
  if (!list.hasNextPage) return null;
  return (
    <Button variant="subtle" mt="sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
      Show more
    </Button>
  );
}
