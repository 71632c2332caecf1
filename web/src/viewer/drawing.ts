// Drawing on pages with mouse, pen or finger: an area, a note at a point, strokes of ink. Everything is kept in points.
import type { Rect } from '../api/schemas';
import { pathOf, pointAt, type Point, simplify } from './geometry';
import type { PageView } from './marks';
import styles from './Pages.module.css';

export type Tool = 'area' | 'note' | 'ink';

export interface Drawn {
  kind: Tool;
  page: number;
  rect?: Rect;
  strokes?: number[][];
}

/** Strokes that follow each other within this time are one drawing. */
const TOGETHER_MS = 1_100;
const SLACK_POINTS = 0.3;
const LEAST_AREA_POINTS = 4;
const SVG = 'http://www.w3.org/2000/svg';

interface Stroke {
  view: PageView;
  page: number;
  /** Points of the page, and places in the window relative to the page for what is shown meanwhile. */
  points: Point[];
  shown: Point[];
  path: SVGPathElement | SVGRectElement;
}

export class Drawing {
  private tool: Tool | null = null;
  private color = 'yellow';
  private current: Stroke | null = null;
  private waiting: Stroke[] = [];
  private timer: number | undefined;

  constructor(
    private container: HTMLElement,
    private viewOf: (page: number) => PageView | undefined,
    private onDrawn: (drawn: Drawn) => void,
  ) {
    container.addEventListener('pointerdown', this.down, true);
    container.addEventListener('pointermove', this.move);
    container.addEventListener('pointerup', this.up);
    container.addEventListener('pointercancel', this.cancel);
  }

  close(): void {
    this.use(null, this.color);
    this.container.removeEventListener('pointerdown', this.down, true);
    this.container.removeEventListener('pointermove', this.move);
    this.container.removeEventListener('pointerup', this.up);
    this.container.removeEventListener('pointercancel', this.cancel);
  }

  /** What the next press draws; null gives the pointer back to the text. */
  use(tool: Tool | null, color: string): void {
    this.finishInk();
    this.tool = tool;
    this.color = color;
    if (tool) this.container.dataset.tool = tool;
    else delete this.container.dataset.tool;
  }

  private down = (event: PointerEvent): void => {
    if (!this.tool || event.button !== 0 || !event.isPrimary) return;
    const div = event.target instanceof Element ? event.target.closest<HTMLElement>('.page') : null;
    const page = Number(div?.dataset.pageNumber);
    const view = page ? this.viewOf(page) : undefined;
    if (!view?.pdfPage) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.waiting.some((one) => one.page !== page)) this.finishInk();
    window.clearTimeout(this.timer);
    this.container.setPointerCapture(event.pointerId);
    this.current = { view, page, points: [], shown: [], path: this.sheet(view) };
    this.add(event);
  };

  private move = (event: PointerEvent): void => {
    if (!this.current) return;
    event.preventDefault();
    for (const one of event.getCoalescedEvents?.() ?? []) this.add(one);
    this.add(event);
  };

  private up = (): void => {
    const stroke = this.current;
    this.current = null;
    if (!stroke) return;
    if (this.tool === 'ink') {
      this.waiting.push(stroke);
      this.timer = window.setTimeout(() => this.finishInk(), TOGETHER_MS);
      return;
    }
    stroke.path.ownerSVGElement?.remove();
    const rect = around(stroke.points);
    if (this.tool === 'note')
      this.onDrawn({ kind: 'note', page: stroke.page, rect: [rect[0], rect[1], rect[0], rect[1]] });
    else if (rect[2] - rect[0] >= LEAST_AREA_POINTS && rect[3] - rect[1] >= LEAST_AREA_POINTS)
      this.onDrawn({ kind: 'area', page: stroke.page, rect });
  };

  private cancel = (): void => {
    this.current?.path.ownerSVGElement?.remove();
    this.current = null;
  };

  private finishInk(): void {
    window.clearTimeout(this.timer);
    const strokes = this.waiting;
    this.waiting = [];
    const page = strokes[0]?.page;
    if (!page) return;
    for (const one of strokes) one.path.ownerSVGElement?.remove();
    this.onDrawn({ kind: 'ink', page, strokes: strokes.map((one) => simplify(one.points, SLACK_POINTS).flat()) });
  }

  /** An SVG over the page for what is being drawn. */
  private sheet(view: PageView): SVGPathElement | SVGRectElement {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('class', styles.sheet ?? '');
    svg.dataset.color = this.color;
    const path = document.createElementNS(SVG, this.tool === 'ink' ? 'path' : 'rect') as
      | SVGPathElement
      | SVGRectElement;
    svg.append(path);
    view.div.append(svg);
    return path;
  }

  private add(event: PointerEvent): void {
    const stroke = this.current;
    if (!stroke?.view.pdfPage) return;
    const box = stroke.view.div.getBoundingClientRect();
    const shown: Point = [event.clientX - box.left, event.clientY - box.top];
    const last = stroke.shown[stroke.shown.length - 1];
    if (last && last[0] === shown[0] && last[1] === shown[1]) return;
    stroke.shown.push(shown);
    stroke.points.push(
      pointAt(
        [shown[0] / box.width, shown[1] / box.height],
        stroke.view.pdfPage.getViewport({ scale: 1 }),
        stroke.view.viewport,
      ),
    );
    if (stroke.path instanceof SVGPathElement) stroke.path.setAttribute('d', pathOf(stroke.shown));
    else {
      const [x0, y0, x1, y1] = around(stroke.shown);
      for (const [name, value] of Object.entries({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 }))
        stroke.path.setAttribute(name, String(value));
    }
  }
}

function around(points: readonly Point[]): Rect {
  // An area is spanned by where one began and where one is, whatever way the pointer went.
  const a: Point = points[0] ?? [0, 0];
  const b: Point = points[points.length - 1] ?? a;
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1])];
}
