import { expect, test } from 'vitest';
import { matching } from './matching';

const entries = [
  { label: 'Go to trash', kind: 'Page' },
  { label: 'Trashed tides', kind: 'Paper' },
  { label: 'Müller on tides', kind: 'Paper' },
];

test('every word must be there, in the label or the kind', () => {
  expect(matching(entries, 'paper tide').map((one) => one.label)).toEqual(['Trashed tides', 'Müller on tides']);
  expect(matching(entries, 'tide page')).toEqual([]);
  expect(matching(entries, 'muller')).toHaveLength(1);
});

test('what begins so comes first; nothing typed keeps the order', () => {
  expect(matching(entries, 'trash').map((one) => one.label)).toEqual(['Trashed tides', 'Go to trash']);
  expect(matching(entries, ' ')).toEqual(entries);
});
