// The name, in the letters of a book.
import { Group, Text } from '@mantine/core';

export function Brand({ short = false }: { short?: boolean }) {
  return (
    <Group gap={10} wrap="nowrap">
      <img src="/icon.svg" alt="" width={28} height={28} />
      {!short && (
        <Text component="span" fw={600} fz={20} lh={1} className="sk-serif">
          ScrollKeeper
        </Text>
      )}
    </Group>
  );
}
