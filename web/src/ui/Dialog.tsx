// A window over the page. Mantine's own has a <header>, which screen readers then count as a second banner.
import { Group, Modal } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';

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
  const [content, setContent] = useState<HTMLDivElement | null>(null);
  useReturnFocus();
  useKeepFocus(content);
  return (
    <Modal.Root opened={opened} onClose={onClose} size={size} zIndex={over ? 300 : undefined} centered>
      <Modal.Overlay />
      <Modal.Content ref={setContent}>
        <Group justify="space-between" wrap="nowrap" px="md" pt="md" pb="xs">
          <Modal.Title fw={600}>{title}</Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </Group>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

const hasNoFocus = () => !document.activeElement || document.activeElement === document.body;

/** What has the focus; of an item in a menu, which closes, the button of the menu. */
function focused(): Element | null {
  const menu = document.activeElement?.closest('[role=menu]');
  return menu ? document.querySelector(`[aria-controls="${menu.id}"]`) : document.activeElement;
}

/** Mantine gives the focus back where `opened` becomes false; most dialogs are taken out of the page instead. */
function useReturnFocus(): void {
  const [before] = useState(focused);
  useEffect(
    () => () => {
      window.setTimeout(() => {
        if (hasNoFocus() && before instanceof HTMLElement) before.focus({ preventScroll: true });
      });
    },
    [before],
  );
}

/** Where the button that was pressed goes away, the focus stays in the dialog. */
function useKeepFocus(content: HTMLElement | null): void {
  useEffect(() => {
    if (!content) return;
    const observer = new MutationObserver(() => hasNoFocus() && content.focus({ preventScroll: true }));
    observer.observe(content, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    return () => observer.disconnect();
  }, [content]);
}
