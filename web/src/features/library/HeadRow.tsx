// The heads of the columns: a click sorts, with Shift by one more column; their edges are dragged, or moved by arrows, to
// make them wider; and a head that is dragged onto another takes its place.
import { useRef, type DragEvent, type KeyboardEvent, type PointerEvent } from 'react';
import type { ColumnDefinition } from './columns';
import { NARROWEST, WIDEST, type ShownColumn } from './layout';
import classes from './PaperTable.module.css';
import { nextSort, readSort, type Order } from './view';

interface Props {
  columns: ShownColumn<ColumnDefinition>[];
  sort: string | undefined;
  onSort: (sort: string) => void;
  /** While an edge is dragged, and when it is let go; null is the width as it comes. */
  onResize: (id: string, width: number | null, done: boolean) => void;
  onMove: (id: string, to: string) => void;
}

const STEP = 16;
const ORDINALS = ['', 'second, ', 'third, '];

export function HeadRow({ columns, sort, onSort, onResize, onMove }: Props) {
  const now = readSort(sort);
  const dragged = useRef<string | null>(null);
  return (
    <div role="rowgroup" className={classes.head}>
      <div role="row" aria-rowindex={1} className={classes.headRow}>
        <div role="columnheader">
          <span className="sk-heard">Selected</span>
        </div>
        {columns.map(({ column, width }) => {
          const place = now.findIndex((order) => order.column === column.sort);
          const order = column.sort ? now[place] : undefined;
          return (
            // Moved by the keyboard in the menu of columns.
            // oxlint-disable-next-line jsx-a11y/interactive-supports-focus
            <div
              key={column.id}
              role="columnheader"
              className={classes.headCell}
              // Only one column may say that it is the one that is sorted by; others say so in words.
              aria-sort={column.sort ? (order && place === 0 ? order.direction : 'none') : undefined}
              draggable
              onDragStart={(event) => {
                dragged.current = column.id;
                event.dataTransfer.effectAllowed = 'move';
                event.dataTransfer.setData('text/plain', column.title);
              }}
              onDragOver={(event: DragEvent) => dragged.current && event.preventDefault()}
              onDrop={(event) => {
                event.preventDefault();
                if (dragged.current && dragged.current !== column.id) onMove(dragged.current, column.id);
                dragged.current = null;
              }}
              onDragEnd={() => (dragged.current = null)}
            >
              {column.sort ? (
                <button
                  type="button"
                  title="Click to sort; Shift-click to sort by this column as well"
                  onClick={(event) =>
                    onSort(nextSort(sort, { sort: column.sort!, downFirst: column.downFirst ?? false }, event.shiftKey))
                  }
                >
                  {column.title}
                  <Arrow order={order} place={place} many={now.length > 1} />
                </button>
              ) : (
                <span>{column.title}</span>
              )}
              <Edge title={column.title} width={width} onResize={(to, done) => onResize(column.id, to, done)} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Arrow({ order, place, many }: { order: Order | undefined; place: number; many: boolean }) {
  if (!order) return null;
  return (
    <>
      <span aria-hidden className={classes.arrow}>
        {order.direction === 'ascending' ? '↑' : '↓'}
        {many && <sup>{place + 1}</sup>}
      </span>
      {place > 0 && (
        <span className="sk-heard">
          {' '}
          sorted {ORDINALS[place]}
          {order.direction}
        </span>
      )}
    </>
  );
}

interface EdgeProps {
  title: string;
  width: number | null;
  onResize: (width: number | null, done: boolean) => void;
}

/** The right edge of a head. A double click gives the column its own width again. */
function Edge({ title, width, onResize }: EdgeProps) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const widthOf = (edge: HTMLElement) => width ?? edge.parentElement!.getBoundingClientRect().width;
  function pressed(event: PointerEvent<HTMLElement>) {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { x: event.clientX, width: event.currentTarget.parentElement!.getBoundingClientRect().width };
  }
  function dragged(event: PointerEvent, done: boolean) {
    if (!start.current) return;
    const by = event.clientX - start.current.x;
    // A click alone changes nothing.
    if (by !== 0) onResize(start.current.width + by, done);
    if (done) start.current = null;
  }
  function typed(event: KeyboardEvent<HTMLElement>) {
    const by = event.key === 'ArrowRight' ? STEP : event.key === 'ArrowLeft' ? -STEP : 0;
    if (event.key === 'Enter') onResize(null, true);
    else if (by) onResize(widthOf(event.currentTarget) + by, true);
    else return;
    event.preventDefault();
  }
  return (
    // A separator that can be moved is a control, whatever the rule thinks of it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <span
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${title}`}
      aria-valuenow={Math.round(width ?? 0)}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      aria-valuetext={width === null ? 'automatic' : `${Math.round(width)} pixels`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={classes.edge}
      draggable
      onDragStart={(event) => {
        event.preventDefault();
        event.stopPropagation();
      }}
      onPointerDown={pressed}
      onPointerMove={(event) => dragged(event, false)}
      onPointerUp={(event) => dragged(event, true)}
      onDoubleClick={() => onResize(null, true)}
      onKeyDown={typed}
    />
  );
}
