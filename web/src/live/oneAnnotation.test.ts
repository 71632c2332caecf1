import { expect, test } from 'vitest';
import { keys } from '../api/keys';
import type { Annotation } from '../api/schemas';
import { gatherAnnotations, withAnnotation } from './oneAnnotation';

const one = (id: string, page: number, position: number, clock = 1) =>
  ({ id, page, position, clock, file: 'f' }) as Annotation;
const idsOf = (items: Annotation[]) => items.map((each) => each.id).join('');

test('one takes its place in the order of reading', () => {
  const items = [one('a', 1, 5), one('c', 2, 9)];
  expect(idsOf(withAnnotation(items, one('b', 2, 3), 'f'))).toBe('abc');
  expect(idsOf(withAnnotation(items, one('z', 2, 9), 'f'))).toBe('acz');
  expect(idsOf(withAnnotation(items, one('a', 3, 0, 2), 'f'))).toBe('ca');
});

test('an older state changes nothing, and one of another file is not here', () => {
  const items = [one('a', 1, 5, 7)];
  expect(withAnnotation(items, one('a', 1, 5, 6), 'f')[0]?.clock).toBe(7);
  expect(withAnnotation(items, { ...one('b', 1, 1), file: 'other' }, 'f')).toEqual(items);
});

test('many of one paper are asked for together', () => {
  const many = Array.from({ length: 11 }, (_, number) => keys.annotation('t', 'p', `${number}`));
  expect(gatherAnnotations(many)).toEqual([keys.annotations('t', 'p')]);
  expect(gatherAnnotations([many[0]!, keys.annotation('t', 'q', 'x')])).toEqual([
    many[0],
    keys.annotation('t', 'q', 'x'),
  ]);
  expect(gatherAnnotations([keys.annotations('t', 'p'), many[0]!])).toEqual([keys.annotations('t', 'p')]);
});
