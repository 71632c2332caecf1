// What was done, with a button that takes it back.
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';

const UNDO_MS = 12_000;

export function offerUndo(id: string, message: string, undo: () => void): void {
  const undone = () => {
    notifications.hide(id);
    undo();
  };
  notifications.show({
    id,
    autoClose: UNDO_MS,
    message: (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{message}</Text>
        <Button size="compact-sm" variant="light" onClick={undone}>
          Undo
        </Button>
      </Group>
    ),
  });
}
