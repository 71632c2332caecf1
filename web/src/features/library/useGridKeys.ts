// The keyboard in the list of papers.
import type { KeyboardEvent } from 'react';
import type { PaperRow } from '../../api/schemas';
import type { PaperAction } from './paperActions';
import { extendTo, move, NOTHING, toggle, type Selection } from './selection';

interface Props {
  papers: PaperRow[];
  selection: Selection;
  onSelect: (change: (selection: Selection) => Selection) => void;
  onOpen: (id: string) => void;
  onRemove: () => void;
  onSelectAll: () => void;
  actions: PaperAction[];
  /** Rows that Page Down goes. */
  page: number;
}

export function useGridKeys({
  papers,
  selection,
  onSelect,
  onOpen,
  onRemove,
  onSelectAll,
  actions: ofPapers,
  page,
}: Props) {
  return (event: KeyboardEvent) => {
    // Buttons and boxes inside the grid have keys of their own.
    if (event.target !== event.currentTarget) return;
    const ids = papers.map((paper) => paper.id);
    const go = (by: number) => onSelect((old) => move(old, ids, by, event.shiftKey));
    const command = event.ctrlKey || event.metaKey;
    const { cursor } = selection;
    const keys: Record<string, () => void> = {
      ArrowDown: () => go(1),
      ArrowUp: () => go(-1),
      PageDown: () => go(page),
      PageUp: () => go(-page),
      Home: () => go(-ids.length),
      End: () => go(ids.length),
      ' ': () => cursor && onSelect((old) => (event.shiftKey ? extendTo(old, ids, cursor) : toggle(old, cursor))),
      Enter: () => cursor && onOpen(cursor),
      Delete: onRemove,
      Backspace: onRemove,
      Escape: () => onSelect((old) => ({ ...NOTHING, cursor: old.cursor })),
      ...(command ? { a: onSelectAll } : {}),
    };
    const chosen = papers.filter((paper) => selection.chosen.has(paper.id));
    const taken = chosen.length ? chosen : papers.filter((paper) => paper.id === cursor);
    const pressed = command ? (event.shiftKey ? `Control+Shift+${event.key.toUpperCase()}` : '') : event.key;
    const found = taken.length ? ofPapers.find((one) => one.shortcut === pressed) : undefined;
    const action = keys[event.key] ?? (found && (() => found.run(taken)));
    if (!action || (command && event.key !== 'a' && !found) || event.altKey) return;
    event.preventDefault();
    action();
  };
}
