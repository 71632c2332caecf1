import { expect, test } from 'vitest';
import { choose, chooseAll, extendTo, move, NOTHING, toggle, without } from './selection';

const ids = ['a', 'b', 'c', 'd', 'e'];
const list = (chosen: ReadonlySet<string>) => [...chosen].toSorted().join('');

test('Shift draws a range from where the last plain click was, in both directions', () => {
  const clicked = choose('c');
  expect(list(extendTo(clicked, ids, 'e').chosen)).toBe('cde');
  expect(list(extendTo(extendTo(clicked, ids, 'e'), ids, 'a').chosen)).toBe('abc');
});

test('Shift without anything selected, or from a paper that has gone, takes only the one', () => {
  expect(list(extendTo(NOTHING, ids, 'd').chosen)).toBe('d');
  expect(list(extendTo(choose('gone'), ids, 'd').chosen)).toBe('d');
});

test('Ctrl-click adds and takes away, and the next range begins there', () => {
  const two = toggle(choose('a'), 'c');
  expect(list(two.chosen)).toBe('ac');
  expect(list(toggle(two, 'a').chosen)).toBe('c');
  expect(list(extendTo(two, ids, 'd').chosen)).toBe('cd');
});

test('the arrows move without changing what is selected, and stop at the ends', () => {
  const start = move(NOTHING, ids, 1, false);
  expect(start.cursor).toBe('a');
  expect(move(start, ids, -1, false).cursor).toBe('a');
  expect(move(NOTHING, ids, -1, false).cursor).toBe('e');
  expect(move(choose('d'), ids, 10, false).cursor).toBe('e');
  expect(list(move(choose('d'), ids, -1, false).chosen)).toBe('d');
  expect(move(NOTHING, [], 1, false)).toBe(NOTHING);
});

test('Shift with the arrows grows and shrinks the range', () => {
  const grown = move(move(choose('b'), ids, 1, true), ids, 1, true);
  expect(list(grown.chosen)).toBe('bcd');
  expect(list(move(grown, ids, -1, true).chosen)).toBe('bc');
});

test('a range follows the papers when rows come in above', () => {
  expect(list(extendTo(choose('b'), ['new', ...ids], 'c').chosen)).toBe('bc');
});

test('after a deletion the keyboard stands where the first deleted row was', () => {
  const after = without(extendTo(choose('b'), ids, 'c'), ids, new Set(['b', 'c']));
  expect(after.cursor).toBe('d');
  expect(list(after.chosen)).toBe('');
  expect(without(choose('e'), ids, new Set(['e'])).cursor).toBe('d');
  expect(without(choose('a'), ['a'], new Set(['a'])).cursor).toBe(null);
});

test('select all keeps where the keyboard stands', () => {
  expect(list(chooseAll(choose('c'), ids).chosen)).toBe('abcde');
  expect(chooseAll(choose('c'), ids).cursor).toBe('c');
});
