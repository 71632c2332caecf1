// Questions that more than one page asks in the same words.
import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { keys } from './keys';

export const paperQuery = (team: string, paper: string) =>
  queryOptions({
    queryKey: keys.paper(team, paper),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/papers/{paper_id}', { params: { path: { team, paper_id: paper } }, signal }),
  });
