import { expect, test } from 'vitest';
import { count, whatStays } from './deletionText';

test('numbers are said as people do', () => {
  expect([0, 1, 2].map((number) => count(number, 'paper'))).toEqual(['no papers', 'one paper', '2 papers']);
});

test('what stays is a sentence of what there is', () => {
  expect(whatStays({ papers: 0, annotations: 0, comments: 0 })).toMatch(/^Nothing/);
  expect(whatStays({ papers: 0, annotations: 1, comments: 0 })).toBe('One annotation.');
  expect(whatStays({ papers: 3, annotations: 0, comments: 1 })).toBe('3 papers and one comment.');
  expect(whatStays({ papers: 3, annotations: 2, comments: 1 })).toBe('3 papers, 2 annotations and one comment.');
});
