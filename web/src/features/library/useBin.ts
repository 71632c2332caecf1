// To the bin and back: at once in the table, with a way to undo, and put right if the server refuses.
import { notifications } from '@mantine/notifications';
import { useQueryClient, type InfiniteData } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { PaperPage, Team } from '../../api/schemas';
import { offerUndo } from '../../ui/undo';
import { withoutRows } from './usePapers';

const AT_ONCE = 500;

export function papersSaid(count: number): string {
  return count === 1 ? '1 paper' : `${count.toLocaleString()} papers`;
}

export function useBin(team: Team) {
  const client = useQueryClient();

  async function send(ids: string[], action: 'delete' | 'restore'): Promise<number> {
    let done = 0;
    for (let from = 0; from < ids.length; from += AT_ONCE) {
      // One after the other on purpose: each part is a transaction that makes the others wait anyway.
      // oxlint-disable-next-line no-await-in-loop
      const answer = await api.post(`/api/teams/{team}/papers/${action}`, {
        params: { path: { team: team.id } },
        body: { ids: ids.slice(from, from + AT_ONCE) },
      });
      done += answer.done;
    }
    return done;
  }

  async function change(ids: string[], action: 'delete' | 'restore'): Promise<boolean> {
    const gone = new Set(ids);
    client.setQueriesData<InfiniteData<PaperPage, string | undefined>>(
      { queryKey: keys.papers(team.id), type: 'active' },
      (old) => withoutRows(old, gone),
    );
    try {
      await send(ids, action);
      return true;
    } catch (error) {
      notifications.show({
        color: 'red',
        title: action === 'delete' ? 'Some papers couldn’t be moved to the trash' : 'Some papers couldn’t be restored',
        message: sentence(error),
      });
      return false;
    } finally {
      await client.invalidateQueries({ queryKey: keys.papers(team.id) });
    }
  }

  async function remove(ids: string[]): Promise<void> {
    if (!(await change(ids, 'delete'))) return;
    offerUndo(`bin-${ids[0]}`, `${papersSaid(ids.length)} moved to trash.`, () => void restore(ids));
  }

  async function restore(ids: string[]): Promise<void> {
    if (await change(ids, 'restore')) notifications.show({ message: `${papersSaid(ids.length)} restored.` });
  }

  return { remove, restore };
}
