// Comments inside a file are ours once it has been read: pdf.js must not paint what our own layer draws.
import type { PDFDocumentProxy, PDFPageProxy } from './pdfjs';

/** Kinds of annotations that the server takes out of files (`parsing/marks.py`); links, forms and stamps are the page's own. */
const TAKEN_IN = new Set([
  'Highlight',
  'Underline',
  'Squiggly',
  'StrikeOut',
  'Text',
  'FreeText',
  'Square',
  'Circle',
  'Ink',
]);

interface FileAnnotation {
  id: string;
  subtype?: string;
  inkLists?: unknown[];
}

/** Let pages come without the annotations that were taken in. The viewer must render with the document's storage. */
export function hideMarksTakenIn(document: PDFDocumentProxy): void {
  const getPage = document.getPage.bind(document);
  const cleared = new WeakMap<PDFPageProxy, Promise<void>>();
  document.getPage = async (number) => {
    const page = await getPage(number);
    let done = cleared.get(page);
    if (!done) cleared.set(page, (done = clear(document, page)));
    await done;
    return page;
  };
}

async function clear(document: PDFDocumentProxy, page: PDFPageProxy): Promise<void> {
  const getAnnotations = page.getAnnotations.bind(page);
  const hidden = new Set<string>();
  try {
    for (const one of (await getAnnotations({ intent: 'display' })) as FileAnnotation[])
      if (isTakenIn(one)) hidden.add(one.id);
  } catch {
    return; // A page whose annotations cannot be read is shown as it is.
  }
  if (!hidden.size) return;
  for (const id of hidden) document.annotationStorage.setValue(id, { noView: true });
  page.getAnnotations = async (wanted) =>
    ((await getAnnotations(wanted)) as FileAnnotation[]).filter((one) => !hidden.has(one.id));
}

export function isTakenIn(one: FileAnnotation): boolean {
  // A drawing without strokes has only a picture of itself, which the server cannot take over.
  return TAKEN_IN.has(one.subtype ?? '') && (one.subtype !== 'Ink' || !!one.inkLists?.length);
}
