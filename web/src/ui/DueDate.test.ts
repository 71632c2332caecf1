import { expect, test } from 'vitest';
import { inWords } from './DueDate';

test('a day is said in words, and one of a year with too many digits is not', () => {
  expect(inWords('2026-12-24')).toContain('2026');
  expect(inWords('')).toBe('Optional');
  expect(inWords('202612-12-24')).toBeUndefined();
});
