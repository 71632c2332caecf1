// One paper cited: a button with the dialog, and ⌘⇧C anywhere on its page.
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useEffect, useEffectEvent } from 'react';
import type { Team } from '../../../api/schemas';
import { isTyping } from '../../../ui/keyboard';
import { CiteDialog } from './CiteDialog';
import { useCopyCitation } from './useCopyCitation';

export function CiteButton({ team, paper }: { team: Team; paper: string }) {
  const [opened, { open, close }] = useDisclosure(false);
  const copyCitation = useCopyCitation(team);
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    const command = (event.ctrlKey || event.metaKey) && event.shiftKey && !event.altKey;
    if (!command || event.key.toUpperCase() !== 'C' || isTyping(event.target)) return;
    event.preventDefault();
    void copyCitation([paper]);
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => pressed(event);
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
  return (
    <>
      <Button variant="default" onClick={open} aria-keyshortcuts="Control+Shift+C">
        Cite
      </Button>
      {opened && <CiteDialog team={team} papers={[paper]} onClose={close} />}
    </>
  );
}
