import { describe, expect, it } from 'vitest';
import { citedQuote, familyNames, yearOf } from './wording';

const said = (authors: string[], page: number | null = 4) =>
  citedQuote('in  nearly\nall', { authors, year: '2019' }, page, 'https://x/y').split('\n');

describe('a quote with its citation', () => {
  it('names one, two or many authors, the year and the page', () => {
    expect(said(['Miller'])).toEqual(['“in nearly all” (Miller 2019, p. 4)', 'https://x/y']);
    expect(said(['Miller', 'Ito'])[0]).toBe('“in nearly all” (Miller and Ito 2019, p. 4)');
    expect(said(['Miller', 'Ito', 'Diaz'])[0]).toBe('“in nearly all” (Miller et al. 2019, p. 4)');
    expect(said([], null)[0]).toBe('“in nearly all” (2019)');
  });

  it('reads names and year from CSL-JSON', () => {
    expect(familyNames({ author: [{ family: 'Miller', given: 'A' }, { literal: 'WHO' }, {}] })).toEqual([
      'Miller',
      'WHO',
    ]);
    expect(yearOf({ issued: { 'date-parts': [[2019, 4]] } })).toBe('2019');
    expect(yearOf({})).toBe('');
  });
});
