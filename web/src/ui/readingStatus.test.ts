import { expect, test } from 'vitest';
import { dueInWords } from './readingStatus';

test.each([
  ['2026-12-24', 'to_read', '2026-12-24T22:00', false],
  ['2026-12-24', 'to_read', '2026-12-25T00:10', true],
  ['2026-12-24', 'read', '2027-02-01T00:10', false],
] as const)('%s, %s at %s is too late: %s', (due, status, now, late) => {
  expect(dueInWords(due, status, new Date(now)).late).toBe(late);
});
