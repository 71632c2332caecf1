// The document of a note while its page is open: in step with the server, and with the carets of who else is in it.
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { api } from '../../api/client';
import { Problem } from '../../api/problem';
import type { Note, Team } from '../../api/schemas';
import { live, useLive } from '../../live/live';
import { OtherCarets, sayCaret, type Person } from './carets';
import { openOutbox } from './outbox';
import { NoteSync } from './sync';

const SAY_EVERY_MS = 120;
const FORGET_EVERY_MS = 20_000;
const windowId = Math.random().toString(36).slice(2);

export function useNoteSync(team: Team, note: Note, person: string) {
  const topic = `note:${note.id}`;
  const [{ doc, awareness, carets, sync }] = useState(() => {
    const made = new Y.Doc();
    const port = {
      read: async (since: number) => {
        const read = await api.get('/api/teams/{team}/notes/{note_id}/updates', {
          params: { path: { team: team.id, note_id: note.id }, query: { since, parts: true } },
        });
        if (read.epoch !== note.epoch) throw new Problem(409, 'This note was restored to an earlier version.');
        return read;
      },
      write: (update: string) =>
        api.post('/api/teams/{team}/notes/{note_id}/updates', {
          params: { path: { team: team.id, note_id: note.id } },
          body: { update, epoch: note.epoch },
        }),
    };
    // What was written for a document that is gone would find no place in the one that took its place.
    const outboxName = note.epoch ? `${note.id}@${note.epoch}` : note.id;
    const others = new Awareness(made);
    return {
      doc: made,
      awareness: others,
      carets: new OtherCarets(others),
      sync: new NoteSync(made, port, openOutbox(window.localStorage, outboxName, person, windowId)),
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
      live.tell(topic, 'awareness', { ...sayCaret(awareness) });
    };
    const moved = (_: unknown, origin: unknown) => {
      if (origin !== 'others') timer ??= window.setTimeout(say, SAY_EVERY_MS);
    };
    awareness.on('update', moved);
    const silent = window.setInterval(() => carets.forgetSilent(), FORGET_EVERY_MS);
    return () => {
      awareness.off('update', moved);
      window.clearTimeout(timer);
      window.clearInterval(silent);
      live.tell(topic, 'awareness', { client: awareness.clientID, bye: true });
    };
  }, [awareness, carets, topic]);

  useLive(topic, {
    onWhisper: (name, data) => {
      if (name === 'note.update') sync.heard(Number(data.seq), data.update === null ? null : String(data.update));
      if (name !== 'awareness') return;
      if (data.hello) {
        if (data.hello !== doc.clientID) live.tell(topic, 'awareness', { ...sayCaret(awareness) });
      } else {
        carets.heard(data, data.person as Person);
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
