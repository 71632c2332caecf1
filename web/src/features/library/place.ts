// Where somebody was in a list of papers, so that Back leads there again: for as long as the window is open.
import type { Selection } from './selection';
import type { LibraryView } from './view';

export interface Place {
  selection: Selection;
  /** How far the list was scrolled, in pixels. */
  offset: number;
}

const MOST = 50;
const places = new Map<string, Place>();

/** A list is known by its team and by what of it is looked at. */
export const nameOfList = (team: string, view: LibraryView) =>
  JSON.stringify([
    team,
    ...Object.entries(view)
      .filter(([, value]) => value !== undefined)
      .toSorted(),
  ]);

export function keepPlace(list: string, place: Partial<Place>, empty: Selection): void {
  const old = places.get(list) ?? { selection: empty, offset: 0 };
  places.delete(list);
  places.set(list, { ...old, ...place });
  const [oldest] = places.keys();
  if (places.size > MOST && oldest !== undefined) places.delete(oldest);
}

export function findPlace(list: string): Place | undefined {
  return places.get(list);
}
