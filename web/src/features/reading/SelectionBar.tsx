// The bar beside selected words: highlight them in a colour, or comment on them.
import { Button } from '@mantine/core';
import styles from './ReaderPage.module.css';
import { COLORS, type Discussion } from './useDiscussion';

const WIDTH = 250;

export function SelectionBar({ discussion }: { discussion: Discussion }) {
  const { selected, highlight } = discussion;
  if (!selected) return null;
  const left = Math.max(8, Math.min(selected.box.right - WIDTH / 2, window.innerWidth - WIDTH - 8));
  const top = Math.max(8, Math.min(selected.box.bottom + 8, window.innerHeight - 52));
  return (
    // A press must not take the selection away that it is about.
    <div role="toolbar" tabIndex={-1} aria-label="Selected words" className={styles.selection} style={{ left, top }} onPointerDown={(event) => event.preventDefault()} onMouseDown={(event) => event.preventDefault()}>
      {COLORS.map((color) => (
        <button key={color} type="button" className={styles.ink} data-color={color} aria-label={`Highlight in ${color}`} onClick={() => void highlight(color)} />
      ))}
      <Button size="compact-md" variant="subtle" onClick={() => void highlight('yellow', true)}>Comment</Button>
    </div>
  );
}
