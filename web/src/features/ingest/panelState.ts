// Whether the uploads panel is open, small or closed; told from anywhere.
import { useSyncExternalStore } from 'react';

export type PanelSize = 'open' | 'small' | 'closed';

let size: PanelSize = 'closed';
const listeners = new Set<() => void>();

function set(next: PanelSize): void {
  size = next;
  listeners.forEach((listener) => listener());
}

export const panel = {
  show: () => set('open'),
  shrink: () => set('small'),
  close: () => set('closed'),
};

export function usePanelSize(): PanelSize {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => size,
  );
}
