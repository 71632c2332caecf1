// Above the pages of a team, what whoever may act should know: it is archived, or nearly full.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Team } from '../../api/schemas';
import classes from './TeamNotice.module.css';

export function TeamNotice({ team }: { team: Team }) {
  const uploads = team.can.includes('upload');
  const usage = useQuery({
    queryKey: keys.usage(team.id),
    queryFn: ({ signal }) => api.get('/api/teams/{team}/usage', { params: { path: { team: team.id } }, signal }),
    enabled: uploads,
    staleTime: 60_000,
  });
  if (team.archived) {
    return (
      <div className={classes.notice} role="status">
        This team is archived and read-only.
      </div>
    );
  }
  if (!uploads || !usage.data?.warning) return null;
  return (
    <div className={classes.notice} role="status">
      More than {usage.data.warning}% of this team’s storage is used.{' '}
      <Link to="/t/$team/settings/$part" params={{ team: team.slug, part: 'storage' }}>
        See usage
      </Link>
    </div>
  );
}
