// What was written and is not stored yet, in this browser: one entry a window, so that two windows do not mix theirs up.
import { decodeBytes, encodeBytes } from './base64';
import type { Outbox } from './sync';

export function openOutbox(storage: Storage, note: string, person: string, window: string): Outbox {
  const prefix = `scrollkeeper.note.${note}.${person}.`;
  const taken: string[] = [];
  return {
    load: () => {
      const names = Array.from({ length: storage.length }, (_, n) => storage.key(n)).filter((name) =>
        name?.startsWith(prefix),
      );
      taken.push(...(names as string[]));
      return taken.map((name) => decodeBytes(storage.getItem(name) ?? ''));
    },
    save: (update) => {
      try {
        if (update) storage.setItem(prefix + window, encodeBytes(update));
        else storage.removeItem(prefix + window);
      } catch {
        // A full storage costs the safety of a reload, not what is on the screen.
        return;
      }
      // What other windows had left behind is part of what was just kept or stored.
      for (const name of taken.splice(0)) if (name !== prefix + window) storage.removeItem(name);
    },
  };
}
