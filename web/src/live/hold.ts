// Holds news of a paper back while somebody types or selects in it, so that nothing moves under their hands.
import { useEffect, useSyncExternalStore } from 'react';
import type { LiveEvent } from './messages';

const HELD = new Set(['annotation', 'comment', 'thread']);

/** What waits of each paper that is held: how to show it, and how much of it is new and from others. */
export class Hold {
  private held = new Map<string, { shows: (() => void)[]; count: number }>();
  private listeners = new Set<() => void>();

  begin(paper: string): void {
    if (!this.held.has(paper)) this.held.set(paper, { shows: [], count: 0 });
  }

  /** Show what waits; with `goOn` what comes next waits again. */
  end(paper: string, goOn = false): void {
    const held = this.held.get(paper);
    if (!held) return;
    if (goOn) this.held.set(paper, { shows: [], count: 0 });
    else this.held.delete(paper);
    held.shows.forEach((show) => show());
    this.changed();
  }

  /** Whether the event has to wait; `show` is then called later. */
  takes(event: Pick<LiveEvent, 'name' | 'subject' | 'person'>, me: string | undefined, show: () => void): boolean {
    const held = this.held.get(event.subject.paper ?? '');
    const [kind, verb] = event.name.split('.');
    if (!held || !HELD.has(kind ?? '') || event.person?.id === me) return false;
    held.shows.push(show);
    if (verb === 'added') held.count += 1;
    this.changed();
    return true;
  }

  waiting(paper: string): number {
    return this.held.get(paper)?.count ?? 0;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private changed(): void {
    this.listeners.forEach((listener) => listener());
  }
}

export const hold = new Hold();
// Between two fields, or two words, one still types.
const PAUSE_MS = 600;

/** How many news of others wait while `holding`, and how to see them now. */
export function useHold(paper: string, holding: boolean): { count: number; show: () => void } {
  useEffect(() => {
    if (!holding) {
      const timer = window.setTimeout(() => hold.end(paper), PAUSE_MS);
      return () => window.clearTimeout(timer);
    }
    hold.begin(paper);
  }, [paper, holding]);
  useEffect(() => () => hold.end(paper), [paper]);
  const count = useSyncExternalStore(hold.subscribe, () => hold.waiting(paper));
  return { count, show: () => hold.end(paper, holding) };
}
