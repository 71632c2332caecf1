// Between places on a page in points (as displayed, without our rotation) and places in the window.
import type { PageViewport } from 'pdfjs-dist';
import type { Rect } from '../api/schemas';

export type Point = [number, number];

/** `[left, top, width, height]` in parts of the page's box. */
export function placeRect(rect: Rect, upright: PageViewport, shown: PageViewport): [number, number, number, number] {
  const [x0, y0] = placePoint([rect[0], rect[1]], upright, shown);
  const [x1, y1] = placePoint([rect[2], rect[3]], upright, shown);
  return [Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0)];
}

/** A point in parts of the page's box. */
export function placePoint(point: Point, upright: PageViewport, shown: PageViewport): Point {
  const [x, y] = upright.convertToPdfPoint(point[0], point[1]) as Point;
  const [left, top] = shown.convertToViewportPoint(x, y) as Point;
  return [left / shown.width, top / shown.height];
}

const inside = (value: number) => Math.min(Math.max(value, 0), 1);

/** The point of the page under a place in parts of its box; never outside the page. */
export function pointAt(part: Point, upright: PageViewport, shown: PageViewport): Point {
  const [x, y] = shown.convertToPdfPoint(inside(part[0]) * shown.width, inside(part[1]) * shown.height) as Point;
  const [left, top] = upright.convertToViewportPoint(x, y) as Point;
  return [Math.round(left * 100) / 100, Math.round(top * 100) / 100];
}

/** A smooth line through these points, as the `d` of an SVG path: each point bends the line that its neighbours make. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const start = `M${first[0]},${first[1]}`;
  if (!rest.length) return `${start}h0.01`;
  const curves = rest.slice(0, -1).map(([x, y], number) => {
    const next = rest[number + 1] ?? [x, y];
    return `Q${x},${y} ${(x + next[0]) / 2},${(y + next[1]) / 2}`;
  });
  const last = rest[rest.length - 1] ?? first;
  return `${start}${curves.join('')}L${last[0]},${last[1]}`;
}

/** The points without those that lie within `slack` of the line between others (Ramer, Douglas and Peucker). */
export function simplify(points: readonly Point[], slack: number): Point[] {
  if (points.length < 3) return [...points];
  const first = points[0] as Point;
  const last = points[points.length - 1] as Point;
  let farthest = 0;
  let at = 0;
  for (let number = 1; number < points.length - 1; number++) {
    const far = distance(points[number] as Point, first, last);
    if (far > farthest) [farthest, at] = [far, number];
  }
  if (farthest <= slack) return [first, last];
  return [...simplify(points.slice(0, at + 1), slack).slice(0, -1), ...simplify(points.slice(at), slack)];
}

function distance(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  const length = Math.hypot(dx, dy);
  if (length === 0) return Math.hypot(point[0] - from[0], point[1] - from[1]);
  return Math.abs(dy * (point[0] - from[0]) - dx * (point[1] - from[1])) / length;
}
