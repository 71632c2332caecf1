// What of the library is looked at, and in which order; it stands in the address, so that a link shows the same.

export interface LibraryView {
  filter?: string;
  sort?: string;
  bin?: boolean;
  /** Only papers with a field that somebody should check. */
  check?: boolean;
}

export interface Column {
  /** The name the server sorts by. */
  sort: string;
  title: string;
  /** Years and dates are asked for newest first. */
  downFirst?: boolean;
}

export const COLUMNS: Column[] = [
  { sort: 'title', title: 'Title' },
  { sort: 'author', title: 'Authors' },
  { sort: 'year', title: 'Year', downFirst: true },
  { sort: 'venue', title: 'Venue' },
  { sort: 'added', title: 'Added', downFirst: true },
  { sort: 'status', title: 'Status' },
];

export const DEFAULT_SORT = '-added';

/** `-added` is ['added', 'descending']; what the table does not know sorts as by default. */
export function readSort(sort: string | undefined): { column: string; direction: 'ascending' | 'descending' } {
  const known = sort && [...COLUMNS.map((column) => column.sort), 'added_by'].includes(sort.replace(/^-/, '')) ? sort : DEFAULT_SORT;
  return { column: known.replace(/^-/, ''), direction: known.startsWith('-') ? 'descending' : 'ascending' };
}

/** The order after a click on a column's head: its natural direction first, then the other. */
export function nextSort(current: string | undefined, column: Column): string {
  const now = readSort(current);
  if (now.column !== column.sort) return column.downFirst ? `-${column.sort}` : column.sort;
  return now.direction === 'ascending' ? `-${column.sort}` : column.sort;
}
