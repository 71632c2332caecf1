// The annotations of the open file, as one list that the live connection keeps in step.
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Annotation } from '../../api/schemas';
import { readAll } from '../../api/useList';
import { useOpenFile } from '../../viewer/openFile';

const NONE: Annotation[] = [];

export function useAnnotations() {
  const { team, paper, file } = useOpenFile();
  const { data, error } = useQuery({
    queryKey: keys.annotationsOf(team.id, paper, file),
    queryFn: ({ signal }) =>
      readAll((page) =>
        api.get('/api/teams/{team}/papers/{paper_id}/annotations', {
          params: { path: { team: team.id, paper_id: paper }, query: { file, ...page } },
          signal,
        }),
      ),
  });
  return { annotations: data?.items ?? NONE, canAnnotate: data?.can.includes('annotate') ?? false, failure: error };
}
