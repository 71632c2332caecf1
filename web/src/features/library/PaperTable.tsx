// The papers as a grid of which only what is seen is drawn; ten thousand scroll like ten.
import { Skeleton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useEffectEvent, useRef, type MouseEvent } from 'react';
import type { PaperRow, Team } from '../../api/schemas';
import { startDraggingPapers } from '../../ui/dragging';
import { HeadRow } from './HeadRow';
import classes from './Library.module.css';
import type { PaperAction } from './paperActions';
import { PaperLine } from './PaperLine';
import type { Selection } from './selection';
import { choose, extendTo, toggle } from './selection';
import { useGridKeys } from './useGridKeys';

interface Props {
  team: Team;
  papers: PaperRow[];
  /** How many there are in all; those not loaded yet are grey lines until scrolled to. */
  total: number;
  selection: Selection;
  onSelect: (change: (selection: Selection) => Selection) => void;
  sort: string | undefined;
  onSort: (sort: string) => void;
  onOpen: (id: string) => void;
  onRemove: () => void;
  onSelectAll: () => void;
  actions: PaperAction[];
  onMore: () => void;
  narrow: boolean;
  label: string;
}

const ROW = 44;
const CARD = 92;

export function PaperTable(props: Props) {
  const { team, papers, total, selection, onSelect, narrow, onOpen, onMore } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const height = narrow ? CARD : ROW;
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
  });
  useEffect(() => lines.measure(), [lines, height]);

  const visible = lines.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  const more = useEffectEvent(onMore);
  useEffect(() => {
    // A little before the end is seen, so that scrolling at a normal pace meets no grey lines.
    if (papers.length < total && last >= papers.length - 40) more();
  }, [last, papers.length, total]);

  const keys = useGridKeys({
    ...props,
    page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 600) / height) - 1),
  });
  const shown = useRef<string | null>(null);
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
      onOpen(id);
    }
    if (on) return;
    const ids = papers.map((paper) => paper.id);
    if (event.shiftKey) window.getSelection()?.removeAllRanges();
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

  const cursorDrawn = visible.some((line) => papers[line.index]?.id === selection.cursor);
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={props.label}
      aria-rowcount={total + 1}
      aria-multiselectable
      aria-activedescendant={cursorDrawn ? `paper-${selection.cursor}` : undefined}
      tabIndex={0}
      className={classes.grid}
      data-narrow={narrow || undefined}
      onKeyDown={keys}
    >
      {!narrow && <HeadRow sort={props.sort} onSort={props.onSort} />}
      <div role="rowgroup" style={{ height: lines.getTotalSize(), position: 'relative' }}>
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
              onDoubleClick={(event) => !(event.target as Element).closest('input') && onOpen(paper.id)}
            >
              <PaperLine team={team} paper={paper} chosen={chosen} onTick={tick} narrow={narrow} />
            </div>
          );
        })}
      </div>
    </div>
  );
}
