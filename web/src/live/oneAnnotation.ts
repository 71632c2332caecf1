// One annotation that changed is asked for alone and put into the lists that hold it: a file may have thousands.
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { api } from '../api/client';
import { keys } from '../api/keys';
import { Problem } from '../api/problem';
import type { Annotation } from '../api/schemas';

export interface Annotations {
  items: Annotation[];
  can: string[];
}

type OneKey = ReturnType<typeof keys.annotation>;

/** More than this of one paper cost less when they are asked for together. */
const MOST_ALONE = 10;

export function isOneAnnotation(key: QueryKey): key is OneKey {
  return key[4] === 'annotations' && key[5] === 'one';
}

/** Leaves out single annotations where their whole list is stale too, and asks for the whole list where they are many. */
export function gatherAnnotations(stale: readonly QueryKey[]): QueryKey[] {
  const ones = new Map<string, OneKey[]>();
  for (const key of stale) if (isOneAnnotation(key)) ones.set(key[3], [...(ones.get(key[3]) ?? []), key]);
  const gathered = stale.filter((key) => !isOneAnnotation(key));
  for (const some of ones.values()) {
    const [, team, , paper] = some[0] as OneKey;
    const whole = keys.annotations(team, paper);
    if (gathered.some((key) => JSON.stringify(key) === JSON.stringify(whole))) continue;
    gathered.push(...(some.length > MOST_ALONE ? [whole] : some));
  }
  return gathered;
}

/** Asks for it and puts it into the list of each file that is shown, or takes it out of there. */
export async function refreshAnnotation(client: QueryClient, [, team, , paper, , , id]: OneKey): Promise<void> {
  const lists = client.getQueryCache().findAll({ queryKey: keys.annotations(team, paper) });
  await Promise.all(
    lists.map(async (list) => {
      const { queryKey, state } = list;
      const file = queryKey[5] === 'of' && queryKey.length === 7 ? (queryKey[6] as string) : null;
      // A list that is on its way, or that nobody sees, is asked for as a whole.
      if (!file || !list.isActive() || state.fetchStatus !== 'idle' || !state.data)
        return client.invalidateQueries({ queryKey, exact: true });
      try {
        const found = await api.get('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}', {
          params: { path: { team, paper_id: paper, annotation_id: id }, query: { file } },
        });
        putAnnotation(client, team, paper, file, found);
      } catch (error) {
        if (error instanceof Problem && error.status === 404) takeAnnotation(client, team, paper, file, id);
        else await client.invalidateQueries({ queryKey, exact: true });
      }
    }),
  );
}

/** Puts an annotation in its place in the order of reading, unless a newer state of it is there. */
export function putAnnotation(client: QueryClient, team: string, paper: string, file: string, one: Annotation): void {
  client.setQueryData<Annotations>(
    keys.annotationsOf(team, paper, file),
    (now) => now && { ...now, items: withAnnotation(now.items, one, file) },
  );
}

export function takeAnnotation(client: QueryClient, team: string, paper: string, file: string, id: string): void {
  client.setQueryData<Annotations>(
    keys.annotationsOf(team, paper, file),
    (now) => now && { ...now, items: now.items.filter((each) => each.id !== id) },
  );
}

export function withAnnotation(items: readonly Annotation[], one: Annotation, file: string): Annotation[] {
  const before = items.find((each) => each.id === one.id);
  if (before && before.clock > one.clock) return [...items];
  const others = items.filter((each) => each.id !== one.id);
  // Made on another version of the file, it is not on this one (yet).
  if (one.file !== file) return others;
  const at = others.findIndex((each) => comesBefore(one, each));
  return at < 0 ? [...others, one] : [...others.slice(0, at), one, ...others.slice(at)];
}

function comesBefore(one: Annotation, other: Annotation): boolean {
  const page = (one.page ?? 0) - (other.page ?? 0);
  const position = page || one.position - other.position;
  return position < 0 || (position === 0 && one.id < other.id);
}
