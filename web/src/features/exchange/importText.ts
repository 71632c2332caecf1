// Words about references that are brought in.
import type { Schemas } from '../../api/schemas';

export type ImportedItem = Schemas['ImportedItem'];

export const STATUS: Record<ImportedItem['status'], { label: string; color: string }> = {
  new: { label: 'New', color: 'green' },
  known: { label: 'Already here', color: 'gray' },
  doubtful: { label: 'Check', color: 'yellow' },
  refused: { label: 'Can’t be added', color: 'red' },
};

export function referencesText(count: number): string {
  return count === 1 ? '1 reference' : `${count.toLocaleString()} references`;
}

/** “2 new · 1 already here”, without what there is none of. */
export function countsText(counts: Schemas['ImportCounts']): string {
  const said = { new: 'new', known: 'already here', doubtful: 'to check', refused: 'can’t be added' };
  return (Object.keys(said) as (keyof typeof said)[])
    .filter((status) => counts[status])
    .map((status) => `${counts[status].toLocaleString()} ${said[status]}`)
    .join(' · ');
}

interface Name {
  family?: string;
  literal?: string;
}

/** First author and year: “Curie et al., 1898”. */
export function bylineOf({ metadata }: ImportedItem): string {
  const names = (metadata.author ?? metadata.editor ?? []) as Name[];
  const first = names[0]?.family ?? names[0]?.literal ?? '';
  const year = (metadata.issued as { 'date-parts'?: number[][] } | undefined)?.['date-parts']?.[0]?.[0];
  return [names.length > 1 ? `${first} et al.` : first, year].filter(Boolean).join(', ');
}

const MOVED: [string, string, string][] = [
  ['new', 'paper added', 'papers added'],
  ['known', 'already here', 'already here'],
  ['changed', 'updated', 'updated'],
  ['unchanged', 'unchanged', 'unchanged'],
  ['collections', 'collection', 'collections'],
  ['notes', 'note', 'notes'],
  ['files', 'PDF', 'PDFs'],
  ['annotations', 'annotation', 'annotations'],
  ['searches', 'saved search', 'saved searches'],
];

/** “6 papers added · 2 PDFs”: what a Zotero library has brought so far. */
export function movedText(counts: Record<string, number>): string {
  return MOVED.flatMap(([name, one, many]) => {
    const count = counts[name] ?? 0;
    return count ? [`${count.toLocaleString()} ${count === 1 ? one : many}`] : [];
  }).join(' · ');
}

export function leftOutText(count: number): string {
  return count === 1 ? 'One item wasn’t imported:' : `${count.toLocaleString()} items weren’t imported:`;
}

const IDENTIFIER =
  /^(https?:\/\/\S+|(doi|arxiv|pmid|pmcid|isbn(-1[03])?):?\S*|10\.\d{4,9}\/\S+|\d{4}\.\d{4,5}(v\d+)?|[a-z-]+\/\d{7}|PMC\d+|\d[\dXx-]*)$/i;
const LONGEST = 10_000;

/** Whether a text is nothing but identifiers, to be looked up; anything else is read as references. */
export function areIdentifiers(text: string): boolean {
  const words = text.split(/[\s,;]+/).filter(Boolean);
  return words.length > 0 && text.trim().length <= LONGEST && words.every((word) => IDENTIFIER.test(word));
}
