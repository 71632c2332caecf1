// Marks and citations over a page of the viewer, at any zoom and rotation.
import type { PageViewport } from 'pdfjs-dist';
import type { Annotation, Rect } from '../../api/types';
import type { Spot } from './citations';
import styles from './ReaderPage.module.css';

export interface PageMarks {
  page: number;
  rects: Rect[];
}

/** What we need of pdf.js's view of a page. */
export interface PageView {
  div: HTMLElement;
  viewport: PageViewport;
  pdfPage?: { getViewport(options: { scale: number }): PageViewport } | null;
}

const LAYER = 'data-marks';
const ANNOTATIONS = 'data-annotations';
const CITATIONS = 'data-citations';

/** `[left, top, width, height]` in parts of the page's box, from points of the page as displayed without our rotation. */
export function placeRect(rect: Rect, upright: PageViewport, shown: PageViewport): [number, number, number, number] {
  const [ax, ay] = upright.convertToPdfPoint(rect[0], rect[1]) as [number, number];
  const [bx, by] = upright.convertToPdfPoint(rect[2], rect[3]) as [number, number];
  const [x0, y0] = shown.convertToViewportPoint(ax, ay) as [number, number];
  const [x1, y1] = shown.convertToViewportPoint(bx, by) as [number, number];
  const left = Math.min(x0, x1) / shown.width;
  const top = Math.min(y0, y1) / shown.height;
  return [left, top, Math.abs(x1 - x0) / shown.width, Math.abs(y1 - y0) / shown.height];
}

function place(element: HTMLElement, rect: Rect, view: PageView, upright: PageViewport): void {
  const [left, top, width, height] = placeRect(rect, upright, view.viewport);
  Object.assign(element.style, {
    left: `${left * 100}%`,
    top: `${top * 100}%`,
    width: `${width * 100}%`,
    height: `${height * 100}%`,
  });
}

export function drawMarks(view: PageView, rects: Rect[]): void {
  view.div.querySelector(`[${LAYER}]`)?.remove();
  if (!rects.length || !view.pdfPage) return;
  const upright = view.pdfPage.getViewport({ scale: 1 });
  const layer = document.createElement('div');
  layer.setAttribute(LAYER, '');
  layer.className = styles.marks ?? '';
  for (const rect of rects) {
    const mark = document.createElement('div');
    mark.className = styles.mark ?? '';
    place(mark, rect, view, upright);
    layer.append(mark);
  }
  view.div.append(layer);
}

/** Annotations over their words; they let clicks and selections through to the text, so `annotationAt` finds them. */
export function drawAnnotations(view: PageView, page: number, annotations: readonly Annotation[], chosen: string | null): void {
  view.div.querySelector(`[${ANNOTATIONS}]`)?.remove();
  if (!annotations.length || !view.pdfPage) return;
  const upright = view.pdfPage.getViewport({ scale: 1 });
  const layer = document.createElement('div');
  layer.setAttribute(ANNOTATIONS, '');
  layer.className = styles.marks ?? '';
  for (const annotation of annotations) {
    for (const rect of annotation.places.find((one) => one.page === page)?.rects ?? []) {
      const mark = document.createElement('div');
      mark.className = styles.annotation ?? '';
      Object.assign(mark.dataset, { annotation: annotation.id, kind: annotation.kind, color: annotation.color });
      if (annotation.id === chosen) mark.dataset.chosen = '';
      place(mark, rect as Rect, view, upright);
      layer.append(mark);
    }
  }
  view.div.append(layer);
}

/** The id of the annotation drawn at this point of the window; of several the smallest. */
export function annotationAt(container: HTMLElement, x: number, y: number): string | null {
  let found: string | null = null;
  let smallest = Infinity;
  for (const mark of container.querySelectorAll<HTMLElement>('[data-annotation]')) {
    const box = mark.getBoundingClientRect();
    const area = box.width * box.height;
    if (x >= box.left && x <= box.right && y >= box.top && y <= box.bottom && area < smallest) {
      found = mark.dataset.annotation ?? null;
      smallest = area;
    }
  }
  return found;
}

/** A button over each citation; one that is broken over lines is one stop of the keyboard. */
export function drawCitations(view: PageView, spots: readonly Spot[], onOpen: (spot: Spot, box: DOMRect) => void): void {
  view.div.querySelector(`[${CITATIONS}]`)?.remove();
  if (!spots.length || !view.pdfPage) return;
  const upright = view.pdfPage.getViewport({ scale: 1 });
  const layer = document.createElement('div');
  layer.setAttribute(CITATIONS, '');
  layer.className = styles.citations ?? '';
  for (const spot of spots) {
    spot.rects.forEach((rect, number) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = styles.citation ?? '';
      button.setAttribute('aria-label', `Reference ${spot.text}`);
      if (number > 0) {
        button.tabIndex = -1;
        button.setAttribute('aria-hidden', 'true');
      }
      button.addEventListener('click', () => onOpen(spot, button.getBoundingClientRect()));
      place(button, rect, view, upright);
      layer.append(button);
    });
  }
  view.div.append(layer);
}
