// Where somebody points on a page: read from the mouse here, shown as a sign there.
import type { Pointer } from '../../live/presence';
import { placePoint, pointAt } from '../../viewer/geometry';
import styles from './Readers.module.css';
import type { ReaderViewer } from '../../viewer/viewer';

const POINTER = 'data-pointer';

/** The page under a point of the window and the place on it, in points; null beside the pages. */
export function pointerAt(viewer: ReaderViewer, clientX: number, clientY: number): Pointer | null {
  const page = Number(document.elementFromPoint(clientX, clientY)?.closest<HTMLElement>('.page')?.dataset.pageNumber);
  const view = page ? viewer.viewOf(page) : undefined;
  if (!view?.pdfPage) return null;
  const box = view.div.getBoundingClientRect();
  const part: [number, number] = [(clientX - box.left) / box.width, (clientY - box.top) / box.height];
  const [x, y] = pointAt(part, view.pdfPage.getViewport({ scale: 1 }), view.viewport);
  return { page, x, y };
}

/** Shows where somebody points, or takes the sign away. */
export function showPointer(viewer: ReaderViewer, pointer: Pointer | null, name: string): void {
  document.querySelector(`[${POINTER}]`)?.remove();
  const view = pointer ? viewer.viewOf(pointer.page) : undefined;
  if (!pointer || !view?.pdfPage) return;
  const [left, top] = placePoint([pointer.x, pointer.y], view.pdfPage.getViewport({ scale: 1 }), view.viewport);
  const sign = document.createElement('div');
  sign.setAttribute(POINTER, '');
  sign.className = styles.pointer ?? '';
  sign.textContent = name;
  Object.assign(sign.style, { left: `${left * 100}%`, top: `${top * 100}%` });
  view.div.append(sign);
}
