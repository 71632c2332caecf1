// The title of a note, changed where it stands.
import { TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Note, Team } from '../../api/schemas';
import classes from './Notes.module.css';

export function NoteTitle({ team, note }: { team: Team; note: Note }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<string | null>(null);
  const [failed, setFailed] = useState<string>();
  async function keep() {
    const title = draft?.trim();
    if (!title || title === note.title) {
      setDraft(null);
      return;
    }
    try {
      await api.patch('/api/teams/{team}/notes/{note_id}', {
        params: { path: { team: team.id, note_id: note.id } },
        body: { title },
      });
      await client.invalidateQueries({ queryKey: keys.notes(team.id) });
      setFailed(undefined);
      setDraft(null);
    } catch (error) {
      setFailed(sentence(error));
    }
  }
  if (!note.can.includes('edit')) return <h1 className={classes.title}>{note.title}</h1>;
  return (
    <>
      <h1 className="sk-heard">{note.title}</h1>
      <TextInput
        variant="unstyled"
        aria-label="Note title"
        classNames={{ input: classes.title }}
        maxLength={200}
        value={draft ?? note.title}
        error={failed}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => void keep()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') event.currentTarget.blur();
          if (event.key === 'Escape') setDraft(null);
        }}
      />
    </>
  );
}
