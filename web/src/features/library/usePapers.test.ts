import { expect, test } from 'vitest';
import type { PaperPage, PaperRow } from '../../api/schemas';
import { totalOf } from './usePapers';

const rows = (count: number) => Array.from({ length: count }, (_, id) => ({ id: String(id) }) as PaperRow);
const pages = (page: Partial<PaperPage>) => ({ pages: [page as PaperPage] });

test('as many as the team has, while there are more pages', () =>
  expect(totalOf(pages({ total: 300, next: 'further' }), rows(200))).toBe(300));

test('as many as there are rows on the last page, and none before the first', () => {
  expect(totalOf(pages({ total: 300, next: null }), rows(7))).toBe(7);
  expect(totalOf(undefined, [])).toBe(0);
});
