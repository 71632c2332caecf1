// Saved searches of a team and one's own, and what can be done with them; a deletion can be undone.
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Schemas, Team } from '../../api/schemas';
import { readAll } from '../../api/useList';
import { offerUndo } from '../../ui/undo';

export type SavedSearch = Schemas['SearchOut'];
const NONE: SavedSearch[] = [];
const AT_ONCE = 50;

export function useSearches(team: Team) {
  const { data } = useQuery({
    queryKey: keys.searches(team.id),
    queryFn: ({ signal }) =>
      readAll(({ cursor }) =>
        api.get('/api/teams/{team}/searches', {
          params: { path: { team: team.id }, query: { cursor, limit: AT_ONCE } },
          signal,
        }),
      ),
    enabled: team.can.includes('see'),
  });
  return {
    all: data?.items ?? NONE,
    canAdd: data?.can.includes('add') ?? false,
    canAddPersonal: data?.can.includes('add_personal') ?? false,
  };
}

export function useSearchActions(team: Team) {
  const client = useQueryClient();

  /** Gives whether it could be done; why not is said. */
  async function attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      notifications.show({ color: 'red', message: sentence(error) });
      return false;
    } finally {
      await client.invalidateQueries({ queryKey: keys.searches(team.id) });
    }
  }

  const at = (search: string) => ({ params: { path: { team: team.id, search_id: search } } });

  const add = (body: Schemas['SearchIn']) =>
    attempt(() => api.post('/api/teams/{team}/searches', { params: { path: { team: team.id } }, body }));

  const edit = (search: string, body: Schemas['SearchEdit']) =>
    attempt(() => api.patch('/api/teams/{team}/searches/{search_id}', { ...at(search), body }));

  async function remove(search: SavedSearch) {
    const path = '/api/teams/{team}/searches/{search_id}';
    if (!(await attempt(() => api.delete(path, at(search.id))))) return;
    const restore = () => void attempt(() => api.post(`${path}/restore`, at(search.id)));
    offerUndo(`deleted-search-${search.id}`, `“${search.name}” deleted.`, restore);
  }

  return { add, edit, remove };
}
