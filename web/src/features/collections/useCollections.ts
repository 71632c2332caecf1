// The collections of a team and what can be done with them; what is changed can be undone.
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Collection, Schemas, Team } from '../../api/schemas';
import { readAll } from '../../api/useList';
import { offerUndo } from '../../ui/undo';
import type { Place } from './tree';

const NONE: Collection[] = [];

export function useCollections(team: Team) {
  const { data, isPending } = useQuery({
    queryKey: keys.collections(team.id),
    queryFn: ({ signal }) =>
      readAll((query) =>
        api.get('/api/teams/{team}/collections', { params: { path: { team: team.id }, query }, signal }),
      ),
  });
  return {
    all: data?.items ?? NONE,
    isPending,
    canAdd: data?.can.includes('add') ?? false,
    canAddPersonal: data?.can.includes('add_personal') ?? false,
  };
}

const papersText = (count: number) => (count === 1 ? '1 paper' : `${count.toLocaleString()} papers`);

export function useCollectionActions(team: Team) {
  const client = useQueryClient();

  /** Gives what came of it; null where it failed, which is said. */
  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      notifications.show({ color: 'red', message: sentence(error) });
      return null;
    } finally {
      void client.invalidateQueries({ queryKey: keys.papers(team.id) });
      await client.invalidateQueries({ queryKey: keys.collections(team.id) });
    }
  }

  const at = (collection: string) => ({ params: { path: { team: team.id, collection_id: collection } } });

  const add = (body: Schemas['CollectionIn']) =>
    attempt(() => api.post('/api/teams/{team}/collections', { params: { path: { team: team.id } }, body }));

  const edit = (collection: string, body: Schemas['CollectionEdit']) =>
    attempt(() => api.patch('/api/teams/{team}/collections/{collection_id}', { ...at(collection), body }));

  async function move(collection: Collection, place: Place) {
    const before = { parent: collection.parent, position: collection.position };
    if (!(await edit(collection.id, place))) return;
    if (place.parent !== before.parent)
      offerUndo(`moved-${collection.id}`, `“${collection.name}” moved.`, () => void edit(collection.id, before));
  }

  async function remove(collection: Collection) {
    const path = '/api/teams/{team}/collections/{collection_id}';
    if ((await attempt(() => api.delete(path, at(collection.id)))) === null) return;
    const restore = () => void attempt(() => api.post(`${path}/restore`, at(collection.id)));
    offerUndo(`deleted-${collection.id}`, `“${collection.name}” deleted. Its papers stay in the library.`, restore);
  }

  const change = (collection: string, body: { add?: string[]; remove?: string[] }) =>
    attempt(() =>
      api.post('/api/teams/{team}/collections/{collection_id}/papers', {
        ...at(collection),
        body: { add: body.add ?? [], remove: body.remove ?? [] },
      }),
    );

  async function addPapers(collection: Pick<Collection, 'id' | 'name'>, papers: string[]) {
    const done = await change(collection.id, { add: papers });
    if (!done) return;
    if (!done.added.length) {
      const already = papers.length === 1 ? 'This paper is' : 'These papers are';
      notifications.show({ message: `${already} already in “${collection.name}”.` });
      return;
    }
    const undo = () => void change(collection.id, { remove: done.added });
    offerUndo(`collected-${collection.id}`, `${papersText(done.added.length)} added to “${collection.name}”.`, undo);
  }

  async function removePapers(collection: Pick<Collection, 'id' | 'name'>, papers: string[]) {
    const done = await change(collection.id, { remove: papers });
    if (!done?.removed.length) return;
    const undo = () => void change(collection.id, { add: done.removed });
    const message = `${papersText(done.removed.length)} removed from “${collection.name}”.`;
    offerUndo(`uncollected-${collection.id}`, message, undo);
  }

  return { add, edit, move, remove, addPapers, removePapers };
}
