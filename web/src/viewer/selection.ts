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
  const exact = selection.toString();
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
    prefix: before.toString().slice(-CONTEXT),
    suffix: last ? after.toString().slice(0, CONTEXT) : '',
    page,
    box: boxes[boxes.length - 1] ?? range.getBoundingClientRect(),
  };
}

function layerOf(node: Node): HTMLElement | null {
  const element = node instanceof HTMLElement ? node : node.parentElement;
  return element?.closest<HTMLElement>('.textLayer') ?? null;
}
