// Which annotations and threads the panel shows, and in which order: pure, over what is at hand already.
import type { Annotation, Thread } from '../../api/schemas';

export interface Filters {
  state: 'all' | 'open' | 'resolved';
  only: 'all' | 'mine' | 'mentions' | 'unread';
  person: string | null;
  color: string | null;
  order: 'page' | 'date';
}

export const EVERYTHING: Filters = { state: 'all', only: 'all', person: null, color: null, order: 'page' };

/** A card of the panel: an annotation, a thread, or both. */
export interface Card {
  annotation?: Annotation;
  thread?: Thread;
}

export function cardsOf(annotations: Annotation[], threads: Thread[], filters: Filters, me: string): Card[] {
  const threadOf = new Map(threads.filter((one) => one.annotation).map((one) => [one.annotation, one]));
  const about = threads.filter((one) => !one.annotation).map((thread): Card => ({ thread }));
  const on = annotations.map((annotation): Card => {
    const thread = threadOf.get(annotation.id);
    return thread ? { annotation, thread } : { annotation };
  });
  const shown = [...about, ...on].filter((card) => isWanted(card, filters, me));
  return filters.order === 'date' ? shown.toSorted((a, b) => newest(b) - newest(a)) : shown;
}

function isWanted({ annotation, thread }: Card, { state, only, person, color }: Filters, me: string): boolean {
  const resolved = Boolean(thread?.resolved);
  if ((state === 'open' && resolved) || (state === 'resolved' && !resolved)) return false;
  if (color && annotation?.color !== color) return false;
  if (person && !takesPart(person, annotation, thread)) return false;
  if (only === 'mine') return takesPart(me, annotation, thread) || thread?.assignee?.id === me;
  if (only === 'mentions')
    return Boolean(thread?.comments.some((one) => one.mentions.some((named) => named.id === me)));
  if (only === 'unread') return Boolean(thread?.unread);
  return true;
}

function takesPart(person: string, annotation: Annotation | undefined, thread: Thread | undefined): boolean {
  return (
    annotation?.person?.id === person ||
    Boolean(thread?.comments.some((one) => one.person?.id === person && !one.deleted_at))
  );
}

function newest({ annotation, thread }: Card): number {
  return Math.max(annotation?.clock ?? 0, thread?.clock ?? 0);
}

/** Everybody who wrote something, by name. */
export function peopleIn(annotations: Annotation[], threads: Thread[]): { id: string; name: string }[] {
  const people = new Map<string, string>();
  for (const one of [...annotations, ...threads.flatMap((thread) => thread.comments)])
    if (one.person) people.set(one.person.id, one.person.name);
  return [...people].map(([id, name]) => ({ id, name })).toSorted((a, b) => a.name.localeCompare(b.name));
}
