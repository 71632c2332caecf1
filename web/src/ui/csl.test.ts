import { expect, test } from 'vitest';
import { asText, dateText, fromText, names, plainTitle, yearOf } from './csl';

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
  expect(fromText(' May 2024 ', 'date', undefined)).toBe('May 2024');
  expect(fromText('  ', 'date', undefined)).toEqual({});
});

test.each([
  [{ literal: 'Spring 2019' }, 'Spring 2019', '2019'],
  [{ raw: '2019-05' }, '2019-05', '2019'],
  [{ 'date-parts': [[2019], [2020]] }, '2019/2020', '2019'],
  [{ 'date-parts': [[2021]], season: 1 }, 'Spring 2021', '2021'],
  [{ 'date-parts': [[1650]], circa: true }, 'c. 1650', '1650'],
  [{ literal: 'no date' }, 'no date', ''],
  [{}, '', ''],
])('%j reads as %s', (issued, text, year) => {
  expect([dateText({ issued }), yearOf({ issued })]).toEqual([text, year]);
  expect(fromText(text, 'date', issued)).toEqual(issued);
});

test('a title is shown without its markup, and signs that are none stay', () => {
  expect(plainTitle({ title: 'CO<sub>2</sub> in <i>E. coli</i>, if p < 0.05 and q > 1' })).toBe(
    'CO2 in E. coli, if p < 0.05 and q > 1',
  );
});
