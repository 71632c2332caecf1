// A note has a chunk of its own, since the editor is large.
import { getRouteApi } from '@tanstack/react-router';
import { StyleChoice } from '../features/citations/cite/StyleChoice';
import { NotePage } from '../features/notes/NotePage';
import { useTeam } from './TeamContext';

const route = getRouteApi('/home/t/$team/notes/$note');

export function NoteRoute() {
  const { note } = route.useParams();
  const team = useTeam();
  return <NotePage key={note} team={team} noteId={note} StyleField={StyleChoice} />;
}
