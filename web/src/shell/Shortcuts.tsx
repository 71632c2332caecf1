// What every key does, behind `?`: whoever works by keyboard should not have to guess.
import { Kbd, Text } from '@mantine/core';
import { useEffect } from 'react';
import { Dialog } from '../ui/Dialog';
import { isTyping } from '../ui/keyboard';
import classes from './Shortcuts.module.css';

const GROUPS: { title: string; keys: [keys: string, does: string][] }[] = [
  {
    title: 'Everywhere',
    keys: [
      ['/', 'Search'],
      ['Ctrl K', 'Go anywhere, do anything'],
      ['g i', 'Inbox'],
      ['?', 'Show shortcuts'],
    ],
  },
  {
    title: 'Library',
    keys: [
      ['↑ ↓', 'Move between papers'],
      ['Space', 'Select'],
      ['Shift ↑ ↓', 'Select several'],
      ['Enter', 'Read'],
      ['Shift click', 'Sort by one more column'],
      ['Delete', 'Move to trash'],
      ['c', 'Add to a collection'],
      ['t', 'Tag'],
      ['Ctrl Shift C', 'Copy citation'],
      ['1 … 9', 'Put a tag on, or take it off'],
    ],
  },
  {
    title: 'Collections',
    keys: [
      ['← →', 'Close, open'],
      ['F2', 'Edit'],
      ['Alt ↑ ↓', 'Move up, down'],
      ['Alt ← →', 'Move out, in'],
      ['Delete', 'Delete collection'],
    ],
  },
  {
    title: 'Reader',
    keys: [
      ['[ ]', 'Previous/next page'],
      ['+ −', 'Zoom'],
      ['r', 'Rotate'],
      ['o', 'Contents'],
      ['Ctrl F', 'Find in the document'],
    ],
  },
  {
    title: 'Text and annotations',
    keys: [
      ['s', 'Move by word with the arrow keys; hold Shift to select'],
      ['h', 'Highlight selection'],
      ['u', 'Underline selection'],
      ['c', 'Comment on selection'],
      ['n p', 'Next/previous annotation'],
      ['a', 'Reply'],
      ['x', 'Resolve or reopen'],
      ['e', 'Edit'],
      ['Delete', 'Delete'],
    ],
  },
  {
    title: 'Inbox',
    keys: [
      ['j k', 'Down, up'],
      ['Enter', 'Open'],
      ['e', 'Mark as read'],
    ],
  },
];

export function Shortcuts({ opened, onOpen, onClose }: { opened: boolean; onOpen: () => void; onClose: () => void }) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== '?' || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      onOpen();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [onOpen]);
  return (
    <Dialog opened={opened} onClose={onClose} title="Keyboard shortcuts" size={760}>
      <div className={classes.groups} tabIndex={-1} data-autofocus>
        {GROUPS.map(({ title, keys }) => (
          <section key={title} aria-label={title} className={classes.group}>
            <Text component="h3" size="sm" fw={600} mb={4}>
              {title}
            </Text>
            <dl className={classes.keys}>
              {keys.map(([pressed, does]) => (
                <div key={pressed}>
                  <dt>
                    {pressed.split(' ').map((key) => (
                      <Kbd key={key} size="xs">
                        {key}
                      </Kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
