// Groups of duplicates as they are found, and what one does with them.
import { notifications } from '@mantine/notifications';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Team } from '../../api/schemas';
import { offerUndo } from '../../ui/undo';
import { bodyOf, type Choice, type Group } from './choices';
import type { Preset } from './presets';

const PAGE = 20;
const LOOK_AGAIN_MS = 2_000;

export function useDuplicates(team: Team, preset: Preset) {
  const list = useInfiniteQuery({
    queryKey: keys.duplicateGroups(team.id, preset),
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/teams/{team}/duplicates', {
        params: { path: { team: team.id }, query: { preset, limit: PAGE, cursor: pageParam } },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: ({ state }) => (state.data?.pages.at(-1)?.searching ? LOOK_AGAIN_MS : false),
  });
  const pages = list.data?.pages ?? [];
  const actions = useMerging(team);

  async function merge(group: Group, choice: Choice): Promise<boolean> {
    const path = { team: team.id };
    const done = await actions.attempt(() =>
      api.post('/api/teams/{team}/papers/merge', { params: { path }, body: bodyOf(group, choice) }),
    );
    if (!done) return false;
    const count = choice.included.length;
    offerUndo(`merge-${done.id}`, `${count} papers merged.`, () => void actions.undo(done.id));
    return true;
  }

  async function setDifferent(group: Group): Promise<boolean> {
    const asked = { params: { path: { team: team.id } }, body: { papers: group.papers.map((paper) => paper.id) } };
    if (!(await actions.attempt(() => api.post('/api/teams/{team}/duplicates/different', asked)))) return false;
    offerUndo(
      `different-${group.id}`,
      'Remembered as different papers.',
      () => void actions.attempt(() => api.post('/api/teams/{team}/duplicates/different/undo', asked)),
    );
    return true;
  }

  return {
    list,
    groups: pages.flatMap((page) => page.items),
    total: pages.at(-1)?.total ?? 0,
    searching: pages.at(-1)?.searching ?? false,
    canMerge: pages[0]?.can.includes('merge') ?? false,
    merge,
    setDifferent,
  };
}

/** Changes after which whatever of the team is shown may be another. */
export function useMerging(team: Team) {
  const client = useQueryClient();

  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      notifications.show({ color: 'red', title: 'That didn’t work', message: sentence(error) });
      return null;
    } finally {
      await client.invalidateQueries({ queryKey: keys.duplicates(team.id) });
    }
  }

  async function undo(merge: string): Promise<void> {
    const path = { team: team.id, merge_id: merge };
    if (await attempt(() => api.post('/api/teams/{team}/merges/{merge_id}/undo', { params: { path } }))) {
      notifications.show({ message: 'Merge undone.' });
    }
  }

  return { attempt, undo };
}

/** Merges that can still be undone, the newest first. */
export function useMerges(team: Team) {
  return useInfiniteQuery({
    queryKey: keys.merges(team.id),
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/teams/{team}/merges', {
        params: { path: { team: team.id }, query: { limit: PAGE, cursor: pageParam } },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export function useDuplicateCount(team: Team): number {
  const { data } = useQuery({
    queryKey: keys.duplicateCount(team.id),
    queryFn: ({ signal }) =>
      api.get('/api/teams/{team}/duplicates/count', { params: { path: { team: team.id } }, signal }),
  });
  return data?.groups ?? 0;
}
