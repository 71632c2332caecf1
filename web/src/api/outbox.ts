// What was written while the server could not be reached: kept in this browser, sent once when it can be reached again.
// Each carries a key by which the server knows a second try, so that an answer lost on the way doubles nothing.
import { useSyncExternalStore } from 'react';
import { api } from './client';
import { Problem, sentence } from './problem';
import type { Schemas } from './schemas';

export interface Waiting {
  key: string;
  /** Whose it is: another person on this machine must not send it. */
  person: string;
  team: string;
  /** The thread that it answers; null for a new one. */
  thread: string | null;
  body: Schemas['ThreadIn'];
  /** What the page shows it with, such as `thread:<id>`. */
  place: string;
  at: string;
  /** Why the server would not have it. */
  refused?: string;
}

const NAME = 'scrollkeeper.outbox';
const RETRY_MS = 15_000;
const MOST = 200;
let kept: Waiting[] = read();
const listeners = new Set<() => void>();
let sending = false;

/** As it was kept before: with the address that it goes to. */
type Older = Omit<Waiting, 'team' | 'thread'> & { path: string };

function asNow(one: Waiting | Older): Waiting {
  if (!('path' in one)) return one;
  const { path, ...rest } = one;
  const [, , team = '', , thread = null] = path.split('/');
  return { ...rest, team, thread };
}

function read(): Waiting[] {
  try {
    const found: unknown = JSON.parse(window.localStorage.getItem(NAME) ?? '[]');
    return Array.isArray(found) ? (found as (Waiting | Older)[]).map(asNow) : [];
  } catch {
    return [];
  }
}

function write(change: (now: Waiting[]) => Waiting[]): void {
  // Another window may have sent some in the meantime.
  kept = change(read()).slice(-MOST);
  try {
    window.localStorage.setItem(NAME, JSON.stringify(kept));
  } catch {
    // Full or forbidden: it is still sent from memory, while the window is open.
  }
  listeners.forEach((listener) => listener());
}

/** Sends it now; the same key is never said twice. */
export function sendOne({
  team,
  thread,
  body,
  key,
}: Pick<Waiting, 'team' | 'thread' | 'body' | 'key'>): Promise<unknown> {
  const header = { 'Idempotency-Key': key };
  if (thread)
    return api.post('/api/teams/{team}/threads/{thread_id}/comments', {
      params: { path: { team, thread_id: thread }, header },
      body: { text: body.text },
    });
  return api.post('/api/teams/{team}/threads', { params: { path: { team }, header }, body });
}

export function keepForLater(one: Waiting): void {
  write((now) => [...now.filter((other) => other.key !== one.key), one]);
}

export function forget(key: string): void {
  write((now) => now.filter((one) => one.key !== key));
}

/** Sends what waits, one after the other; `sent` is told of each place where something arrived. */
export async function sendWaiting(person: string, sent: (one: Waiting) => void): Promise<void> {
  if (sending) return;
  sending = true;
  try {
    await oneWindowAtATime(async () => {
      kept = read();
      for (const one of kept.filter((each) => each.person === person && !each.refused)) {
        try {
          // oxlint-disable-next-line no-await-in-loop -- in the order in which they were written.
          await sendOne(one);
        } catch (error) {
          const status = error instanceof Problem ? error.status : 0;
          if (status === 0 || status === 401 || status === 429 || status >= 500) return;
          write((now) => now.map((each) => (each.key === one.key ? { ...each, refused: sentence(error) } : each)));
          continue;
        }
        forget(one.key);
        sent(one);
      }
    });
  } finally {
    sending = false;
  }
}

async function oneWindowAtATime(work: () => Promise<void>): Promise<void> {
  if (!('locks' in navigator)) return work();
  await navigator.locks.request(NAME, work);
}

function subscribe(listener: () => void): () => void {
  const elsewhere = (event: StorageEvent) => {
    if (event.key !== NAME) return;
    kept = read();
    listener();
  };
  listeners.add(listener);
  window.addEventListener('storage', elsewhere);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', elsewhere);
  };
}

export function useOutbox(): Waiting[] {
  return useSyncExternalStore(subscribe, () => kept);
}

export { RETRY_MS };
