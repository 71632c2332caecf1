// Go anywhere from the keyboard: Ctrl-K or ⌘K opens it, arrows choose, Enter goes.
import { Modal, Text, TextInput } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import type { Team } from '../../api/schemas';
import classes from './Palette.module.css';
import { useEntries } from './useEntries';

interface Props {
  team: Team | undefined;
  onShortcuts: () => void;
}

export function Palette({ team, onShortcuts }: Props) {
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      if (event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      setOpened((old) => !old);
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, []);
  if (!team) return null;
  return (
    <Modal.Root opened={opened} onClose={() => setOpened(false)} size={620} yOffset="12vh">
      <Modal.Overlay />
      <Modal.Content aria-label="Go to">
        <Modal.Body p="xs">
          <Choices team={team} onShortcuts={onShortcuts} onClose={() => setOpened(false)} />
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

function Choices({ team, onShortcuts, onClose }: { team: Team; onShortcuts: () => void; onClose: () => void }) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const entries = useEntries(team, typed, onShortcuts);
  const active = Math.min(chosen, entries.length - 1);
  function choose(place: number) {
    const next = (place + entries.length) % entries.length;
    setChosen(next);
    list.current?.children[next]?.scrollIntoView({ block: 'nearest' });
  }
  function run(place: number) {
    const entry = entries[place];
    if (!entry) return;
    onClose();
    entry.run();
  }
  function pressed(event: React.KeyboardEvent) {
    if (event.key === 'ArrowDown') choose(active + 1);
    else if (event.key === 'ArrowUp') choose(active - 1);
    else if (event.key === 'Enter') run(active);
    else return;
    event.preventDefault();
  }
  return (
    <>
      <TextInput
        data-autofocus
        role="combobox"
        aria-label="Go to a paper, collection or page, or find an action"
        aria-expanded
        aria-autocomplete="list"
        aria-controls={id}
        aria-activedescendant={active >= 0 ? `${id}-${active}` : undefined}
        placeholder="Go to a paper, collection or page, or find an action"
        autoComplete="off"
        maxLength={200}
        value={typed}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={pressed}
      />
      <div ref={list} id={id} role="listbox" aria-label="Where to go" className={classes.list}>
        {entries.map((entry, place) => (
          <div
            key={entry.id}
            id={`${id}-${place}`}
            role="option"
            aria-selected={place === active}
            tabIndex={-1}
            className={classes.entry}
            onMouseDown={(event) => {
              event.preventDefault();
              run(place);
            }}
          >
            <span className={classes.label}>{entry.label}</span>{' '}
            <Text component="span" size="xs" c="dimmed" className={classes.kind}>
              {entry.kind}
            </Text>
          </div>
        ))}
      </div>
    </>
  );
}
