import { expect, test } from 'vitest';
import { nextSort, readSort } from './view';

const TITLE = { sort: 'title' } as const;
const YEAR = { sort: 'year', downFirst: true } as const;

test('what is not known sorts as by default, and each column once', () => {
  expect(readSort('size,--x')).toEqual([{ column: 'added', direction: 'descending' }]);
  expect(readSort('title,-title,-year,venue,author').map((one) => one.column)).toEqual(['title', 'year', 'venue']);
});

test('a click sorts by one column, and again turns it', () => {
  expect(nextSort(undefined, TITLE)).toBe('title');
  expect(nextSort('title', TITLE)).toBe('-title');
  expect(nextSort('-title', TITLE)).toBe('title');
  expect(nextSort('title,-year', YEAR)).toBe('-year');
});

test('Shift adds a column, turns it, and takes it away', () => {
  expect(nextSort('title', YEAR, true)).toBe('title,-year');
  expect(nextSort('title,-year', YEAR, true)).toBe('title,year');
  expect(nextSort('title,year', YEAR, true)).toBe('title');
  expect(nextSort('-title', TITLE, true)).toBe('title');
  expect(nextSort('author,venue,-added', YEAR, true)).toBe('author,venue,-year');
});
