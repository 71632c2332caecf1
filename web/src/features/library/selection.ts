// Which papers of a list are selected, and where the keyboard stands: plain values, so that every rule can be tried alone.
// Papers are told apart by id, never by place: rows come, go and move while somebody selects.

export interface Selection {
  readonly chosen: ReadonlySet<string>;
  /** Where the keyboard stands. */
  readonly cursor: string | null;
  /** The other end of a range that Shift draws. */
  readonly anchor: string | null;
}

export const NOTHING: Selection = { chosen: new Set(), cursor: null, anchor: null };

export function choose(id: string): Selection {
  return { chosen: new Set([id]), cursor: id, anchor: id };
}

/** Add or take away one, as Ctrl-click and Space do. */
export function toggle(selection: Selection, id: string): Selection {
  const chosen = new Set(selection.chosen);
  if (!chosen.delete(id)) chosen.add(id);
  return { chosen, cursor: id, anchor: id };
}

/** Everything from the anchor to here, as Shift-click does; without an anchor in the list, this one alone. */
export function extendTo(selection: Selection, ids: readonly string[], id: string): Selection {
  const to = ids.indexOf(id);
  const from = selection.anchor === null ? -1 : ids.indexOf(selection.anchor);
  if (from < 0 || to < 0) return choose(id);
  return {
    chosen: new Set(ids.slice(Math.min(from, to), Math.max(from, to) + 1)),
    cursor: id,
    anchor: selection.anchor,
  };
}

/** The keyboard goes `by` rows down (up when negative), stopping at the ends; `extend` is Shift held. */
export function move(selection: Selection, ids: readonly string[], by: number, extend: boolean): Selection {
  if (ids.length === 0) return selection;
  const at = selection.cursor === null ? -1 : ids.indexOf(selection.cursor);
  // From nowhere, down leads to the first and up to the last.
  const start = at < 0 ? (by > 0 ? -1 : ids.length) : at;
  const id = ids[Math.max(0, Math.min(ids.length - 1, start + by))]!;
  if (extend) return extendTo(selection, ids, id);
  return { ...selection, cursor: id, anchor: id };
}

export function chooseAll(selection: Selection, ids: readonly string[]): Selection {
  return {
    chosen: new Set(ids),
    cursor: selection.cursor ?? ids[0] ?? null,
    anchor: selection.anchor ?? ids[0] ?? null,
  };
}

/** After papers have gone from the list: they are not selected any more, and the keyboard stands where the first of them was. */
export function without(selection: Selection, ids: readonly string[], gone: ReadonlySet<string>): Selection {
  const left = ids.filter((id) => !gone.has(id));
  const place = ids.findIndex((id) => gone.has(id));
  const next = left[Math.min(Math.max(0, place), left.length - 1)] ?? null;
  const cursor = selection.cursor !== null && gone.has(selection.cursor) ? next : selection.cursor;
  return { chosen: new Set([...selection.chosen].filter((id) => !gone.has(id))), cursor, anchor: cursor };
}
