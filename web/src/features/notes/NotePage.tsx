// One note: its title, who is in it, and the text that everybody writes together.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import type { Note, Team } from '../../api/schemas';
import { ErrorBoundary } from '../../ui/ErrorBoundary';
import { Oops } from '../../ui/Oops';
import { usePageTitle } from '../../ui/usePageTitle';
import { Waiting } from '../../ui/Waiting';
import type { StyleField } from './NoteBibliography';
import { OpenNote } from './OpenNote';
import { UnreadableNote } from './UnreadableNote';

export function NotePage({ team, noteId, StyleField }: { team: Team; noteId: string; StyleField: StyleField }) {
  const me = useMe();
  const {
    data: note,
    error,
    refetch,
  } = useQuery({
    queryKey: keys.notePart(team.id, noteId, 'about'),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/notes/{note_id}', { params: { path: { team: team.id, note_id: noteId } }, signal }),
  });
  usePageTitle(note?.title);
  if (error && !note) return <Oops error={error} again={() => void refetch()} />;
  if (!note) return <Waiting />;
  return <NoteOrVersions key={note.id} team={team} note={note} person={me.person} StyleField={StyleField} />;
}

interface Props {
  team: Team;
  note: Note;
  person: { id: string; name: string };
  StyleField: StyleField;
}

/** A note that was set back is another document, so everything about it begins afresh. */
function NoteOrVersions({ team, note, person, StyleField }: Props) {
  const [epoch, setEpoch] = useState(note.epoch);
  const [broken, setBroken] = useState<number | null>(null);
  const open = () => {
    setBroken(null);
    setEpoch(note.epoch);
  };
  const versions = <UnreadableNote team={team} note={note} onReady={open} />;
  if (note.unreadable || broken === note.epoch) return versions;
  return (
    <ErrorBoundary key={epoch} fallback={() => versions}>
      <OpenNote
        team={team}
        note={note}
        person={person}
        onBroken={() => setBroken(note.epoch)}
        onSetBack={open}
        StyleField={StyleField}
      />
    </ErrorBoundary>
  );
}
