// Which columns the list has, in which order and how wide, from what somebody has chosen and the room there is. Pure.
import type { Schemas } from '../../api/schemas';
import type { ColumnDefinition } from './columns';

export type LibraryPreferences = Schemas['LibraryPreferences'];
export type ColumnPreference = Schemas['ColumnPreference'];

export type Measured = Pick<ColumnDefinition, 'id' | 'least' | 'grow' | 'usual'>;

export interface ShownColumn<C extends Measured> {
  column: C;
  width: number | null;
}

export const GAP = 14;
const EDGES = 32;
const TICK = 20;
export const NARROWEST = 40;
export const WIDEST = 1_200;
/** The title is in every list: it is what one opens. */
export const FIXED = 'title';

/** Columns in the order chosen; without a choice the usual ones, as many as there is room for. */
export function shownColumns<C extends Measured>(
  all: readonly C[],
  chosen: ColumnPreference[] | null,
  room: number,
): ShownColumn<C>[] {
  if (chosen) {
    const known = chosen.flatMap(({ column: id, width }) => {
      const column = all.find((one) => one.id === id);
      return column ? [{ column, width: width ?? null }] : [];
    });
    const title = all.find((one) => one.id === FIXED);
    return title && !known.some(({ column }) => column.id === FIXED)
      ? [{ column: title, width: null }, ...known]
      : known;
  }
  const usual = all.filter((column) => column.usual !== undefined).map((column) => ({ column, width: null }));
  return room > 0 ? fitting(usual, room) : usual;
}

function fitting<C extends Measured>(columns: ShownColumn<C>[], room: number): ShownColumn<C>[] {
  if (columns.length < 2 || leastWidth(columns) <= room) return columns;
  const first = columns.reduce((a, b) => ((b.column.usual ?? 0) > (a.column.usual ?? 0) ? b : a));
  return fitting(
    columns.filter((one) => one !== first),
    room,
  );
}

/** The width below which the list scrolls sideways. */
export function leastWidth(shown: ShownColumn<Measured>[]): number {
  return shown.reduce((sum, { column, width }) => sum + GAP + (width ?? column.least), TICK + EDGES);
}

/** For `grid-template-columns`. The title takes what is left over, whatever else was set. */
export function template(shown: ShownColumn<Measured>[]): string {
  const tracks = shown.map(({ column, width }) => {
    if (column.id === FIXED) return `minmax(${width ?? column.least}px, ${column.grow ?? 1}fr)`;
    if (width !== null) return `${width}px`;
    return column.grow ? `minmax(${column.least}px, ${column.grow}fr)` : `${column.least}px`;
  });
  return [`${TICK}px`, ...tracks].join(' ');
}

const asChosen = (shown: ShownColumn<Measured>[]): ColumnPreference[] =>
  shown.map(({ column, width }) => ({ column: column.id, width }));

/** What was chosen for columns that this team has not stays, behind those that are shown. */
function withOthers(next: ColumnPreference[], all: readonly Measured[], old: ColumnPreference[] | null) {
  const foreign = (old ?? []).filter(({ column: id }) => !all.some((one) => one.id === id));
  return [...next, ...foreign];
}

/** The choice after a column was put in, at its place among all, or taken out. */
export function toggled(all: readonly Measured[], old: ColumnPreference[] | null, id: string): ColumnPreference[] {
  const shown = asChosen(shownColumns(all, old, 0));
  if (shown.some((one) => one.column === id))
    return withOthers(
      shown.filter((one) => one.column !== id || id === FIXED),
      all,
      old,
    );
  const order = all.map((one) => one.id);
  const later = shown.findIndex((one) => order.indexOf(one.column) > order.indexOf(id));
  const at = later < 0 ? shown.length : later;
  return withOthers([...shown.slice(0, at), { column: id, width: null }, ...shown.slice(at)], all, old);
}

/** The choice after a column was moved to where another stands, or by so many places. */
export function moved(
  all: readonly Measured[],
  old: ColumnPreference[] | null,
  id: string,
  to: string | number,
): ColumnPreference[] {
  const shown = asChosen(shownColumns(all, old, 0));
  const from = shown.findIndex((one) => one.column === id);
  const at = typeof to === 'number' ? from + to : shown.findIndex((one) => one.column === to);
  const [column] = shown.splice(from, from < 0 ? 0 : 1);
  if (column) shown.splice(at < 0 ? 0 : at, 0, column);
  return withOthers(shown, all, old);
}

export function resized(
  all: readonly Measured[],
  old: ColumnPreference[] | null,
  id: string,
  width: number | null,
): ColumnPreference[] {
  const kept = width === null ? null : Math.round(Math.max(NARROWEST, Math.min(WIDEST, width)));
  const shown = asChosen(shownColumns(all, old, 0));
  return withOthers(
    shown.map((one) => (one.column === id ? { ...one, width: kept } : one)),
    all,
    old,
  );
}
