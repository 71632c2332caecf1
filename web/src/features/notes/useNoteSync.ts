// The document of a note while its page is open: in step with the server, and with the carets of who else is in it.
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { applyAwarenessUpdate, Awareness, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { api } from '../../api/client';
import type { Note, Team } from '../../api/types';
import { live, useLive } from '../../live/live';
import { decodeBytes, encodeBytes } from './base64';
import { openOutbox } from './outbox';
import { NoteSync } from './sync';

const SAY_EVERY_MS = 120;
const windowId = Math.random().toString(36).slice(2);

export function useNoteSync(team: Team, note: Note, person: string) {
  const topic = `note:${note.id}`;
  const [{ doc, awareness, sync }] = useState(() => {
    const made = new Y.Doc();
    const path = `/teams/${team.id}/notes/${note.id}/updates`;
    const port = {
      read: (since: number) => api.get<{ seq: number; update: string }>(path, { since }),
      write: (update: string) => api.post<{ seq: number }>(path, { update }),
    };
    return {
      doc: made,
      awareness: new Awareness(made),
      sync: new NoteSync(made, port, openOutbox(window.localStorage, note.id, person, windowId)),
    };
  });

  useEffect(() => {
    void sync.start();
    return () => sync.stop();
  }, [sync]);

  useEffect(() => {
    let timer: number | undefined;
    const say = () => {
      timer = undefined;
      live.tell(topic, 'awareness', { update: encodeBytes(encodeAwarenessUpdate(awareness, [doc.clientID])) });
    };
    const moved = (_: unknown, origin: unknown) => {
      if (origin !== 'others') timer ??= window.setTimeout(say, SAY_EVERY_MS);
    };
    awareness.on('update', moved);
    return () => {
      awareness.off('update', moved);
      window.clearTimeout(timer);
      removeAwarenessStates(awareness, [doc.clientID], 'gone');
      say();
    };
  }, [awareness, doc, topic]);

  useLive(topic, {
    onWhisper: (name, data) => {
      if (name === 'note.update') sync.heard(Number(data.seq), data.update === null ? null : String(data.update));
      if (name !== 'awareness') return;
      if (data.hello && data.hello !== doc.clientID) {
        live.tell(topic, 'awareness', { update: encodeBytes(encodeAwarenessUpdate(awareness, [doc.clientID])) });
      }
      try {
        if (data.update) applyAwarenessUpdate(awareness, decodeBytes(String(data.update)), 'others');
      } catch {
        // Somebody's window said something that is no awareness; it is only about carets.
      }
    },
    onFresh: () => live.tell(topic, 'awareness', { hello: doc.clientID }),
  });

  useEffect(() => {
    // What was whispered while the connection was away is fetched.
    return live.onState((state) => {
      if (state === 'open') void sync.look();
    });
  }, [sync]);

  const state = useSyncExternalStore(
    (changed) => sync.onChange(changed),
    () => sync.state,
  );
  return useMemo(() => ({ doc, awareness, sync, state }), [doc, awareness, sync, state]);
}
