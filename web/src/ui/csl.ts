// Reading CSL-JSON for display and for editing one field as text.
import type { Kind } from './cslFields';

export type Csl = Record<string, unknown>;

interface CslName {
  family?: string;
  given?: string;
  literal?: string;
  'non-dropping-particle'?: string;
  suffix?: string;
}

export function textOf(csl: Csl, field: string): string {
  const value = csl[field];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** A title without the markup that CSL-JSON allows: italics, bold, small figures, small capitals. */
export function plainTitle(csl: Csl): string {
  return textOf(csl, 'title').replaceAll(/<\/?(?:i|b|sup|sub|sc)>|<\/?span\b[^<>]{0,80}>/g, '');
}

export function nameText(name: CslName): string {
  return (
    name.literal ?? [name.given, name['non-dropping-particle'], name.family, name.suffix].filter(Boolean).join(' ')
  );
}

export function names(csl: Csl, field = 'author'): string[] {
  const value = csl[field];
  return Array.isArray(value) ? value.map((name) => nameText(name as CslName)).filter(Boolean) : [];
}

interface CslDate {
  'date-parts'?: number[][];
  season?: string | number;
  circa?: unknown;
  literal?: string;
  raw?: string;
}

const SEASONS = ['', 'Spring', 'Summer', 'Autumn', 'Winter'];

/** A date as people read it: 2024-05-17, 2019/2020, Spring 2021, c. 1650, or the words that it came with. */
export function dateText(csl: Csl, field = 'issued'): string {
  const date = (csl[field] ?? {}) as CslDate;
  const parts = Array.isArray(date['date-parts']) ? date['date-parts'].filter(Array.isArray) : [];
  if (!parts.length) return date.literal ?? date.raw ?? '';
  const days = parts.map((one) =>
    one.map((part, place) => (place === 0 ? String(part) : String(part).padStart(2, '0'))).join('-'),
  );
  const season = parts[0]?.length === 1 ? (SEASONS[Number(date.season)] ?? String(date.season ?? '')) : '';
  return [date.circa ? 'c.' : '', season, days.join('/')].filter(Boolean).join(' ');
}

export function yearOf(csl: Csl): string {
  const date = (csl.issued ?? {}) as CslDate;
  const year = date['date-parts']?.[0]?.[0];
  return year === undefined ? (/(?<!\d)\d{4}(?!\d)/.exec(date.raw ?? date.literal ?? '')?.[0] ?? '') : String(year);
}

/** The field as one edits it: names one a line as “Family, Given”, dates as they are read. */
export function asText(csl: Csl, name: string, kind: Kind): string {
  if (kind === 'date') return dateText(csl, name);
  if (kind !== 'names') return textOf(csl, name);
  const value = csl[name];
  if (!Array.isArray(value)) return '';
  return (value as CslName[])
    .map(
      (one) =>
        one.literal ??
        [[one['non-dropping-particle'], one.family].filter(Boolean).join(' '), one.given].filter(Boolean).join(', '),
    )
    .join('\n');
}

/** The other way round; parts of a name that the text does not show are kept where the name stayed. */
export function fromText(text: string, kind: Kind, before: unknown): unknown {
  if (kind === 'date') {
    if (!text.trim()) return {};
    // The server understands dates in words.
    return before && text.trim() === dateText({ date: before }, 'date') ? before : text.trim();
  }
  if (kind !== 'names') return text.trim();
  const old = Array.isArray(before) ? (before as CslName[]) : [];
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const same = old.find((one) => asText({ author: [one] }, 'author', 'names') === line);
      if (same) return same;
      const comma = line.indexOf(',');
      if (comma > 0) return { family: line.slice(0, comma).trim(), given: line.slice(comma + 1).trim() };
      const words = line.split(/\s+/);
      if (words.length === 1) return { literal: line };
      return { family: words.at(-1) ?? line, given: words.slice(0, -1).join(' ') };
    });
}
