// Marks and citations over a page of the viewer, at any zoom and rotation.
import type { PageViewport } from 'pdfjs-dist';
import type { Annotation, Rect } from '../api/schemas';
import type { Spot } from './citations';
import { pathOf, placePoint, placeRect, type Point } from './geometry';
import styles from './Pages.module.css';
import { nameOf } from './wording';

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
const NOTE_POINTS = 18;
const SVG = 'http://www.w3.org/2000/svg';

function place(element: HTMLElement, rect: Rect, view: PageView, upright: PageViewport): void {
  const [left, top, width, height] = placeRect(rect, upright, view.viewport);
  Object.assign(element.style, {
    left: `${left * 100}%`,
    top: `${top * 100}%`,
    width: `${width * 100}%`,
    height: `${height * 100}%`,
  });
}

/** A new layer over the page in place of the old one; null while the page is not drawn. */
function layerOver(
  view: PageView,
  kind: string,
  name: string | undefined,
  wanted: boolean,
): { layer: HTMLElement; upright: PageViewport } | null {
  view.div.querySelector(`[${kind}]`)?.remove();
  if (!wanted || !view.pdfPage) return null;
  const layer = document.createElement('div');
  layer.setAttribute(kind, '');
  layer.className = name ?? '';
  view.div.append(layer);
  return { layer, upright: view.pdfPage.getViewport({ scale: 1 }) };
}

export function drawMarks(view: PageView, rects: Rect[]): void {
  const over = layerOver(view, LAYER, styles.marks, rects.length > 0);
  for (const rect of over ? rects : []) {
    const mark = document.createElement('div');
    mark.className = styles.mark ?? '';
    if (over) place(mark, rect, view, over.upright);
    over?.layer.append(mark);
  }
}

/**
 * Annotations over their words. They let clicks and selections through to the text, so `annotationAt` finds them; for the
 * keyboard and for screen readers the first rectangle of each is a button with a name.
 */
export function drawAnnotations(
  view: PageView,
  page: number,
  annotations: readonly Annotation[],
  chosen: string | null,
): void {
  const over = layerOver(view, ANNOTATIONS, styles.marks, annotations.length > 0);
  if (!over) return;
  for (const annotation of annotations) {
    rectsOn(annotation, page).forEach((rect, number) => {
      const mark = document.createElement(number === 0 ? 'button' : 'div');
      if (mark instanceof HTMLButtonElement) {
        mark.type = 'button';
        mark.setAttribute('aria-label', nameOf(annotation));
      }
      mark.className = styles.annotation ?? '';
      Object.assign(mark.dataset, { annotation: annotation.id, kind: annotation.kind, color: annotation.color });
      if (annotation.id === chosen) mark.dataset.chosen = '';
      if (annotation.carried && !annotation.carried.sure) mark.dataset.unsure = '';
      place(mark, rect, view, over.upright);
      if (annotation.kind === 'ink' && number === 0) mark.append(ink(annotation, rect, view, over.upright));
      over.layer.append(mark);
    });
  }
}

/** Where it is drawn on this page; a note stands at a point, or in the corner of its page. */
function rectsOn(annotation: Annotation, page: number): Rect[] {
  const there = annotation.places.find((one) => one.page === page);
  if (!there) return [];
  const rects = there.rects as Rect[];
  if (annotation.kind !== 'note') return rects;
  const [x, y] = rects[0] ?? [8, 8];
  return [[x, y, x + NOTE_POINTS, y + NOTE_POINTS]];
}

function ink(annotation: Annotation, rect: Rect, view: PageView, upright: PageViewport): SVGElement {
  const [left, top, width, height] = placeRect(rect, upright, view.viewport);
  const { width: across, height: down } = view.viewport;
  const svg = document.createElementNS(SVG, 'svg');
  // In the window's pixels of the page as shown, with the origin at the corner of the stroke's rectangle.
  svg.setAttribute('viewBox', `0 0 ${Math.max(width * across, 0.01)} ${Math.max(height * down, 0.01)}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  for (const stroke of annotation.strokes) {
    const points: Point[] = [];
    for (let at = 0; at + 1 < stroke.length; at += 2) {
      const [x, y] = placePoint([stroke[at] ?? 0, stroke[at + 1] ?? 0], upright, view.viewport);
      points.push([(x - left) * across, (y - top) * down]);
    }
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', pathOf(points));
    svg.append(path);
  }
  return svg;
}

/** Marks one as chosen and the others not, without drawing anything again. */
export function markChosen(container: HTMLElement, chosen: string | null): void {
  for (const mark of container.querySelectorAll<HTMLElement>('[data-annotation]'))
    mark.toggleAttribute('data-chosen', mark.dataset.annotation === chosen);
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
export function drawCitations(
  view: PageView,
  spots: readonly Spot[],
  onOpen: (spot: Spot, box: DOMRect) => void,
): void {
  const over = layerOver(view, CITATIONS, styles.citations, spots.length > 0);
  if (!over) return;
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
      place(button, rect, view, over.upright);
      over.layer.append(button);
    });
  }
}
