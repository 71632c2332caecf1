// What lies over the pages: the passage one came for, annotations and citations; drawn when pdf.js draws a page.
import type { Annotation } from '../api/schemas';
import type { Spot } from './citations';
import { drawAnnotations, drawCitations, drawMarks, markChosen, type PageMarks, type PageView } from './marks';

export class Overlays {
  private marks: PageMarks[] = [];
  private annotations = new Map<number, Annotation[]>();
  private chosen: string | null = null;
  private citations = new Map<number, Spot[]>();
  private onCitation: (spot: Spot, box: DOMRect) => void = () => undefined;

  constructor(
    private container: HTMLElement,
    private viewOf: (page: number) => PageView | undefined,
  ) {}

  showMarks(marks: PageMarks[]): void {
    const pages = new Set([...this.marks, ...marks].map((one) => one.page));
    this.marks = marks;
    for (const page of pages) this.draw(page);
  }

  /** Draws again only the pages on which something changed: thousands of marks elsewhere cost nothing. */
  showAnnotations(annotations: readonly Annotation[]): void {
    const before = this.annotations;
    const now = new Map<number, Annotation[]>();
    for (const one of annotations) {
      for (const { page } of one.places) {
        const there = now.get(page);
        if (there) there.push(one);
        else now.set(page, [one]);
      }
    }
    this.annotations = now;
    for (const page of new Set([...before.keys(), ...now.keys()])) {
      if (!same(before.get(page), now.get(page))) this.drawAnnotations(page);
    }
  }

  choose(annotation: string | null): void {
    this.chosen = annotation;
    markChosen(this.container, annotation);
  }

  showCitations(citations: Map<number, Spot[]>, onOpen: (spot: Spot, box: DOMRect) => void): void {
    const pages = new Set([...this.citations.keys(), ...citations.keys()]);
    this.citations = citations;
    this.onCitation = onOpen;
    for (const page of pages) this.draw(page);
  }

  draw(page: number): void {
    const view = this.drawn(page);
    if (!view) return;
    drawMarks(
      view,
      this.marks.filter((one) => one.page === page).flatMap((one) => one.rects),
    );
    drawCitations(view, this.citations.get(page) ?? [], this.onCitation);
    this.drawAnnotations(page);
  }

  private drawAnnotations(page: number): void {
    const view = this.drawn(page);
    if (!view) return;
    const focused =
      document.activeElement instanceof HTMLElement ? document.activeElement.dataset.annotation : undefined;
    drawAnnotations(view, page, this.annotations.get(page) ?? [], this.chosen);
    if (focused && !(document.activeElement instanceof HTMLButtonElement))
      view.div.querySelector<HTMLElement>(`button[data-annotation="${focused}"]`)?.focus({ preventScroll: true });
  }

  /** The view of a page that pdf.js has drawn and not thrown away again. */
  private drawn(page: number): PageView | undefined {
    const view = this.viewOf(page);
    return view?.pdfPage && view.div.querySelector('canvas') ? view : undefined;
  }
}

function same(some: readonly Annotation[] = [], others: readonly Annotation[] = []): boolean {
  return (
    some.length === others.length &&
    some.every((one, number) => one.id === others[number]?.id && one.clock === others[number].clock)
  );
}
