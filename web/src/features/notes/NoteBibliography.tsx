// Beneath a note that cites: its footnotes, where the style has those, its bibliography, and the style itself.
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Note, Schemas, Team } from '../../api/schemas';
import { Formatted } from '../../ui/Formatted';
import classes from './Notes.module.css';

export type StyleField = ComponentType<{
  team: Team;
  value: string;
  title: string | undefined;
  onChange: (style: string) => void;
}>;

interface Props {
  team: Team;
  note: Note;
  cited: Schemas['CitedTextOut'];
  mayWrite: boolean;
  StyleField: StyleField;
}

export function NoteBibliography({ team, note, cited, mayWrite, StyleField }: Props) {
  const client = useQueryClient();
  const choosing = useMutation({
    mutationFn: (citing: Note['citing']) =>
      api.patch('/api/teams/{team}/notes/{note_id}', {
        params: { path: { team: team.id, note_id: note.id } },
        body: { citing },
      }),
    onSuccess: (changed) => client.setQueryData(keys.notePart(team.id, note.id, 'about'), changed),
    onError: (error) => notifications.show({ color: 'red', title: 'Couldn’t save', message: sentence(error) }),
  });
  const notes = cited.in_notes ? cited.citations.filter((one) => one !== null) : [];
  return (
    <section className={classes.bibliography} aria-label="Bibliography">
      {notes.length > 0 && (
        <ol>
          {notes.map((html, number) => (
            <li key={number}>
              <Formatted html={html} />
            </li>
          ))}
        </ol>
      )}
      {cited.entries.length > 0 && (
        <Text component="h2" fw={600}>
          Bibliography
        </Text>
      )}
      {cited.entries.map(({ paper, text }) => (
        <div key={paper} className={cited.hanging ? classes.hanging : classes.entry}>
          <Formatted html={text} />
        </div>
      ))}
      {mayWrite && (
        <Group align="end" mt="md">
          <StyleField
            team={team}
            value={cited.style.id}
            title={cited.style.title}
            onChange={(style) => choosing.mutate({ style, locale: note.citing?.locale ?? null })}
          />
          {note.citing && (
            <Button variant="subtle" color="gray" onClick={() => choosing.mutate(null)}>
              Use the team’s style
            </Button>
          )}
          {team.can.includes('edit') && note.citing && <TeamStyle team={team} citing={note.citing} />}
        </Group>
      )}
    </section>
  );
}

function TeamStyle({ team, citing }: { team: Team; citing: NonNullable<Note['citing']> }) {
  const saving = useMutation({
    mutationFn: () =>
      api.put('/api/teams/{team}/citation-style', { params: { path: { team: team.id } }, body: citing }),
    onSuccess: () => notifications.show({ message: 'Notes of the team cite in this style now.' }),
    onError: (error) => notifications.show({ color: 'red', title: 'Couldn’t save', message: sentence(error) }),
  });
  return (
    <Button variant="subtle" loading={saving.isPending} onClick={() => saving.mutate()}>
      Use for all notes of the team
    </Button>
  );
}
