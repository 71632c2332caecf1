// What somebody is writing and has not sent: kept in this browser, so that a reload loses nothing.
import { useState } from 'react';

interface Draft {
  text: string;
  /** The name under which it is sent; the same until it has arrived. */
  key: string;
}

const PREFIX = 'scrollkeeper.draft.';

export function newKey(): string {
  // Only pages of https and of this machine have randomUUID.
  return (
    crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16)).join('-')
  );
}

function read(name: string): Draft {
  try {
    const found = JSON.parse(window.localStorage.getItem(PREFIX + name) ?? 'null') as Partial<Draft> | null;
    if (typeof found?.text === 'string' && typeof found.key === 'string') return { text: found.text, key: found.key };
  } catch {
    // Not ours, or nothing may be kept here.
  }
  return { text: '', key: newKey() };
}

/** The draft of this place, how to change it, and how to begin the next one. */
export function useDraft(name: string): {
  text: string;
  key: string;
  write: (text: string) => void;
  clear: () => void;
} {
  const [draft, setDraft] = useState(() => read(name));
  const keep = (next: Draft) => {
    setDraft(next);
    try {
      if (next.text) window.localStorage.setItem(PREFIX + name, JSON.stringify(next));
      else window.localStorage.removeItem(PREFIX + name);
    } catch {
      // It stays in the field.
    }
  };
  return {
    ...draft,
    write: (text) => keep({ ...draft, text }),
    clear: () => keep({ text: '', key: newKey() }),
  };
}

// Changes of comments and annotations that were begun and not saved. A card goes when one scrolls away from it or makes
// the window narrow, and comes back with them.
const begun = new Map<string, unknown>();

export function isBegun(id: string): boolean {
  return begun.has(id);
}

/** What the change of this thing has come to, how to go on with it, and how to end it. */
export function useBegun<T>(id: string, start: T): [value: T, keep: (next: T) => void, end: () => void] {
  const [value, setValue] = useState<T>(() => (begun.get(id) as T | undefined) ?? start);
  const keep = (next: T) => {
    begun.set(id, next);
    setValue(next);
  };
  return [value, keep, () => begun.delete(id)];
}
