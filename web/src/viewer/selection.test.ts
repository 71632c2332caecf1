import { expect, test } from 'vitest';
import { missingAfter, missingBefore } from './selection';

test.each([
  ['incidence of events', 1, 'i'],
  ['incidence of events', 0, ''],
  ['incidence of events', 9, ''],
  ['incidence of events', 10, ''],
  ['incidence', 9, ''],
])('a selection in %j from %i begins earlier by %j', (text, offset, missing) => {
  expect(missingBefore(text, offset)).toBe(missing);
});

test.each([
  ['adverse events', 9, 'vents'],
  ['adverse events', 7, ''],
  ['adverse events', 8, ''],
  ['adverse events', 14, ''],
  ['adverse', 0, ''],
])('a selection in %j up to %i ends later by %j', (text, offset, missing) => {
  expect(missingAfter(text, offset)).toBe(missing);
});

test('scripts without spaces keep to their words', () => {
  const text = '海草恢复得很慢';
  expect(missingBefore(text, 3).length).toBeLessThan(3);
});
