// pdf.js, loaded once and in the order it needs: the viewer reads the library from `globalThis` while it is being imported.
import * as pdfjs from 'pdfjs-dist';
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import type * as ViewerModule from 'pdfjs-dist/web/pdf_viewer.mjs';

pdfjs.GlobalWorkerOptions.workerSrc = workerUrl;

/** Character maps, fonts and decoders lie beside our own files: nothing is fetched from elsewhere. */
const DATA = `/assets/pdfjs-${pdfjs.version}`;
const CHUNK_BYTES = 65_536;

let loaded: Promise<typeof ViewerModule> | undefined;

function loadViewer(): Promise<typeof ViewerModule> {
  (globalThis as { pdfjsLib?: unknown }).pdfjsLib = pdfjs;
  loaded ??= import('pdfjs-dist/web/pdf_viewer.mjs');
  return loaded;
}

/** Opens a document by ranges: only the bytes of the pages that are looked at are fetched. */
export function openDocument(url: string): pdfjs.PDFDocumentLoadingTask {
  return pdfjs.getDocument({
    url,
    rangeChunkSize: CHUNK_BYTES,
    disableAutoFetch: true,
    disableStream: true,
    cMapUrl: `${DATA}/cmaps/`,
    standardFontDataUrl: `${DATA}/standard_fonts/`,
    wasmUrl: `${DATA}/wasm/`,
    iccUrl: `${DATA}/iccs/`,
    enableXfa: false,
  });
}

/** An empty viewer whose pages scroll in the container, with what finds and links in it. */
export async function buildViewer(container: HTMLDivElement) {
  const { EventBus, LinkTarget, PDFFindController, PDFLinkService, PDFViewer } = await loadViewer();
  const eventBus = new EventBus();
  const linkService = new PDFLinkService({
    eventBus,
    externalLinkTarget: LinkTarget.BLANK,
    externalLinkRel: 'noopener noreferrer',
  });
  const findController = new PDFFindController({ linkService, eventBus });
  const viewer = new PDFViewer({
    container,
    eventBus,
    linkService,
    findController,
    // Whatever the document's storage hides is not painted (`fileMarks.ts`).
    annotationMode: pdfjs.AnnotationMode.ENABLE_STORAGE,
    removePageBorders: true,
    textLayerMode: 1,
  });
  linkService.setViewer(viewer);
  return { bus: eventBus, links: linkService, viewer };
}

export type { PDFDocumentProxy, PDFDocumentLoadingTask, PDFPageProxy } from 'pdfjs-dist';
