// Names of a paper's people, one a line: added, ordered by dragging or with Alt and the arrow keys, removed.
import { ActionIcon, Button, CloseButton, Group, Input, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { DownIcon, UpIcon } from '../../../ui/icons';
import styles from './NamesEditor.module.css';

/** A collaboration with more names is edited as text. */
const MOST = 60;

interface Props {
  label: string;
  /** “Family, Given” each, a line each. */
  value: string;
  onValue: (value: string) => void;
  error?: string;
  onKeyDown: (event: React.KeyboardEvent) => void;
}

export function NamesEditor({ label, value, onValue, error, onKeyDown }: Props) {
  const lines = value.split('\n');
  const list = useRef<HTMLOListElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);

  /** Once React has drawn it. */
  const focus = (place: number) =>
    requestAnimationFrame(() => list.current?.querySelectorAll<HTMLInputElement>('input')[place]?.focus());
  const set = (changed: string[]) => onValue(changed.join('\n'));

  function move(from: number, to: number) {
    const moved = lines[from];
    if (moved === undefined || to < 0 || to >= lines.length || to === from) return;
    set(lines.toSpliced(from, 1).toSpliced(to, 0, moved));
    focus(to);
  }
  function pressed(event: React.KeyboardEvent, place: number) {
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      move(place, place + (event.key === 'ArrowUp' ? -1 : 1));
    } else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      set(lines.toSpliced(place + 1, 0, ''));
      focus(place + 1);
    } else onKeyDown(event);
  }

  if (lines.length > MOST)
    return (
      <Textarea
        aria-label={label}
        description="One name per line: Family, Given"
        value={value}
        error={error}
        autosize
        minRows={4}
        maxRows={20}
        onKeyDown={onKeyDown}
        onChange={(event) => onValue(event.currentTarget.value)}
      />
    );
  return (
    <fieldset className={styles.names}>
      <legend className="sk-heard">{label}</legend>
      <Input.Description mb={6}>Family, Given. Drag to order, or press Alt and an arrow key.</Input.Description>
      <ol ref={list} className={styles.list}>
        {lines.map((line, place) => (
          // oxlint-disable-next-line react/no-array-index-key -- what a line is called is its place.
          <li key={place}>
            <Group
              gap={2}
              wrap="nowrap"
              onDragOver={(event) => dragged !== null && event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault();
                if (dragged !== null) move(dragged, place);
                setDragged(null);
              }}
            >
              <span
                aria-hidden
                className={styles.handle}
                draggable
                onDragStart={(event) => {
                  event.dataTransfer.effectAllowed = 'move';
                  event.dataTransfer.setData('text/plain', line);
                  setDragged(place);
                }}
                onDragEnd={() => setDragged(null)}
              >
                ⠿
              </span>
              <TextInput
                aria-label={`${label}, ${place + 1}`}
                style={{ flex: 1 }}
                size="xs"
                value={line}
                autoFocus={place === 0}
                onKeyDown={(event) => pressed(event, place)}
                onChange={(event) => set(lines.toSpliced(place, 1, event.currentTarget.value))}
                onPaste={(event) => {
                  const pasted = event.clipboardData
                    .getData('text')
                    .split(/\r?\n/)
                    .filter((one) => one.trim());
                  if (pasted.length < 2) return;
                  event.preventDefault();
                  set(lines.toSpliced(place, line.trim() ? 0 : 1, ...pasted));
                }}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Move ${line || 'this name'} up`}
                disabled={place === 0}
                onClick={() => move(place, place - 1)}
              >
                <UpIcon />
              </ActionIcon>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Move ${line || 'this name'} down`}
                disabled={place === lines.length - 1}
                onClick={() => move(place, place + 1)}
              >
                <DownIcon />
              </ActionIcon>
              <CloseButton
                size="sm"
                aria-label={`Remove ${line || 'this name'}`}
                onClick={() => set(lines.length > 1 ? lines.toSpliced(place, 1) : [''])}
              />
            </Group>
          </li>
        ))}
      </ol>
      <Button
        size="compact-xs"
        variant="subtle"
        mt={4}
        onClick={() => {
          set([...lines, '']);
          focus(lines.length);
        }}
      >
        Add a name
      </Button>
      {error && <Input.Error>{error}</Input.Error>}
    </fieldset>
  );
}
