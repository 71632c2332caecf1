// A note that is open: the editor with its tools, and what becomes of the words.
import 'katex/dist/katex.min.css';
import { Alert, Anchor, Button, Container, Group, Text } from '@mantine/core';
import { EditorContent, useEditor } from '@tiptap/react';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { sentence } from '../../api/problem';
import type { Note, Team } from '../../api/schemas';
import { colorOf } from '../../ui/colorOf';
import { noteExtensions, type PaperAddress } from './extensions';
import { CitationDialog } from './CitationDialog';
import type { CitationPlace } from './cites';
import { NoteBibliography, type StyleField } from './NoteBibliography';
import { NoteMenu } from './NoteMenu';
import classes from './Notes.module.css';
import { NoteTitle } from './NoteTitle';
import { Picker, type Pick } from './Picker';
import type { SyncState } from './sync';
import { Toolbar } from './Toolbar';
import { useNoteCitations } from './useNoteCitations';
import { useNoteSync } from './useNoteSync';
import { Writers } from './Writers';

const SAID: Record<SyncState, string> = {
  loading: 'Opening…',
  saved: 'Saved',
  saving: 'Saving…',
  offline: 'Offline: changes are saved in this browser',
  refused: 'Not saved',
  unreadable: 'Can’t be displayed',
};

interface Props {
  team: Team;
  note: Note;
  person: { id: string; name: string };
  /** It holds something that cannot be shown. */
  onBroken: () => void;
  /** It was set back to a version: what is here is not the note any more. */
  onSetBack: () => void;
  StyleField: StyleField;
}

export function OpenNote({ team, note, person, onBroken, onSetBack, StyleField }: Props) {
  const { doc, awareness, sync, state } = useNoteSync(team, note, person.id);
  const [epoch] = useState(note.epoch);
  useEffect(() => {
    if (state === 'unreadable') onBroken();
    // Words that are not stored stay on the screen; the server refuses them with a sentence.
    else if (note.epoch !== epoch && !sync.hasUnsent) onSetBack();
  }, [state, note.epoch, epoch, sync, onBroken, onSetBack]);
  const [picking, setPicking] = useState<Pick | null>(null);
  const [citation, setCitation] = useState<CitationPlace | null>(null);
  const pick = (next: Pick) => {
    setCitation(null);
    setPicking(next);
  };
  const mayWrite = note.can.includes('edit') && state !== 'refused';
  const address: PaperAddress = (paper, annotation) =>
    annotation
      ? `/t/${team.slug}/papers/${paper}/read/${annotation.file}?annotation=${annotation.id}`
      : `/t/${team.slug}/papers/${paper}`;
  const editor = useEditor(
    {
      extensions: noteExtensions({
        doc,
        awareness,
        address,
        user: { name: person.name, color: colorOf(person.id) },
        onCite: () => pick('citation'),
        onCitation: setCitation,
      }),
      editable: mayWrite && state !== 'loading',
      injectCSS: false,
      immediatelyRender: true,
      editorProps: {
        attributes: {
          'aria-label': 'Note text',
          role: 'textbox',
          'aria-multiline': 'true',
          class: classes.text ?? '',
        },
      },
    },
    [],
  );
  const { cited, error: notCited, again } = useNoteCitations(editor, team, note);
  const editable = mayWrite && state !== 'loading';
  if (editor.isEditable !== editable) editor.setEditable(editable, false);
  return (
    <Container size="md" py="lg">
      <Group justify="space-between" wrap="nowrap">
        <Anchor size="sm" renderRoot={(props) => <Link to="/t/$team/notes" params={{ team: team.slug }} {...props} />}>
          ← Notes
        </Anchor>
        <Group gap="sm" wrap="nowrap">
          <Writers awareness={awareness} />
          <Text size="xs" c="dimmed" role="status">
            {SAID[state]}
          </Text>
          <NoteMenu team={team} note={note} address={address} editor={editor} />
        </Group>
      </Group>
      <NoteTitle team={team} note={note} />
      {sync.refusal && (
        <Alert color="red" title="Your changes aren’t being saved" mb="md">
          {sync.refusal.message} Copy your words to a safe place, then load the page again.
        </Alert>
      )}
      {mayWrite && <Toolbar editor={editor} onPick={pick} />}
      {!note.can.includes('edit') && (
        <Text size="sm" c="dimmed" mb="sm">
          You can read this note but not edit it.
        </Text>
      )}
      <EditorContent editor={editor} className={classes.paper} />
      {cited && <NoteBibliography team={team} note={note} cited={cited} mayWrite={mayWrite} StyleField={StyleField} />}
      {notCited && !cited && (
        <Alert color="red" variant="outline" title="Couldn’t format the citations" mt="md">
          <Text size="sm" mb="xs">
            {sentence(notCited)}
          </Text>
          <Button size="compact-sm" variant="light" onClick={again}>
            Try again
          </Button>
        </Alert>
      )}
      {citation !== null && !picking && (
        <CitationDialog
          editor={editor}
          citation={citation}
          onClose={() => setCitation(null)}
          onMore={(saved) => {
            setCitation(saved);
            setPicking('citation');
          }}
          address={address}
        />
      )}
      <Picker
        team={team}
        paper={note.paper}
        picking={picking}
        onClose={() => {
          setPicking(null);
          setCitation(null);
        }}
        editor={editor}
        citation={citation}
      />
    </Container>
  );
}
