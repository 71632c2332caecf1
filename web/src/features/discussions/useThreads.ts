// The threads of the open paper: read whole, and kept in step by the live connection.
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Thread } from '../../api/schemas';
import { readAll } from '../../api/useList';
import { useOpenFile } from '../../viewer/openFile';

const NONE: Thread[] = [];

export function useThreads() {
  const { team, paper } = useOpenFile();
  const { data, error } = useQuery({
    queryKey: keys.threads(team.id, paper),
    queryFn: ({ signal }) =>
      readAll((page) =>
        api.get('/api/teams/{team}/papers/{paper_id}/threads', {
          params: { path: { team: team.id, paper_id: paper }, query: page },
          signal,
        }),
      ),
  });
  return { threads: data?.items ?? NONE, failure: error };
}
