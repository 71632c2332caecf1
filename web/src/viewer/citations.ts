// Citations in the text: where they stand on their pages, and which references they mean.
import type { Rect } from '../api/schemas';

export interface Citation {
  text: string;
  page: number;
  rects: Rect[];
  /** Id of the reference; null where none was found. */
  reference: string | null;
}

/** A place in the text that leads to one or more references, as `[3–5]` does. */
export interface Spot {
  page: number;
  rects: Rect[];
  text: string;
  references: string[];
}

/** Spots by page: citations of the same words are one, and those that lead nowhere are none. */
export function spotsOf(citations: readonly Citation[]): Map<number, Spot[]> {
  const found = new Map<string, Spot>();
  for (const { text, page, rects, reference } of citations) {
    if (!reference || !rects.length) continue;
    const key = JSON.stringify([page, rects]);
    const spot = found.get(key);
    if (!spot) found.set(key, { page, rects, text, references: [reference] });
    else if (!spot.references.includes(reference)) spot.references.push(reference);
  }
  const pages = new Map<number, Spot[]>();
  for (const spot of found.values()) pages.set(spot.page, [...(pages.get(spot.page) ?? []), spot]);
  return pages;
}
