// One note: its title, who is in it, and the text that everybody writes together.
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import type { Note, Team } from '../../api/types';
import { Oops } from '../../ui/Oops';
import { usePageTitle } from '../../ui/usePageTitle';
import { Waiting } from '../../ui/Waiting';
import { OpenNote } from './OpenNote';

export function NotePage({ team, noteId }: { team: Team; noteId: string }) {
  const me = useMe();
  const { data: note, error, refetch } = useQuery({
    queryKey: keys.notePart(team.id, noteId, 'about'),
    queryFn: ({ signal }) => api.get<Note>(`/teams/${team.id}/notes/${noteId}`, {}, signal),
  });
  usePageTitle(note?.title);
  if (error && !note) return <Oops error={error} again={() => void refetch()} />;
  if (!note) return <Waiting />;
  return <OpenNote team={team} note={note} person={me.person} />;
}
