// What annotations are called, and how a quote is written with where it comes from.
import type { Annotation } from '../api/schemas';

export const KINDS: Record<Annotation['kind'], string> = {
  highlight: 'Highlight',
  underline: 'Underline',
  note: 'Note',
  area: 'Area',
  ink: 'Drawing',
};

export const COLORS = ['yellow', 'green', 'blue', 'pink', 'orange', 'purple'] as const;
export type Color = (typeof COLORS)[number];

const HEARD = 120;

export function quoteOf(annotation: Annotation): string | undefined {
  return annotation.selectors.find((one) => one.type === 'TextQuoteSelector')?.exact;
}

/** What was imported is never shown as a member's own: anybody may have written any name there. */
export function authorOf({ imported_author: stated, person }: Pick<Annotation, 'imported_author' | 'person'>): string {
  if (stated) return `imported by ${person?.name ?? 'someone'}; original author: ${stated}`;
  return person?.name ?? 'Someone';
}

/** The name that a screen reader says: "Highlight by Ada on page 3: one hundred specimens. How many?" */
export function nameOf(annotation: Annotation): string {
  const what = `${KINDS[annotation.kind]} by ${authorOf(annotation)}${annotation.page ? ` on page ${annotation.page}` : ''}`;
  const said = [quoteOf(annotation) ?? annotation.alt, annotation.comment].filter(Boolean).map(short);
  return said.length ? `${what}: ${said.join('. ')}` : what;
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > HEARD ? `${line.slice(0, HEARD)}…` : line;
}

interface Source {
  /** Family names. */
  authors: string[];
  year: string;
}

/** “…” (Miller 2019, p. 4) and the address on a line of its own. */
export function citedQuote(quote: string, { authors, year }: Source, page: number | null, address: string): string {
  const [first, second] = authors;
  const who = authors.length > 2 ? `${first} et al.` : authors.length === 2 ? `${first} and ${second}` : first;
  const where = [[who, year].filter(Boolean).join(' '), page ? `p. ${page}` : ''].filter(Boolean).join(', ');
  return `“${quote.replace(/\s+/g, ' ').trim()}”${where ? ` (${where})` : ''}\n${address}`;
}

/** Family names of the authors of CSL-JSON. */
export function familyNames(csl: Record<string, unknown>): string[] {
  const people = Array.isArray(csl.author) ? (csl.author as Record<string, unknown>[]) : [];
  return people
    .map((one) => one.family ?? one.literal ?? one.given)
    .filter((name): name is string => typeof name === 'string');
}

export function yearOf(csl: Record<string, unknown>): string {
  const date = (csl.issued ?? {}) as { 'date-parts'?: unknown[][]; raw?: string; literal?: string };
  const year = date['date-parts']?.[0]?.[0] ?? /(?<!\d)\d{4}(?!\d)/.exec(date.raw ?? date.literal ?? '')?.[0];
  return typeof year === 'number' || typeof year === 'string' ? String(year) : '';
}
