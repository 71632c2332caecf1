// What else can be done with a note: its history, a Markdown file, the bin.
import { ActionIcon, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Editor } from '@tiptap/react';
import { useState } from 'react';
import { address as callAddress, api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Note, Team } from '../../api/schemas';
import { offerUndo } from '../../ui/undo';
import type { PaperAddress } from './extensions';
import { History } from './History';

interface Props {
  team: Team;
  note: Note;
  address: PaperAddress;
  editor: Editor;
}

export function NoteMenu({ team, note, address, editor }: Props) {
  const [history, setHistory] = useState(false);
  const navigate = useNavigate();
  const client = useQueryClient();

  async function restore() {
    try {
      await api.post('/api/teams/{team}/notes/{note_id}/restore', {
        params: { path: { team: team.id, note_id: note.id } },
      });
      await client.invalidateQueries({ queryKey: keys.notes(team.id) });
    } catch (error) {
      notifications.show({ color: 'red', title: 'Couldn’t restore', message: sentence(error) });
    }
  }

  async function remove() {
    try {
      await api.delete('/api/teams/{team}/notes/{note_id}', { params: { path: { team: team.id, note_id: note.id } } });
      await navigate({ to: '/t/$team/notes', params: { team: team.slug } });
      await client.invalidateQueries({ queryKey: keys.notes(team.id) });
      offerUndo(`note-${note.id}`, `“${note.title}” moved to trash.`, () => void restore());
    } catch (error) {
      notifications.show({ color: 'red', message: sentence(error) });
    }
  }

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" aria-label="More">
            ⋯
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {note.paper && (
            <Menu.Item
              onClick={() =>
                void navigate({ to: '/t/$team/papers/$paper', params: { team: team.slug, paper: note.paper! } })
              }
            >
              Open paper
            </Menu.Item>
          )}
          <Menu.Item onClick={() => setHistory(true)}>History…</Menu.Item>
          <Menu.Item
            component="a"
            href={callAddress('/api/teams/{team}/notes/{note_id}/markdown', {
              path: { team: team.slug, note_id: note.id },
            })}
            download
          >
            Download as Markdown
          </Menu.Item>
          {note.can.includes('delete') && (
            <Menu.Item color="red" onClick={() => void remove()}>
              Delete
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <History
        team={team}
        note={note}
        address={address}
        editor={editor}
        opened={history}
        onClose={() => setHistory(false)}
      />
    </>
  );
}
