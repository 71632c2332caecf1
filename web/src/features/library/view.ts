// What of the library is looked at, and in which order; it stands in the address, so that a link shows the same.

const SORTED = ['title', 'author', 'year', 'venue', 'added', 'status', 'added_by'] as const;
type Sorted = (typeof SORTED)[number];

export interface LibraryView {
  filter?: string;
  sort?: string;
  bin?: boolean;
  /** Only papers with a field that somebody should check. */
  check?: boolean;
  /** Only papers in this collection. */
  collection?: string;
  /** And those in the collections inside it. */
  within?: boolean;
  /** Only papers with these tags or keywords: all of them, or any. */
  tags?: string[];
  any?: boolean;
}

export interface Column {
  /** The name the server sorts by. */
  sort: Sorted;
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
export function readSort(sort: string | undefined): { column: Sorted; direction: 'ascending' | 'descending' } {
  const column = SORTED.find((one) => one === sort?.replace(/^-/, ''));
  return column
    ? { column, direction: sort?.startsWith('-') ? 'descending' : 'ascending' }
    : { column: 'added', direction: 'descending' };
}

/** The order after a click on a column's head: its natural direction first, then the other. */
export function nextSort(current: string | undefined, column: Column): string {
  const now = readSort(current);
  if (now.column !== column.sort) return column.downFirst ? `-${column.sort}` : column.sort;
  return now.direction === 'ascending' ? `-${column.sort}` : column.sort;
}
