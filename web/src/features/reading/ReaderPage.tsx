// The reader: one PDF, opened at a page and a passage.
import type { Rect, Team } from '../../api/types';

export interface ReaderPlace {
  /** From 1. */
  page?: number;
  /** What to mark on that page, in PDF points. */
  rects?: Rect[];
  /** Numbers of words to mark on that page. */
  words?: number[];
  /** What was searched for. */
  q?: string;
}

export interface ReaderPageProps {
  team: Team;
  paperId: string;
  fileId: string;
  place: ReaderPlace;
}

export function ReaderPage({ fileId }: ReaderPageProps) {
  return <p>Reading {fileId}</p>;
}
