// The reader's address; apart, so that pdf.js comes only when something is read.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Navigate } from '@tanstack/react-router';
import { paperQuery } from '../../api/queries';
import { ReaderPage } from './ReaderPage';
import { useTeam } from '../TeamContext';

const reader = getRouteApi('/home/t/$team/papers/$paper/read/$file');

export function ReaderRoute() {
  const { paper, file } = reader.useParams();
  const team = useTeam();
  const place = reader.useSearch();
  const kept = useQuery(paperQuery(team.id, paper)).data?.id ?? paper;
  // A paper that was merged into another one is read there.
  if (kept !== paper)
    return (
      <Navigate
        to="/t/$team/papers/$paper/read/$file"
        params={{ team: team.slug, paper: kept, file }}
        search={place}
        replace
      />
    );
  return <ReaderPage key={file} team={team} paperId={paper} fileId={file} place={place} />;
}
