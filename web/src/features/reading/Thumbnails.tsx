// Small pictures of the pages; only those in view are drawn.
import { UnstyledButton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { PDFDocumentProxy } from '../../viewer/pdfjs';
import styles from './Reading.module.css';

const WIDTH = 132;
const ROW = 206;

interface Props {
  document: PDFDocumentProxy;
  page: number;
  onPage: (page: number) => void;
}

export function Thumbnails({ document, page, onPage }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: document.numPages,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 2,
  });
  useEffect(() => rows.scrollToIndex(page - 1, { align: 'auto' }), [rows, page]);
  return (
    <div ref={box} className={styles.thumbnails} role="list" aria-label="Pages">
      <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map((row) => (
          <div
            key={row.key}
            role="listitem"
            className={styles.thumbnail}
            style={{ transform: `translateY(${row.start}px)`, height: ROW }}
          >
            <Thumbnail document={document} number={row.index + 1} current={row.index + 1 === page} onPage={onPage} />
          </div>
        ))}
      </div>
    </div>
  );
}

function Thumbnail({
  document,
  number,
  current,
  onPage,
}: {
  document: PDFDocumentProxy;
  number: number;
  current: boolean;
  onPage: (page: number) => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let cancel: (() => void) | undefined;
    let gone = false;
    void (async () => {
      const page = await document.getPage(number);
      const target = canvas.current;
      if (gone || !target) return;
      const size = page.getViewport({ scale: 1 });
      const viewport = page.getViewport({ scale: WIDTH / size.width });
      const sharp = Math.min(window.devicePixelRatio || 1, 2);
      target.width = viewport.width * sharp;
      target.height = Math.min(viewport.height, ROW - 30) * sharp;
      const task = page.render({ canvas: target, viewport, transform: [sharp, 0, 0, sharp, 0, 0] });
      cancel = () => task.cancel();
      await task.promise;
    })().catch(() => undefined); // Cancelled, or a page that cannot be drawn: the number is there all the same.
    return () => {
      gone = true;
      cancel?.();
    };
  }, [document, number]);
  return (
    <UnstyledButton
      onClick={() => onPage(number)}
      aria-label={`Page ${number}`}
      aria-current={current ? 'page' : undefined}
      className={styles.thumbnailButton}
    >
      <canvas ref={canvas} style={{ width: WIDTH }} aria-hidden />
      <span>{number}</span>
    </UnstyledButton>
  );
}
