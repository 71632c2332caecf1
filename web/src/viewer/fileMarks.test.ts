import { expect, test } from 'vitest';
import { isTakenIn } from './fileMarks';

test('comments are ours, links, fields and stamps stay the page’s own', () => {
  const shown = ['Link', 'Widget', 'Stamp', 'Line', 'Popup', undefined];
  expect(shown.filter((subtype) => isTakenIn({ id: '1R', subtype }))).toEqual([]);
  expect(['Highlight', 'Text', 'FreeText', 'Square'].every((subtype) => isTakenIn({ id: '1R', subtype }))).toBe(true);
});

test('a drawing is ours where it has strokes', () => {
  expect(isTakenIn({ id: '1R', subtype: 'Ink', inkLists: [] })).toBe(false);
  expect(isTakenIn({ id: '1R', subtype: 'Ink', inkLists: [[1, 2]] })).toBe(true);
});
