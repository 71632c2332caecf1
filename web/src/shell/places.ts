// Reads the parameters of addresses; whatever does not fit is left out, so that a mangled link still opens the page.
import type { LibraryView } from '../features/library/view';
import { readPreset, type Preset } from '../features/merging/presets';
import type { ReaderPlace } from '../features/reading/readerPlace';
import { LISTS, type ReadingView } from '../features/reading/readingView';
import { SECTIONS, type Section } from '../features/search/sections';
import { STATUSES } from '../ui/readingStatus';
import type { Rect } from '../api/schemas';

const MOST_MARKS = 500;
const MOST_TAGS = 20;

function isRect(value: unknown): value is Rect {
  return Array.isArray(value) && value.length === 4 && value.every((n) => typeof n === 'number' && Number.isFinite(n));
}

export function readReaderPlace(search: Record<string, unknown>): ReaderPlace {
  const page = Number(search.page);
  const rects = Array.isArray(search.rects) ? search.rects.filter(isRect).slice(0, MOST_MARKS) : [];
  const words = Array.isArray(search.words)
    ? search.words.filter((n) => Number.isInteger(n) && n >= 0).slice(0, MOST_MARKS)
    : [];
  const q = readText(search.q);
  return {
    ...(Number.isInteger(page) && page > 0 ? { page } : {}),
    ...(rects.length ? { rects } : {}),
    ...(words.length ? { words: words as number[] } : {}),
    ...(q ? { q } : {}),
    ...(typeof search.thread === 'string' ? { thread: search.thread } : {}),
    ...(typeof search.annotation === 'string' ? { annotation: search.annotation } : {}),
  };
}

/** Text of a parameter; the router reads `?q=2015` as a number. */
export function readText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

export function readSearchPlace(search: Record<string, unknown>): { q?: string; paper?: string; in?: Section } {
  return {
    q: readText(search.q) || undefined,
    paper: readText(search.paper) || undefined,
    in: SECTIONS.find((section) => section === search.in),
  };
}

/** Where to go after sign-in: only paths of our own. */
export function readNext(value: unknown): string | undefined {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined;
}

export function readSignInPlace(search: Record<string, unknown>): {
  next?: string;
  step?: 'second' | 'new';
  problem?: string;
} {
  return {
    next: readNext(search.next),
    step: search.step === 'second' || search.step === 'new' ? search.step : undefined,
    problem: readText(search.problem) || undefined,
  };
}

export function readLibraryPlace(search: Record<string, unknown>): LibraryView {
  const tags = Array.isArray(search.tags) ? search.tags.map(readText).filter(Boolean).slice(0, MOST_TAGS) : [];
  return {
    filter: readText(search.filter) || undefined,
    sort: readText(search.sort) || undefined,
    bin: search.bin === true || undefined,
    check: search.check === true || undefined,
    collection: readText(search.collection) || undefined,
    within: search.within === true || undefined,
    tags: tags.length ? tags : undefined,
    any: search.any === true || undefined,
  };
}

export function readDuplicatesPlace(search: Record<string, unknown>): { preset?: Preset } {
  return { preset: readPreset(search.preset) };
}

export function readAdminPlace(search: Record<string, unknown>): { person?: string; address?: string } {
  return { person: readText(search.person) || undefined, address: readText(search.address) || undefined };
}

export function readReadingView(search: Record<string, unknown>): ReadingView {
  return { of: LISTS.find((one) => one === search.of), status: STATUSES.find((one) => one === search.status) };
}
