// The papers as a grid of which only what is seen is drawn; ten thousand scroll like ten.
import { Skeleton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type MouseEvent,
} from 'react';
import type { PaperRow, Team } from '../../api/schemas';
import { startDraggingPapers } from '../../ui/dragging';
import { COLUMNS, type ColumnDefinition } from './columns';
import { HeadRow } from './HeadRow';
import { leastWidth, moved, resized, shownColumns, template, type LibraryPreferences } from './layout';
import classes from './PaperTable.module.css';
import type { PaperAction } from './paperActions';
import { PaperLine } from './PaperLine';
import type { Selection } from './selection';
import { choose, extendTo, toggle } from './selection';
import { useGridKeys } from './useGridKeys';
import { usePaperCounts } from './usePaperCounts';

interface Props {
  team: Team;
  papers: PaperRow[];
  /** How many there are in all; those not loaded yet are grey lines until scrolled to. */
  total: number;
  selection: Selection;
  onSelect: (change: (selection: Selection) => Selection) => void;
  sort: string | undefined;
  onSort: (sort: string) => void;
  /** Go to the paper's page. */
  onOpen: (id: string) => void;
  /** Go to its PDF, by a double click or Enter. */
  onRead: (id: string) => void;
  /** A click on a title shows the paper beside the list, and does not leave it. */
  previews: boolean;
  columns?: ColumnDefinition[];
  preferences: LibraryPreferences;
  onPreferences: (change: Partial<LibraryPreferences>) => void;
  /** How far the list is scrolled at first, and from then on. */
  offset: number;
  onOffset: (offset: number) => void;
  onRemove: () => void;
  onSelectAll: () => void;
  actions: PaperAction[];
  onMore: () => void;
  narrow: boolean;
  label: string;
}

const ROW = 44;
const COMPACT = 30;
const CARD = 92;

export function PaperTable(props: Props) {
  const { team, papers, total, selection, onSelect, narrow, onOpen, onRead, onMore, preferences } = props;
  const all = props.columns ?? COLUMNS;
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: measured, width: room } = useElementSize<HTMLDivElement>();
  const grid = useMergedRef(scroller, measured);
  const compact = preferences.density === 'compact';
  const height = narrow ? CARD : compact ? COMPACT : ROW;
  const chosenColumns = preferences.columns ?? null;
  const columns = useMemo(() => shownColumns(all, chosenColumns, room), [all, chosenColumns, room]);
  // The very same function from drawing to drawing; with another one all ten thousand places are computed anew.
  const keyOf = useCallback((index: number) => papers[index]?.id ?? index, [papers]);
  const lines = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 6,
    // The last rows can be scrolled clear of what floats at the window's foot.
    paddingEnd: 72,
    // A row keeps its element when others come in above it.
    getItemKey: keyOf,
    initialOffset: props.offset,
  });
  // Before the list is seen: Back leads to where one was.
  const [offset] = useState(props.offset);
  useLayoutEffect(() => {
    if (offset) scroller.current?.scrollTo({ top: offset });
  }, [offset]);
  useEffect(() => lines.measure(), [lines, height]);

  const keepOffset = useEffectEvent(() => props.onOffset(lines.scrollOffset ?? 0));
  const at = lines.scrollOffset;
  useEffect(() => keepOffset(), [at]);

  const visible = lines.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  const more = useEffectEvent(onMore);
  useEffect(() => {
    // A little before the end is seen, so that scrolling at a normal pace meets no grey lines.
    if (papers.length < total && last >= papers.length - 40) more();
  }, [last, papers.length, total]);

  const keys = useGridKeys({
    ...props,
    onOpen: onRead,
    page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 600) / height) - 1),
  });
  const shows = (...ids: string[]) => columns.some(({ column }) => ids.includes(column.id));
  const counts = usePaperCounts(team, papers, visible[0]?.index ?? 0, last, {
    counts: narrow || shows('comments', 'unread'),
    collections: !narrow && shows('collections'),
  });
  const shown = useRef<string | null>(selection.cursor);
  useEffect(() => {
    if (selection.cursor === shown.current) return;
    shown.current = selection.cursor;
    const index = papers.findIndex((paper) => paper.id === selection.cursor);
    if (index >= 0) lines.scrollToIndex(index, { align: 'auto' });
  }, [selection.cursor, papers, lines]);

  const tick = useCallback(
    (id: string, event: MouseEvent) => {
      const ids = papers.map((paper) => paper.id);
      onSelect((old) => (event.shiftKey ? extendTo(old, ids, id) : toggle(old, id)));
      scroller.current?.focus({ preventScroll: true });
    },
    [papers, onSelect],
  );

  function clicked(event: MouseEvent, id: string) {
    const on = (event.target as Element).closest('a, input');
    const plain = !event.shiftKey && !event.ctrlKey && !event.metaKey;
    if (on?.tagName === 'A' && plain) {
      event.preventDefault();
      // Without a mouse, as screen readers do it, a link is followed.
      if (!props.previews || event.detail === 0) return onOpen(id);
    } else if (on) return;
    const ids = papers.map((paper) => paper.id);
    if (event.shiftKey) window.getSelection()?.removeAllRanges();
    // A click on a title would leave the keyboard with its link, where no key of the list is heard.
    scroller.current?.focus({ preventScroll: true });
    onSelect((old) => {
      if (event.shiftKey) return extendTo(old, ids, id);
      return event.ctrlKey || event.metaKey ? toggle(old, id) : choose(id);
    });
  }

  /** What a drag that begins on this row takes along: all that are selected, if it is one of them. */
  function taken(id: string): string[] {
    if (!selection.chosen.has(id)) return [id];
    return papers.filter((paper) => selection.chosen.has(paper.id)).map((paper) => paper.id);
  }

  function resize(id: string, width: number | null, done: boolean) {
    const next = resized(all, chosenColumns, id, width);
    if (done) return props.onPreferences({ columns: next });
    // While an edge is dragged no row is drawn anew.
    const shownNow = shownColumns(all, next, 0);
    scroller.current?.style.setProperty('--columns', template(shownNow));
    scroller.current?.style.setProperty('--least', `${leastWidth(shownNow)}px`);
  }

  const cursorDrawn = visible.some((line) => papers[line.index]?.id === selection.cursor);
  return (
    <div
      ref={grid}
      role="grid"
      aria-label={props.label}
      aria-rowcount={total + 1}
      aria-multiselectable
      aria-activedescendant={cursorDrawn ? `paper-${selection.cursor}` : undefined}
      tabIndex={0}
      className={classes.grid}
      data-narrow={narrow || undefined}
      data-compact={compact || undefined}
      style={{ '--columns': template(columns), '--least': narrow ? 0 : `${leastWidth(columns)}px` } as CSSProperties}
      onKeyDown={keys}
    >
      {!narrow && (
        <HeadRow
          columns={columns}
          sort={props.sort}
          onSort={props.onSort}
          onResize={resize}
          onMove={(id, to) => props.onPreferences({ columns: moved(all, chosenColumns, id, to) })}
        />
      )}
      <div role="rowgroup" className={classes.rows} style={{ height: lines.getTotalSize() }}>
        {visible.map((line) => {
          const paper = papers[line.index];
          const place = { height, transform: `translateY(${line.start}px)` };
          if (!paper) {
            return (
              <div
                key={line.key}
                role="row"
                aria-rowindex={line.index + 2}
                aria-busy
                className={classes.row}
                style={place}
              >
                <div role="gridcell" className={classes.loading}>
                  <Skeleton h={10} w="60%" />
                </div>
              </div>
            );
          }
          const chosen = selection.chosen.has(paper.id);
          return (
            // The keyboard works on the whole grid, through aria-activedescendant.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
            <div
              key={line.key}
              id={`paper-${paper.id}`}
              role="row"
              aria-rowindex={line.index + 2}
              aria-selected={chosen}
              data-cursor={paper.id === selection.cursor || undefined}
              className={classes.row}
              style={place}
              draggable={!narrow && !paper.deleted_at}
              onDragStart={(event) => startDraggingPapers(event, taken(paper.id))}
              onClick={(event) => clicked(event, paper.id)}
              onDoubleClick={(event) => !(event.target as Element).closest('input') && onRead(paper.id)}
            >
              <PaperLine
                team={team}
                paper={paper}
                columns={columns}
                counts={counts.get(paper.id)}
                chosen={chosen}
                onTick={tick}
                narrow={narrow}
              />
            </div>
          );
        })}
      </div>
    </div>
  );
}
