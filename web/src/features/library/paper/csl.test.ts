import { expect, test } from 'vitest';
import { asText, dateText, fromText, names } from './csl';

const paper = {
  author: [
    { family: 'Curie', given: 'Marie', ORCID: '0000-0001' },
    { family: 'Beethoven', given: 'Ludwig', 'non-dropping-particle': 'van' },
    { literal: 'The ATLAS Collaboration' },
  ],
  issued: { 'date-parts': [[1898, 7]] },
};

test('names and dates as people read them', () => {
  expect(names(paper)).toEqual(['Marie Curie', 'Ludwig van Beethoven', 'The ATLAS Collaboration']);
  expect(dateText(paper)).toBe('1898-07');
});

test('editing one name keeps what the text does not show of the others', () => {
  const text = asText(paper, 'author', 'names');
  expect(text).toBe('Curie, Marie\nvan Beethoven, Ludwig\nThe ATLAS Collaboration');
  expect(fromText(text, 'names', paper.author)).toEqual(paper.author);
  expect(fromText(`${text}\nNoether, Emmy\nAda Lovelace\n`, 'names', paper.author)).toEqual([
    ...paper.author,
    { family: 'Noether', given: 'Emmy' },
    { family: 'Lovelace', given: 'Ada' },
  ]);
});

test('dates come from text, and nothing clears them', () => {
  expect(fromText('2024-05-17', 'date', undefined)).toEqual({ 'date-parts': [[2024, 5, 17]] });
  expect(fromText('  ', 'date', undefined)).toEqual({});
});
