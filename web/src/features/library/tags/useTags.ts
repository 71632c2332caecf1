// The tags of a team and what can be done with them; what is changed can be undone.
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../../api/client';
import { keys } from '../../../api/keys';
import { sentence } from '../../../api/problem';
import type { PaperRow, Schemas, Tag, Team } from '../../../api/schemas';
import { readAll } from '../../../api/useList';
import { offerUndo } from '../../../ui/undo';
import { papersSaid } from '../useBin';

const NONE: Tag[] = [];

export function useTags(team: Team) {
  const { data, isPending } = useQuery({
    queryKey: keys.tags(team.id),
    queryFn: ({ signal }) =>
      readAll((query) => api.get('/api/teams/{team}/tags', { params: { path: { team: team.id }, query }, signal })),
  });
  return { tags: data?.items ?? NONE, canEdit: data?.can.includes('edit') ?? false, isPending };
}

/** Keywords of papers, the most frequent first; asked for only while they are shown. */
export function useAutomaticTags(team: Team, shown: boolean) {
  const { data } = useQuery({
    queryKey: keys.automaticTags(team.id),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/tags/automatic', {
        params: { path: { team: team.id }, query: { limit: 100 } },
        signal,
      }),
    enabled: shown,
  });
  return (shown && data?.items) || [];
}

export function useTagActions(team: Team) {
  const client = useQueryClient();

  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      notifications.show({ color: 'red', message: sentence(error) });
      return null;
    } finally {
      void client.invalidateQueries({ queryKey: keys.papers(team.id) });
      void client.invalidateQueries({
        queryKey: ['team', team.id, 'paper'],
        predicate: ({ queryKey }) => queryKey.length === 4,
      });
      await client.invalidateQueries({ queryKey: keys.tags(team.id) });
    }
  }

  const send = (body: Schemas['TagsIn']) =>
    attempt(() => api.post('/api/teams/{team}/papers/tags', { params: { path: { team: team.id } }, body }));

  async function takeBack({ added, removed }: Schemas['TagsChanged']) {
    for (const { tag, papers } of added)
      // oxlint-disable-next-line no-await-in-loop -- each waits for the team's tags anyway.
      await send({ papers, add: [], remove: [tag] });
    for (const { tag, papers } of removed)
      // oxlint-disable-next-line no-await-in-loop
      await send({ papers, add: [tag], remove: [] });
  }

  async function change(papers: string[], name: string, add: boolean): Promise<boolean> {
    const done = await send({ papers, add: add ? [name] : [], remove: add ? [] : [name] });
    const count = (add ? done?.added : done?.removed)?.[0]?.papers.length ?? 0;
    if (done && count) {
      const message = add ? `${papersSaid(count)} tagged “${name}”.` : `“${name}” removed from ${papersSaid(count)}.`;
      offerUndo(`tagged-${name}`, message, () => void takeBack(done));
    }
    return done !== null;
  }

  /** Tag all of them, or take the tag off if all have it, as a number key does. */
  const toggle = (papers: PaperRow[], name: string) =>
    change(
      papers.map((paper) => paper.id),
      name,
      !papers.every((paper) => paper.tags.some((tag) => tag.name === name)),
    );

  const at = (tag: string) => ({ params: { path: { team: team.id, tag_id: tag } } });
  const restore = (tag: Tag) => attempt(() => api.post('/api/teams/{team}/tags/{tag_id}/restore', at(tag.id)));

  const edit = (tag: Tag, body: Schemas['TagEdit']) =>
    attempt(() => api.patch('/api/teams/{team}/tags/{tag_id}', { ...at(tag.id), body }));

  async function remove(tag: Tag) {
    if ((await attempt(() => api.delete('/api/teams/{team}/tags/{tag_id}', at(tag.id)))) === null) return;
    offerUndo(`tag-${tag.id}`, `“${tag.name}” deleted.`, () => void restore(tag));
  }

  async function merge(tag: Tag, into: Tag) {
    const done = await attempt(() =>
      api.post('/api/teams/{team}/tags/{tag_id}/merge', { ...at(tag.id), body: { into: into.id } }),
    );
    if (!done) return;
    offerUndo(`tag-${tag.id}`, `“${tag.name}” merged into “${into.name}”.`, () => {
      void restore(tag).then(async (back) => {
        if (back && done.added.length) await send({ papers: done.added, add: [], remove: [into.name] });
      });
    });
  }

  return { change, toggle, edit, remove, merge };
}
