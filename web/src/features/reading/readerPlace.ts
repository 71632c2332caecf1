// What an address of the reader names: a page with a passage on it, a search, an annotation, a thread.
import type { Rect } from '../../api/schemas';

export interface ReaderPlace {
  /** From 1. */
  page?: number;
  /** What to mark on that page, in PDF points. */
  rects?: Rect[];
  /** Numbers of words to mark on that page. */
  words?: number[];
  /** What was searched for. */
  q?: string;
  /** An annotation to show. */
  annotation?: string;
  /** A thread on the paper to show. */
  thread?: string;
}
