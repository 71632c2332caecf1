// The reader's address; apart, so that pdf.js comes only when something is read.
import { getRouteApi } from '@tanstack/react-router';
import { ReaderPage } from './ReaderPage';
import { useTeam } from '../TeamContext';

const reader = getRouteApi('/home/t/$team/papers/$paper/read/$file');

export function ReaderRoute() {
  const { paper, file } = reader.useParams();
  return <ReaderPage key={file} team={useTeam()} paperId={paper} fileId={file} place={reader.useSearch()} />;
}
