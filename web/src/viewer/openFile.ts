// The file that is open in the reader: what its parts have in common.
import { createContext, type RefObject, use } from 'react';
import type { Team } from '../api/schemas';
import type { PDFDocumentProxy } from './pdfjs';
import type { ReaderViewer } from './viewer';

export interface Opened {
  viewer: ReaderViewer;
  document: PDFDocumentProxy;
}

export interface OpenFile {
  team: Team;
  paper: string;
  file: string;
  /** Null until the document is here. */
  opened: Opened | null;
  /** Whether its pages can be drawn on. */
  ready: boolean;
  /** What its pages scroll in. */
  container: RefObject<HTMLDivElement | null>;
  /** Opens the panel beside the pages. */
  reveal: () => void;
}

export const OpenFileContext = createContext<OpenFile | null>(null);

export function useOpenFile(): OpenFile {
  const open = use(OpenFileContext);
  if (!open) throw new Error('Only within the reader.');
  return open;
}
