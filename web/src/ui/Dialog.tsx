// A window over the page. Mantine's own has a <header>, which screen readers then count as a second banner.
import { Group, Modal } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  opened: boolean;
  onClose: () => void;
  title: string;
  size?: string | number;
  /** In front of another dialog. */
  over?: boolean;
  children: ReactNode;
}

export function Dialog({ opened, onClose, title, size, over, children }: Props) {
  return (
    <Modal.Root opened={opened} onClose={onClose} size={size} zIndex={over ? 300 : undefined} centered>
      <Modal.Overlay />
      <Modal.Content>
        <Group justify="space-between" wrap="nowrap" px="md" pt="md" pb="xs">
          <Modal.Title fw={600}>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </Group>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
