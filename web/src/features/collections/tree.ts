// The tree of collections as the sidebar shows it: plain values, so that every rule can be tried alone.
import type { Collection } from '../../api/schemas';

export interface Row {
  collection: Collection;
  level: number;
  /** Its place among those of the same parent, from 1, and how many these are. */
  place: number;
  size: number;
  /** Whether those within it are shown; null where there are none. */
  open: boolean | null;
}

/** Where something is put: `position` is its place among the others there, undefined the end. */
export interface Place {
  parent: string | null;
  position?: number;
}

export type Zone = 'before' | 'into' | 'after';

/** Those of one parent in their order; of the top level, personal ones or the team's. */
export function childrenOf(all: readonly Collection[], parent: string | null, personal: boolean): Collection[] {
  const known = new Set(all.map((one) => one.id));
  return all
    .filter((one) => one.personal === personal)
    .filter((one) => (one.parent !== null && known.has(one.parent) ? one.parent : null) === parent)
    .toSorted((a, b) => a.position - b.position || a.id.localeCompare(b.id));
}

/** What is shown, from top to bottom. */
export function visibleRows(all: readonly Collection[], personal: boolean, open: ReadonlySet<string>): Row[] {
  const below = new Map<string | null, Collection[]>();
  const known = new Set(all.map((one) => one.id));
  for (const one of all) {
    if (one.personal !== personal) continue;
    const parent = one.parent !== null && known.has(one.parent) ? one.parent : null;
    below.set(parent, [...(below.get(parent) ?? []), one]);
  }
  const rows: Row[] = [];
  const walk = (parent: string | null, level: number) => {
    const siblings = (below.get(parent) ?? []).toSorted((a, b) => a.position - b.position || a.id.localeCompare(b.id));
    siblings.forEach((collection, index) => {
      const isOpen = below.has(collection.id) ? open.has(collection.id) : null;
      rows.push({ collection, level, place: index + 1, size: siblings.length, open: isOpen });
      if (isOpen) walk(collection.id, level + 1);
    });
  };
  walk(null, 1);
  return rows;
}

/** Ids from the collection itself up to the top level. */
export function lineage(all: readonly Collection[], id: string): string[] {
  const byId = new Map(all.map((one) => [one.id, one]));
  const found: string[] = [];
  for (let at = byId.get(id); at && !found.includes(at.id); at = at.parent ? byId.get(at.parent) : undefined)
    found.push(at.id);
  return found;
}

/** Rivers / Deltas */
export function fullName(all: readonly Collection[], id: string): string {
  const names = new Map(all.map((one) => [one.id, one.name]));
  return lineage(all, id)
    .toReversed()
    .map((one) => names.get(one))
    .join(' / ');
}

/** Where a collection comes that is dropped on another; null where it cannot. */
export function dropPlace(all: readonly Collection[], moved: Collection, target: Collection, zone: Zone): Place | null {
  if (moved.personal !== target.personal || lineage(all, target.id).includes(moved.id)) return null;
  if (zone === 'into') return { parent: target.id };
  const parent = target.parent;
  const others = childrenOf(all, parent, target.personal).filter((one) => one.id !== moved.id);
  const at = others.findIndex((one) => one.id === target.id);
  return { parent, position: zone === 'before' ? at : at + 1 };
}

/** Where Alt and an arrow move a collection; null where it already is at that end. */
export function keyPlace(all: readonly Collection[], moved: Collection, key: string): Place | null {
  const siblings = childrenOf(all, moved.parent, moved.personal);
  const at = siblings.findIndex((one) => one.id === moved.id);
  const parent = all.find((one) => one.id === moved.parent);
  if (key === 'ArrowUp') return at > 0 ? { parent: moved.parent, position: at - 1 } : null;
  if (key === 'ArrowDown') return at < siblings.length - 1 ? { parent: moved.parent, position: at + 1 } : null;
  if (key === 'ArrowRight') return at > 0 ? { parent: siblings[at - 1]!.id } : null;
  return parent ? dropPlace(all, moved, parent, 'after') : null;
}
