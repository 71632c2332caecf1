// Cites of a note's citations: which papers, at which pages, with which words around them.
import type { Node } from '@tiptap/pm/model';
import type { Schemas } from '../../api/schemas';

export type Label = NonNullable<Schemas['CiteIn']['label']>;

/** As it is kept in the note; `name` is how the paper was called when it was cited. */
export interface Cite {
  paper: string;
  name?: string;
  locator?: string;
  label?: Label;
  prefix?: string;
  suffix?: string;
  suppressAuthor?: boolean;
}

/** What a locator can count. */
export const LABELS = Object.keys({
  page: true,
  chapter: true,
  section: true,
  paragraph: true,
  figure: true,
  table: true,
  volume: true,
  issue: true,
  part: true,
  book: true,
  column: true,
  folio: true,
  line: true,
  note: true,
  opus: true,
  'sub-verbo': true,
  verse: true,
} satisfies Record<Label, true>) as Label[];

/** Cites of one citation, and characters around one, as many as the server takes. */
const MOST_CITES = 30;
export const MOST_CHARACTERS = 300;

const isText = (value: unknown): value is string => typeof value === 'string';

/** Somebody else's program may have written it: what no cite has is left out, so that the others are still formatted. */
function readCite(written: unknown): Cite[] {
  const { paper, name, locator, label, prefix, suffix, suppressAuthor } = Object(written) as Record<string, unknown>;
  if (!isText(paper)) return [];
  const texts = Object.entries({ name, locator, prefix, suffix })
    .filter((one): one is [string, string] => isText(one[1]))
    .map(([key, text]) => [key, text.length > MOST_CHARACTERS ? [...text].slice(0, MOST_CHARACTERS).join('') : text]);
  return [
    {
      paper,
      ...(Object.fromEntries(texts) as Partial<Cite>),
      ...(LABELS.includes(label as Label) && { label: label as Label }),
      ...(suppressAuthor === true && { suppressAuthor }),
    },
  ];
}

/** The cites of a citation; one that was made before there were locators has a paper alone. */
export function readCites(attrs: { paper?: unknown; label?: unknown; cites?: unknown }): Cite[] {
  try {
    const read: unknown = JSON.parse(String(attrs.cites || '[]'));
    const cites = Array.isArray(read) ? read.slice(0, MOST_CITES).flatMap(readCite) : [];
    if (cites.length) return cites;
  } catch {
    // Not JSON.
  }
  return attrs.paper ? [{ paper: String(attrs.paper), name: String(attrs.label ?? '') }] : [];
}

/** The attributes of a citation: `label` is shown wherever it cannot be formatted. */
export function writeCites(cites: Cite[]): { paper: string; label: string; cites: string } {
  return {
    paper: cites[0]?.paper ?? '',
    label: cites.map((one) => [one.name, one.locator].filter(Boolean).join(', ')).join('; '),
    cites: JSON.stringify(cites),
  };
}

/** A note takes no longer value; what came with one would not be saved any more. */
const MOST_BYTES = 16_000;
export const isTooLong = (value: string) => new TextEncoder().encode(value).length > MOST_BYTES;

/** Whether one citation cannot hold all of it. */
export function isTooMuch(cites: Cite[]): boolean {
  return cites.length > MOST_CITES || Object.values(writeCites(cites)).some(isTooLong);
}

export const TOO_MUCH = 'One citation can’t hold that many papers and words. Put some of them into another one.';

/** A citation of the document as somebody opened it, and where it stood then. */
export interface CitationPlace {
  at: number;
  attrs: Record<string, unknown>;
}

/** Where it stands by now, others having written meanwhile; null where it was changed or taken out. */
export function findCitation(doc: Node, { at, attrs }: CitationPlace): number | null {
  const same: number[] = [];
  doc.descendants((node, place) => {
    const { paper, cites } = node.attrs;
    if (node.type.name === 'citation' && paper === attrs.paper && cites === attrs.cites) same.push(place);
  });
  return same.toSorted((a, b) => Math.abs(a - at) - Math.abs(b - at))[0] ?? null;
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** As the server takes them, each with the place of its citation in the document. */
export function citationsOf(doc: Node): { at: number; cites: Schemas['CiteIn'][] }[] {
  const found: { at: number; cites: Schemas['CiteIn'][] }[] = [];
  doc.descendants((node, at) => {
    if (node.type.name !== 'citation') return;
    const cites = readCites(node.attrs)
      .filter((one) => UUID.test(one.paper))
      .map((one) => ({
        paper: one.paper,
        locator: one.locator ?? '',
        label: one.label ?? 'page',
        prefix: one.prefix ?? '',
        suffix: one.suffix ?? '',
        suppress_author: one.suppressAuthor ?? false,
      }));
    if (cites.length) found.push({ at, cites });
  });
  return found;
}
