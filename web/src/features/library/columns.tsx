// The columns that the list of papers can have. One more is one more entry here; those that a team made for itself come
// from its custom fields (`fields/useFieldColumns.tsx`).
import type { ReactNode } from 'react';
import type { PaperRow, Schemas } from '../../api/schemas';
import { Ago } from '../../ui/Ago';
import { colorOf } from '../../ui/colorOf';
import { typeName } from '../../ui/cslTypes';
import { exactly } from '../../ui/time';
import classes from './PaperLine.module.css';
import { StatusCell } from './StatusCell';
import { TagChip } from './tags/TagChip';
import type { Sorted } from './view';

type Counted = Schemas['PaperCountsOut'];
type Collected = Schemas['PaperCollections'];

/** What is asked for apart from the list, as far as it is known. */
export type PaperCounts = { paper: string } & Partial<Omit<Counted, 'paper'>> & Partial<Omit<Collected, 'paper'>>;

export interface ColumnDefinition {
  /** Under which it is kept that somebody has chosen it: our own name, or `field:` and an id. */
  id: string;
  title: string;
  sort?: Sorted;
  downFirst?: boolean;
  /** No narrower than this, in pixels; and its share of the room that is left. */
  least: number;
  grow?: number | undefined;
  /** There without being chosen; the higher, the sooner it gives way where there is no room. */
  usual?: number;
  /** The text under the mouse where the cell is cut. */
  full?: (paper: PaperRow, counts: PaperCounts | undefined) => string;
  className?: string | undefined;
  cell: (paper: PaperRow, counts: PaperCounts | undefined) => ReactNode;
}

const MOST_TAGS = 6;

/** A cell of plain text, which is whole under the mouse. */
export const plainCell = (read: (paper: PaperRow) => string | null | undefined) => ({
  full: (paper: PaperRow) => read(paper) ?? '',
  cell: read,
});

export const COLUMNS: ColumnDefinition[] = [
  // Drawn by the line itself, with the link and what goes with it.
  { id: 'title', title: 'Title', sort: 'title', least: 220, grow: 4, usual: 0, cell: () => null },
  {
    id: 'authors',
    title: 'Authors',
    sort: 'author',
    least: 110,
    grow: 1.6,
    usual: 2,
    ...plainCell((paper) => paper.authors),
  },
  {
    id: 'year',
    title: 'Year',
    sort: 'year',
    downFirst: true,
    least: 48,
    usual: 1,
    className: classes.number,
    cell: (paper) => paper.year,
  },
  {
    id: 'venue',
    title: 'Venue',
    sort: 'venue',
    least: 100,
    grow: 1.2,
    usual: 6,
    ...plainCell((paper) => paper.venue),
  },
  {
    id: 'added',
    title: 'Added',
    sort: 'added',
    downFirst: true,
    least: 130,
    usual: 5,
    cell: (paper) => <Added paper={paper} />,
  },
  {
    id: 'added_by',
    title: 'Added by',
    sort: 'added_by',
    least: 110,
    cell: (paper) => paper.added_by?.name ?? 'a former member',
  },
  {
    id: 'comments',
    title: 'Comments',
    least: 84,
    usual: 4,
    cell: (_, counts) => <Comments counts={counts} />,
  },
  { id: 'unread', title: 'Unread', least: 60, cell: (_, counts) => <Unread counts={counts} /> },
  {
    id: 'status',
    title: 'Status',
    sort: 'status',
    least: 112,
    usual: 3,
    cell: (paper) => <StatusCell paper={paper} />,
  },
  {
    id: 'tags',
    title: 'Tags',
    least: 120,
    grow: 1,
    full: (paper) => paper.tags.map((tag) => tag.name).join(', '),
    className: classes.chips,
    cell: (paper) => paper.tags.slice(0, MOST_TAGS).map((tag) => <TagChip key={tag.name} {...tag} />),
  },
  { id: 'doi', title: 'DOI', least: 140, ...plainCell((paper) => paper.doi) },
  { id: 'type', title: 'Type', least: 110, cell: (paper) => paper.type && typeName(paper.type) },
  { id: 'file', title: 'File name', least: 140, ...plainCell((paper) => paper.file_name) },
  { id: 'pages', title: 'Pages', least: 56, className: classes.number, cell: (paper) => paper.pages },
];

/** Collections by their names. */
export function collectionsColumn(collections: readonly { id: string; name: string }[]): ColumnDefinition {
  const words = (_: PaperRow, counts: PaperCounts | undefined) =>
    collections
      .filter(({ id }) => counts?.collections?.includes(id))
      .map(({ name }) => name)
      .join(', ');
  return { id: 'collections', title: 'Collections', least: 120, grow: 1, full: words, cell: words };
}

const initialsOf = (name: string) =>
  name
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .filter((_, at, all) => at === 0 || at === all.length - 1)
    .join('')
    .toUpperCase();

export function Added({ paper }: { paper: PaperRow }) {
  const who = paper.added_by?.name ?? 'a former member';
  return (
    <span className={classes.added} title={`${exactly(paper.added_at)}, by ${who}`}>
      <span
        className={classes.initials}
        style={{ background: paper.added_by ? colorOf(paper.added_by.id) : undefined }}
        aria-hidden
      >
        {initialsOf(who)}
      </span>
      <Ago at={paper.added_at} />
      <span className="sk-heard">, by {who}</span>
    </span>
  );
}

/** The number alone, where the head of the column says of what; or in `full`. */
export function Comments({ counts, full = false }: { counts: PaperCounts | undefined; full?: boolean }) {
  if (!counts?.comments) return null;
  const { comments, unread_comments: unread = 0 } = counts;
  const words = `${comments === 1 ? '1 comment' : `${comments.toLocaleString()} comments`}${unread ? `, ${unread} unread` : ''}`;
  return (
    <span className={classes.comments} data-unread={unread > 0 || undefined} title={words}>
      {full ? (
        words
      ) : (
        <>
          <span aria-hidden>{comments}</span>
          <span className="sk-heard">{words}</span>
        </>
      )}
    </span>
  );
}

function Unread({ counts }: { counts: PaperCounts | undefined }) {
  if (!counts?.unread) return null;
  return (
    <span className={classes.unread}>
      <span className="sk-heard">Unread</span>
    </span>
  );
}
