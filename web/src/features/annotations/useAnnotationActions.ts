// Making, changing, placing, hiding and deleting annotations of the open file. Each gives null where it did not work.
import { useQueryClient } from '@tanstack/react-query';
import { api, ifMatch } from '../../api/client';
import type { Annotation, Schemas } from '../../api/schemas';
import { putAnnotation } from '../../live/oneAnnotation';
import { useAttempt } from '../../ui/useAttempt';
import { useOpenFile } from '../../viewer/openFile';

export function useAnnotationActions() {
  const { team, paper, file } = useOpenFile();
  const client = useQueryClient();
  const { attempt, offerUndo } = useAttempt(team, paper);
  const path = { team: team.id, paper_id: paper };
  const pathOf = (annotation: Annotation) => ({ ...path, annotation_id: annotation.id });
  const show = (one: Annotation) => putAnnotation(client, team.id, paper, file, one);

  return {
    add: (body: Omit<Schemas['AnnotationIn'], 'file'>) =>
      attempt(
        () =>
          api.post('/api/teams/{team}/papers/{paper_id}/annotations', { params: { path }, body: { file, ...body } }),
        show,
      ),
    change: (annotation: Annotation, body: Schemas['AnnotationEdit']) => {
      const params = { path: pathOf(annotation), header: ifMatch(annotation.clock) };
      return attempt(
        () => api.patch('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}', { params, body }),
        annotation.carried ? undefined : show,
      );
    },
    remove: async (annotation: Annotation, quietly = false) => {
      const params = { path: pathOf(annotation) };
      const header = ifMatch(annotation.clock);
      const done = await attempt(async () => {
        await api.delete('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}', {
          params: { ...params, header },
        });
        return true;
      });
      const restore = () =>
        api.post('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}/restore', { params });
      if (done && !quietly) offerUndo(annotation.id, 'Annotation deleted.', restore);
    },
    place: (annotation: Annotation, selectors: Schemas['PlaceIn']['selectors']) =>
      attempt(() =>
        api.post('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}/place', {
          params: { path: pathOf(annotation) },
          body: { file, selectors },
        }),
      ),
    hide: (annotation: Annotation, reason: string) =>
      attempt(() =>
        api.post('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}/hide', {
          params: { path: pathOf(annotation) },
          body: { reason },
        }),
      ),
    unhide: (annotation: Annotation) =>
      attempt(() =>
        api.post('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}/unhide', {
          params: { path: pathOf(annotation) },
        }),
      ),
  };
}
