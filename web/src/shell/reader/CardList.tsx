// Cards one below the other, as where there is no room beside the text; only those in view exist.
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect } from 'react';
import type { Annotation } from '../../api/schemas';

interface Props {
  annotations: readonly Annotation[];
  chosen: string | null;
  /** What scrolls around them. */
  panel: HTMLElement | null;
  children: (annotation: Annotation) => ReactNode;
}

const USUAL_HEIGHT = 130;

export function CardList({ annotations, chosen, panel, children }: Props) {
  const rows = useVirtualizer({
    count: annotations.length,
    getScrollElement: () => panel,
    estimateSize: () => USUAL_HEIGHT,
    getItemKey: (number) => annotations[number]?.id ?? number,
    overscan: 4,
  });
  const at = annotations.findIndex((one) => one.id === chosen);
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(at, { align: 'auto' });
  }, [rows, at]);
  return (
    <div style={{ position: 'relative', height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map((row) => {
        const one = annotations[row.index];
        return (
          one && (
            <div
              key={row.key}
              ref={rows.measureElement}
              data-index={row.index}
              style={{ position: 'absolute', inset: '0 0 auto', transform: `translateY(${row.start}px)` }}
            >
              {children(one)}
            </div>
          )
        );
      })}
    </div>
  );
}
