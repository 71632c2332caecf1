// Changing something of the open paper: what fails is said, what is shown is asked for again, what is deleted can be undone.
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys';
import { sentence } from '../api/problem';
import type { Team } from '../api/schemas';
import { offerUndo as offer } from './undo';

/** What an attempt gives that did not reach the server, and waits here. */
export const KEPT = Symbol('kept');

export function useAttempt(team: Team, paper: string) {
  const client = useQueryClient();

  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.annotations(team.id, paper) }),
      client.invalidateQueries({ queryKey: keys.threads(team.id, paper) }),
    ]);

  /** Where `settle` shows what was done, nothing is asked for again. */
  async function attempt<T>(work: () => Promise<T>, settle?: (done: T) => unknown): Promise<T | null> {
    try {
      const done = await work();
      if (done !== KEPT) await (settle ?? refresh)(done);
      return done;
    } catch (error) {
      notifications.show({ color: 'red', title: 'That didn’t work', message: sentence(error) });
      // Without a connection this would not end before it is back.
      void refresh();
      return null;
    }
  }

  function offerUndo(id: string, said: string, restore: () => Promise<unknown>): void {
    offer(id, said, () => void attempt(restore));
  }

  return { attempt, offerUndo };
}
