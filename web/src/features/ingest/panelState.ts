// Whether the uploads panel is open, small or closed; told from anywhere.
import { useSyncExternalStore } from 'react';

export type PanelSize = 'open' | 'small' | 'closed';

let size: PanelSize = 'closed';
/** Whether somebody opened it themselves; then it does not go away by itself. */
let kept = false;
const listeners = new Set<() => void>();

function set(next: PanelSize): void {
  size = next;
  listeners.forEach((listener) => listener());
}

export const panel = {
  /** An upload begins. */
  begin: () => {
    kept = false;
    set('open');
  },
  /** Somebody wants to see it. */
  show: () => {
    kept = true;
    set('open');
  },
  shrink: () => set('small'),
  close: () => set('closed'),
  size: () => size,
  isKept: () => kept && size === 'open',
};

export function usePanelSize(): PanelSize {
  return useSyncExternalStore((changed) => {
    listeners.add(changed);
    return () => listeners.delete(changed);
  }, panel.size);
}
