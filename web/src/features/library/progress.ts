// How far parsing has got with each paper, from whispers: outside the cache of answers, so that a page read redraws one cell.
import { useSyncExternalStore } from 'react';

export interface Progress {
  page: number;
  pages: number;
}

const heard = new Map<string, Progress>();
const listeners = new Map<string, Set<() => void>>();

function tell(paper: string): void {
  listeners.get(paper)?.forEach((listener) => listener());
}

/** Takes a `parse.progress` whisper; anything else is left alone. */
export function hearProgress(name: string, data: Record<string, unknown>): void {
  const { paper, page, pages } = data;
  if (name !== 'parse.progress' || typeof paper !== 'string' || typeof page !== 'number' || typeof pages !== 'number')
    return;
  heard.set(paper, { page, pages });
  tell(paper);
}

/** Once a paper is parsed, its last whisper must not be shown when it is parsed again. */
export function forgetProgress(paper: string): void {
  if (heard.delete(paper)) tell(paper);
}

export function useProgress(paper: string): Progress | undefined {
  return useSyncExternalStore(
    (changed) => {
      const all = listeners.get(paper) ?? new Set();
      listeners.set(paper, all.add(changed));
      return () => {
        all.delete(changed);
        if (all.size === 0) listeners.delete(paper);
      };
    },
    () => heard.get(paper),
  );
}
