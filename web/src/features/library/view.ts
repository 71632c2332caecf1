// What of the library is looked at, and in which order; it stands in the address, so that a link shows the same.

const SORTED = ['title', 'author', 'year', 'venue', 'added', 'status', 'added_by'] as const;
export type Sorted = (typeof SORTED)[number];
/** As many columns as the server sorts by at once. */
const MOST_SORTS = 3;

export interface Order {
  column: Sorted;
  direction: 'ascending' | 'descending';
}

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

/** What sorting asks of a column: its name for the server, and which direction comes first. */
export interface SortedColumn {
  sort: Sorted;
  /** Years and dates are asked for newest first. */
  downFirst?: boolean;
}

/** `author,-year` as orders, the most important first; what the table does not know is left out. */
export function readSort(sort: string | undefined): Order[] {
  const orders: Order[] = [];
  for (const one of (sort ?? '').split(',')) {
    const column = SORTED.find((name) => name === one.replace(/^-/, ''));
    if (!column || orders.some((order) => order.column === column) || orders.length === MOST_SORTS) continue;
    orders.push({ column, direction: one.startsWith('-') ? 'descending' : 'ascending' });
  }
  return orders.length ? orders : [{ column: 'added', direction: 'descending' }];
}

export function writeSort(orders: Order[]): string {
  return orders.map(({ column, direction }) => (direction === 'descending' ? `-${column}` : column)).join(',');
}

const turned = ({ column, direction }: Order): Order => ({
  column,
  direction: direction === 'ascending' ? 'descending' : 'ascending',
});

/**
 * The order after a click on a column's head: its natural direction first, then the other. With `further` (Shift) the
 * column comes after those that are sorted by already; a third click takes it away again.
 */
export function nextSort(current: string | undefined, { sort, downFirst }: SortedColumn, further = false): string {
  const now = readSort(current);
  const natural: Order = { column: sort, direction: downFirst ? 'descending' : 'ascending' };
  const at = now.findIndex((order) => order.column === sort);
  const known = now[at];
  if (!further) return writeSort([now.length === 1 && known ? turned(known) : natural]);
  if (!known) return writeSort([...now.slice(0, MOST_SORTS - 1), natural]);
  if (known.direction === natural.direction || now.length === 1)
    return writeSort(now.map((order, place) => (place === at ? turned(order) : order)));
  return writeSort(now.filter((_, place) => place !== at));
}
