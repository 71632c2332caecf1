// Text that a PDF clips away, as it comes with figures that were cut out of whole pages. pdf.js lays it over the page like
// any other, and whoever selects the printed words gets it instead. The server does not read it, so its words tell.
import { placeRect } from './geometry';
import type { PageView } from './marks';
import type { Rect } from '../api/schemas';

/** Left, top, right and bottom in parts of the page. */
type Box = [number, number, number, number];

export interface Run {
  text: string;
  box: Box;
}

export interface Word {
  text: string;
  rects: number[][];
}

/** Runs of this many letters, of which this many pairs lie on one another, are text under text. */
const LETTERS = 4;
const PAIRS = 3;
/** How far the middle of a printed word may be from that of its run, in parts of the run's height: fonts differ. */
const ASTRAY = 0.35;
/** Less than this is no page out of which something was cut, but a sign that is read in another way. */
const LEAST_LETTERS = 20;

const tokensOf = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];
const shared = (a: number, b: number, c: number, d: number) => Math.min(b, d) - Math.max(a, c);

/** Whether text lies under text; on most pages none does, and nothing more needs to be asked. */
export function hasTextUnderText(runs: readonly Run[]): boolean {
  const long = runs
    .map((run) => ({ box: run.box, letters: tokensOf(run.text).join('') }))
    .filter((run) => run.letters.length >= LETTERS);
  long.sort((a, b) => a.box[1] - b.box[1]);
  let pairs = 0;
  for (const [number, { box, letters }] of long.entries()) {
    for (let at = number + 1; at < long.length; at++) {
      const other = long[at];
      if (!other || other.box[1] >= box[3]) break;
      const across = shared(box[0], box[2], other.box[0], other.box[2]);
      const down = shared(box[1], box[3], other.box[1], other.box[3]);
      const narrower = Math.min(box[2] - box[0], other.box[2] - other.box[0]);
      const lower = Math.min(box[3] - box[1], other.box[3] - other.box[1]);
      // The same twice is how some programs print bold.
      if (across > narrower / 2 && down > lower / 3 && letters !== other.letters && ++pairs >= PAIRS) return true;
    }
  }
  return false;
}

const isUpwards = ([left, top, right, bottom]: Box) => right - left < bottom - top;
const onItsSide = ([left, top, right, bottom]: Box): Box => [top, left, bottom, right];

/** Whether a word stands on the line of a run; on a page that lies on its side lines run up or down. */
function isOf(word: Box, run: Box): boolean {
  const [one, other] = isUpwards(word) && isUpwards(run) ? [onItsSide(word), onItsSide(run)] : [word, run];
  const off = Math.abs(one[1] + one[3] - other[1] - other[3]) / 2;
  return shared(one[0], one[2], other[0], other[2]) > 0 && off < ASTRAY * (other[3] - other[1]);
}

/** Numbers of the runs of which less than half stands among the printed words there. */
export function findGhosts(runs: readonly Run[], printed: readonly Run[]): number[] {
  const found: number[] = [];
  let letters = 0;
  runs.forEach(({ text, box }, number) => {
    const tokens = tokensOf(text);
    const length = tokens.join('').length;
    if (!length) return;
    const there = printed
      .filter((word) => isOf(word.box, box))
      .map((word) => tokensOf(word.text).join(''))
      .join(' ');
    const known = tokens.filter((token) => there.includes(token)).join('').length;
    if (known >= length / 2) return;
    found.push(number);
    letters += length;
  });
  return letters >= LEAST_LETTERS ? found : [];
}

/** Takes such text out of a page's text layer, so that it can neither be selected nor quoted. */
export async function removeGhosts(view: PageView | undefined, readWords: () => Promise<Word[]>): Promise<void> {
  const layer = view?.div.querySelector('.textLayer');
  const upright = view?.pdfPage?.getViewport({ scale: 1 });
  if (!view || !layer || !upright) return;
  const sheet = view.div.getBoundingClientRect();
  const spans = [...layer.querySelectorAll('span')].filter(
    (span) => !span.firstElementChild && span.textContent.trim(),
  );
  const runs = spans.map((span): Run => {
    const { left, top, right, bottom } = span.getBoundingClientRect();
    return {
      text: span.textContent,
      box: [
        (left - sheet.left) / sheet.width,
        (top - sheet.top) / sheet.height,
        (right - sheet.left) / sheet.width,
        (bottom - sheet.top) / sheet.height,
      ],
    };
  });
  if (!hasTextUnderText(runs)) return;
  const { viewport } = view;
  // What cannot be asked now is asked again when the page is drawn again.
  const words = await readWords().catch(() => []);
  const printed = words.flatMap((word) =>
    word.rects.map((rect): Run => {
      const [left, top, width, height] = placeRect(rect as Rect, upright, viewport);
      return { text: word.text, box: [left, top, left + width, top + height] };
    }),
  );
  // A file that has not been read yet has no words, and everything stays.
  if (printed.length) for (const number of findGhosts(runs, printed)) spans[number]?.remove();
}
