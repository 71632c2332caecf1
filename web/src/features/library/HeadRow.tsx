// The heads of the columns; each sorts, and again the other way round.
import classes from './Library.module.css';
import { COLUMNS, nextSort, readSort } from './view';

const WIDE = new Set(['venue', 'added']);

export function HeadRow({ sort, onSort }: { sort: string | undefined; onSort: (sort: string) => void }) {
  const now = readSort(sort);
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headRow}>
        <div role="columnheader">
          <span className="sk-heard">Selected</span>
        </div>
        {COLUMNS.map((column) => (
          <div
            key={column.sort}
            role="columnheader"
            aria-sort={now.column === column.sort ? now.direction : 'none'}
            className={WIDE.has(column.sort) ? classes.wide : undefined}
          >
            <button type="button" onClick={() => onSort(nextSort(sort, column))}>
              {column.title}
              <span aria-hidden className={classes.arrow}>
                {now.column === column.sort ? (now.direction === 'ascending' ? '↑' : '↓') : ''}
              </span>
            </button>
          </div>
        ))}
      </div>
    </div>
  );
}
