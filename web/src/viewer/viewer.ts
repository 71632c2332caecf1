// The pdf.js viewer as the reader uses it: one object with a few verbs, and a state that React can subscribe to.
import type { EventBus, PDFLinkService, PDFViewer } from 'pdfjs-dist/web/pdf_viewer.mjs';
import type { Annotation, Rect } from '../api/schemas';
import type { Spot } from './citations';
import { placeRect } from './geometry';
import { removeGhosts, type Word } from './ghosts';
import type { PageMarks, PageView } from './marks';
import { Overlays } from './overlays';
import { buildViewer, type PDFDocumentProxy } from './pdfjs';

const CSS_PIXELS_PER_POINT = 96 / 72;
/** How far below the top edge a passage is shown, in parts of the window. */
const PASSAGE_AT = 0.3;
/** A page that fits the window is not made larger than this: lines of text would get too long to read. */
const WIDEST_FIT = 1.6;

export interface Place {
  page: number;
  /** Points from the top of the page. */
  y: number;
  /** 1 is actual size; null fits the page to the window. */
  zoom: number | null;
  rotation: number;
}

export interface ReaderState {
  ready: boolean;
  page: number;
  pages: number;
  scale: number;
  rotation: number;
  matches: { current: number; total: number } | null;
}

export class ReaderViewer {
  state: ReaderState = { ready: false, page: 1, pages: 0, scale: 1, rotation: 0, matches: null };
  onMove: ((place: Place) => void) | undefined;
  /** The words of a page as the server has read them. */
  readWords: (page: number) => Promise<Word[]> = () => Promise.resolve([]);
  private listeners = new Set<() => void>();
  private overlays: Overlays;
  private watchers = new Set<(place: Place) => void>();
  private closed = false;
  /** Until one chooses a zoom, the page fits the window, whatever becomes of it. */
  private fitted = true;
  private sizes: ResizeObserver | undefined;

  private constructor(
    private container: HTMLDivElement,
    private bus: EventBus,
    private links: PDFLinkService,
    private viewer: PDFViewer,
  ) {
    this.overlays = new Overlays(container, this.viewOf);
  }

  viewOf = (page: number): PageView | undefined => this.viewer.getPageView(page - 1) as PageView | undefined;

  /** Puts the document's pages into the container; `start` is where it opens. */
  static async open(container: HTMLDivElement, document: PDFDocumentProxy, start: Place | null): Promise<ReaderViewer> {
    const { bus, links, viewer } = await buildViewer(container);
    const reader = new ReaderViewer(container, bus, links, viewer);
    reader.listen(start);
    viewer.setDocument(document);
    links.setDocument(document, null);
    reader.update({ pages: document.numPages });
    return reader;
  }

  close(): void {
    this.closed = true;
    this.sizes?.disconnect();
    this.listeners.clear();
    this.viewer.setDocument(null as unknown as PDFDocumentProxy);
    this.links.setDocument(null, null);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  getState = (): ReaderState => this.state;

  /** Called with every place that is scrolled to. */
  watchPlace(watcher: (place: Place) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  goToPage(page: number): void {
    const wanted = Math.min(Math.max(1, Math.round(page)), this.state.pages);
    this.viewer.currentPageNumber = wanted;
  }

  goTo(place: Pick<Place, 'page' | 'y'>, at = 0): void {
    this.goToPage(place.page);
    const view = this.viewer.getPageView(this.state.page - 1) as { div: HTMLElement } | undefined;
    if (!view) return;
    const y = place.y * this.viewer.currentScale * CSS_PIXELS_PER_POINT;
    this.container.scrollTop = view.div.offsetTop + y - at * this.container.clientHeight;
  }

  /** Where a mark begins, in pixels from the top of all pages; also on pages that are not drawn. */
  topOf(annotation: Annotation): number {
    const view = annotation.page ? this.viewOf(annotation.page) : undefined;
    if (!view) return 0;
    const rect = annotation.rects[0] as Rect | undefined;
    if (!rect) return view.div.offsetTop;
    const top = view.pdfPage
      ? placeRect(rect, view.pdfPage.getViewport({ scale: 1 }), view.viewport)[1] * view.div.clientHeight
      : rect[1] * this.viewer.currentScale * CSS_PIXELS_PER_POINT;
    return view.div.offsetTop + top;
  }

  /** Numbers of the pages that lie between these pixels. */
  pagesBetween(from: number, to: number): Set<number> {
    const found = new Set<number>();
    for (let page = 1; page <= this.state.pages; page++) {
      const div = this.viewOf(page)?.div;
      if (div && div.offsetTop <= to && div.offsetTop + div.clientHeight >= from) found.add(page);
    }
    return found;
  }

  goToDestination(destination: unknown): void {
    void this.links.goToDestination(destination as string);
  }

  zoomBy(steps: number): void {
    this.fitted = false;
    this.viewer.updateScale({ steps });
  }

  zoomTo(preset: 'page-width' | 'page-fit' | 'page-actual'): void {
    this.fitted = preset === 'page-width';
    this.viewer.currentScaleValue = preset;
  }

  private fit(): void {
    this.viewer.currentScaleValue = 'page-width';
    if (this.viewer.currentScale > WIDEST_FIT) this.viewer.currentScale = WIDEST_FIT;
  }

  rotate(): void {
    this.viewer.pagesRotation = (this.viewer.pagesRotation + 90) % 360;
  }

  /** Marks passages; the first is brought into view. */
  mark(marks: PageMarks[]): void {
    this.overlays.showMarks(marks);
    const [first] = marks;
    const rect: Rect | undefined = first?.rects[0];
    if (first && rect) this.goTo({ page: first.page, y: rect[1] }, PASSAGE_AT);
    else if (first) this.goToPage(first.page);
  }

  /** Draws annotations on their words; nothing moves. */
  showAnnotations(annotations: readonly Annotation[]): void {
    this.overlays.showAnnotations(annotations);
  }

  choose(annotation: string | null): void {
    this.overlays.choose(annotation);
  }

  /** Brings a passage into view. */
  show(page: number, y: number): void {
    this.goTo({ page, y }, PASSAGE_AT);
  }

  /** Makes buttons of citations, by page. */
  showCitations(citations: Map<number, Spot[]>, onOpen: (spot: Spot, box: DOMRect) => void): void {
    this.overlays.showCitations(citations, onOpen);
  }

  find(query: string, again: 'next' | 'previous' | null = null): void {
    this.bus.dispatch('find', {
      source: this,
      type: again ? 'again' : '',
      query,
      caseSensitive: false,
      entireWord: false,
      highlightAll: true,
      findPrevious: again === 'previous',
      matchDiacritics: false,
    });
    if (!query) this.update({ matches: null });
  }

  private listen(start: Place | null): void {
    this.bus.on('pagesinit', () => {
      if (this.closed) return;
      if (start?.rotation) this.viewer.pagesRotation = start.rotation;
      if (start?.zoom) {
        this.fitted = false;
        this.viewer.currentScale = start.zoom;
      } else this.fit();
      this.update({ ready: true, scale: this.viewer.currentScale, rotation: this.viewer.pagesRotation });
      if (start) this.goTo(start);
    });
    this.bus.on('pagechanging', ({ pageNumber }: { pageNumber: number }) => this.update({ page: pageNumber }));
    this.bus.on('scalechanging', ({ scale }: { scale: number }) => this.update({ scale }));
    this.bus.on('rotationchanging', ({ pagesRotation }: { pagesRotation: number }) =>
      this.update({ rotation: pagesRotation }),
    );
    this.bus.on('pagerendered', ({ pageNumber }: { pageNumber: number }) => this.overlays.draw(pageNumber));
    this.bus.on(
      'textlayerrendered',
      ({ pageNumber }: { pageNumber: number }) =>
        void removeGhosts(this.viewOf(pageNumber), () => this.readWords(pageNumber)),
    );
    this.bus.on('updateviewarea', () => this.moved());
    this.bus.on('updatefindmatchescount', ({ matchesCount }: { matchesCount: { current: number; total: number } }) =>
      this.update({ matches: matchesCount }),
    );
    this.bus.on('updatefindcontrolstate', ({ matchesCount }: { matchesCount: { current: number; total: number } }) =>
      this.update({ matches: matchesCount }),
    );
    this.sizes = new ResizeObserver(() => {
      if (this.fitted && this.state.ready) this.fit();
      else this.viewer.update();
    });
    this.sizes.observe(this.container);
  }

  private moved(): void {
    if (!this.state.ready || this.closed) return;
    const page = this.state.page;
    const view = this.viewer.getPageView(page - 1) as { div: HTMLElement } | undefined;
    if (!view) return;
    const y = (this.container.scrollTop - view.div.offsetTop) / (this.viewer.currentScale * CSS_PIXELS_PER_POINT);
    const place = {
      page,
      y: Math.max(0, Math.round(y)),
      zoom: this.fitted ? null : this.viewer.currentScale,
      rotation: this.viewer.pagesRotation,
    };
    this.onMove?.(place);
    this.watchers.forEach((watcher) => watcher(place));
  }

  private update(change: Partial<ReaderState>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }
}
