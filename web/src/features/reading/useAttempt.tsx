// Changing something of the open paper: what fails is said, what is shown is asked for again, what is deleted can be undone.
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Page, Team } from '../../api/types';

const AT_ONCE = 200;
const UNDO_MS = 12_000;

type Listed<T> = Page<T> & { can?: string[] };

/** All pages of a list, with what `can` says beside it. */
export async function readAll<T>(path: string, signal: AbortSignal, query: Record<string, string> = {}): Promise<{ items: T[]; can: string[] }> {
  const items: T[] = [];
  let cursor: string | null = null;
  let can: string[] = [];
  do {
    // oxlint-disable-next-line no-await-in-loop -- each page names the next.
    const page: Listed<T> = await api.get(path, { ...query, limit: AT_ONCE, cursor }, signal);
    items.push(...page.items);
    can = page.can ?? [];
    cursor = page.next;
  } while (cursor);
  return { items, can };
}

/** What an attempt gives that did not reach the server, and waits here. */
export const KEPT = Symbol('kept');

export function useAttempt(team: Team, paper: string) {
  const client = useQueryClient();

  const refresh = () => Promise.all([
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
      notifications.show({ color: 'red', title: 'That did not work', message: sentence(error) });
      // Without a connection this would not end before it is back.
      void refresh();
      return null;
    }
  }

  /** `restore` is the address that brings it back. */
  function offerUndo(id: string, said: string, restore: string): void {
    const undo = () => {
      notifications.hide(id);
      void attempt(() => api.post(restore));
    };
    const message = (
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{said}</Text>
        <Button size="compact-sm" variant="light" onClick={undo}>Undo</Button>
      </Group>
    );
    notifications.show({ id, autoClose: UNDO_MS, message });
  }

  return { attempt, offerUndo };
}
