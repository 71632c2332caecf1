// The versions of a note: looked at, and gone back to. Going back is a change like any other, so it can be undone.
import { Button, Group, Loader, Stack, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { EditorContent, useEditor, type Editor, type JSONContent } from '@tiptap/react';
import { yXmlFragmentToProsemirrorJSON } from '@tiptap/y-tiptap';
import { useMemo, useState } from 'react';
import * as Y from 'yjs';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Note, Team } from '../../api/schemas';
import { Dialog } from '../../ui/Dialog';
import { Ago } from '../../ui/Ago';
import { exactly } from '../../ui/time';
import { decodeBytes } from './base64';
import { contentExtensions, type PaperAddress } from './extensions';
import classes from './Notes.module.css';

interface Props {
  team: Team;
  note: Note;
  address: PaperAddress;
  editor: Editor;
  opened: boolean;
  onClose: () => void;
}

export function History({ opened, onClose, ...rest }: Props) {
  return (
    <Dialog opened={opened} onClose={onClose} title="History" size="xl">
      {opened && <Versions {...rest} onClose={onClose} />}
    </Dialog>
  );
}

function Versions({ team, note, address, editor, onClose }: Omit<Props, 'opened'>) {
  const [chosen, setChosen] = useState<string | null>(null);
  const { data } = useQuery({
    queryKey: keys.notePart(team.id, note.id, 'versions'),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/notes/{note_id}/versions', {
        params: { path: { team: team.id, note_id: note.id }, query: { limit: 200 } },
        signal,
      }),
    staleTime: 0,
  });
  const version = useQuery({
    queryKey: keys.notePart(team.id, note.id, `version ${chosen}`),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/notes/{note_id}/versions/{version_id}', {
        params: { path: { team: team.id, note_id: note.id, version_id: chosen ?? '' } },
        signal,
      }),
    enabled: chosen !== null,
    staleTime: Infinity,
  });
  const content = useMemo(() => (version.data ? readVersion(version.data.update) : null), [version.data]);
  if (!data) return <Loader size="sm" />;
  if (!data.items.length)
    return <Text c="dimmed">No versions yet. One is saved every ten minutes while someone is writing.</Text>;
  return (
    <div className={classes.history}>
      <div className={classes.choices}>
        {data.items.map((one) => (
          <UnstyledButton
            key={one.id}
            className={classes.choice}
            aria-pressed={chosen === one.id}
            onClick={() => setChosen(one.id)}
          >
            <Text size="sm" title={exactly(one.at)}>
              <Ago at={one.at} />
            </Text>
            <Text size="xs" c="dimmed">
              {one.people.map((person) => person.name).join(', ')}
            </Text>
          </UnstyledButton>
        ))}
      </div>
      <Stack gap="sm">
        {!chosen && (
          <Text c="dimmed" size="sm">
            Choose a version to preview it.
          </Text>
        )}
        {chosen && !content && <Loader size="sm" />}
        {content && (
          <>
            <Preview key={chosen} content={content} address={address} />
            <Group justify="flex-end">
              <Button
                disabled={!editor.isEditable}
                onClick={() => {
                  editor.commands.setContent(content);
                  onClose();
                }}
              >
                Restore this version
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </div>
  );
}

function Preview({ content, address }: { content: JSONContent; address: PaperAddress }) {
  const shown = useEditor({ extensions: contentExtensions(address), content, editable: false, injectCSS: false });
  return <EditorContent editor={shown} className={classes.preview} />;
}

function readVersion(update: string): JSONContent {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, decodeBytes(update));
  return yXmlFragmentToProsemirrorJSON(doc.getXmlFragment('default')) as JSONContent;
}
