// What is selected on the pages, as a quote that the server can find.

export interface Quoted {
  exact: string;
  prefix: string;
  suffix: string;
  /** From 1. */
  page: number;
  /** Where it ends in the window, in CSS pixels. */
  box: DOMRect;
}

const CONTEXT = 48;

/** The selection within the container's pages; null where nothing is selected there. */
export function readSelection(container: HTMLElement): Quoted | null {
  const selection = window.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const lead = beforeWord(range.startContainer, range.startOffset);
  const tail = afterWord(range.endContainer, range.endOffset);
  const exact = lead + selection.toString() + tail;
  const layer = layerOf(range.startContainer);
  const page = Number(layer?.closest<HTMLElement>('.page')?.dataset.pageNumber);
  if (!layer || !exact.trim() || !page || !container.contains(range.commonAncestorContainer)) return null;
  const before = document.createRange();
  before.setStart(layer, 0);
  before.setEnd(range.startContainer, range.startOffset);
  const last = layerOf(range.endContainer);
  const after = document.createRange();
  if (last) {
    after.setStart(range.endContainer, range.endOffset);
    after.setEnd(last, last.childNodes.length);
  }
  const boxes = range.getClientRects();
  return {
    exact,
    prefix: before
      .toString()
      .slice(0, before.toString().length - lead.length)
      .slice(-CONTEXT),
    suffix: last ? after.toString().slice(tail.length, tail.length + CONTEXT) : '',
    page,
    box: boxes[boxes.length - 1] ?? range.getBoundingClientRect(),
  };
}

const WORDS = new Intl.Segmenter(undefined, { granularity: 'word' });

/** What is missing of the word in which a selection begins. */
function beforeWord(node: Node, offset: number): string {
  return node instanceof Text ? missingBefore(node.data, offset) : '';
}

/** What is missing of the word in which it ends. */
function afterWord(node: Node, offset: number): string {
  return node instanceof Text ? missingAfter(node.data, offset) : '';
}

export function missingBefore(text: string, offset: number): string {
  const word = offset < text.length ? WORDS.segment(text).containing(offset) : undefined;
  return word?.isWordLike ? text.slice(word.index, offset) : '';
}

export function missingAfter(text: string, offset: number): string {
  const word = offset > 0 ? WORDS.segment(text).containing(offset - 1) : undefined;
  return word?.isWordLike ? text.slice(offset, word.index + word.segment.length) : '';
}

function layerOf(node: Node): HTMLElement | null {
  const element = node instanceof HTMLElement ? node : node.parentElement;
  return element?.closest<HTMLElement>('.textLayer') ?? null;
}
