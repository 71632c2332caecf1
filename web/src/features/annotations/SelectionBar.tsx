// The bar beside selected words: highlight or underline them in a colour, or comment on them.
import { Button } from '@mantine/core';
import { useState } from 'react';
import styles from './Annotations.module.css';
import { useOpenFile } from '../../viewer/openFile';
import { useColors } from './useColors';
import { useAnnotating } from './Annotating';
import { COLORS } from '../../viewer/wording';

const WIDTH = 376;

export function SelectionBar() {
  const { input, markSelection, color: latest, setColor } = useAnnotating();
  const { meanings } = useColors(useOpenFile().team.id);
  const [underline, setUnderline] = useState(false);
  const { selected } = input;
  if (!selected) return null;
  const width = Math.min(WIDTH, window.innerWidth - 16);
  const left = Math.max(8, Math.min(selected.box.right - width / 2, window.innerWidth - width - 8));
  const top = Math.max(8, Math.min(selected.box.bottom + 8, window.innerHeight - 52));
  const verb = underline ? 'Underline' : 'Highlight';
  return (
    // A press must not take the selection away that it is about.
    <div
      role="toolbar"
      tabIndex={-1}
      aria-label="Selected text"
      className={styles.selection}
      style={{ left, top }}
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
    >
      {COLORS.map((color) => (
        <button
          key={color}
          type="button"
          className={styles.ink}
          data-color={color}
          data-latest={color === latest || undefined}
          data-underline={underline || undefined}
          aria-label={`${verb} in ${color}${meanings[color] ? `: ${meanings[color]}` : ''}`}
          title={meanings[color] ?? color}
          onClick={() => {
            setColor(color);
            void markSelection(underline ? 'underline' : 'highlight', color);
          }}
        />
      ))}
      <Button
        size="compact-md"
        variant={underline ? 'light' : 'subtle'}
        aria-pressed={underline}
        aria-label="Underline"
        onClick={() => setUnderline(!underline)}
      >
        <u>U</u>
      </Button>
      <Button
        size="compact-md"
        variant="subtle"
        onClick={() => void markSelection(underline ? 'underline' : 'highlight', latest, true)}
      >
        Comment
      </Button>
    </div>
  );
}
