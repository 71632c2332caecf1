import { describe, expect, it } from 'vitest';
import type { Collection } from '../../api/schemas';
import { dropPlace, fullName, keyPlace, lineage, visibleRows, type Zone } from './tree';

function collection(id: string, parent: string | null, position: number, personal = false): Collection {
  return { id, name: id.toUpperCase(), parent, position, personal, color: null, description: '', papers: 0, can: [] };
}

// a (b (c), d), e, and one of one's own
const ALL = [
  collection('e', null, 1),
  collection('a', null, 0),
  collection('d', 'a', 1),
  collection('b', 'a', 0),
  collection('c', 'b', 0),
  collection('mine', null, 0, true),
];
const by = (id: string) => ALL.find((one) => one.id === id)!;

describe('the tree of collections', () => {
  it('shows what lies in open ones, in order', () => {
    const rows = visibleRows(ALL, false, new Set(['a']));
    expect(rows.map(({ collection: { id }, level, place, size, open }) => [id, level, place, size, open])).toEqual([
      ['a', 1, 1, 2, true],
      ['b', 2, 1, 2, false],
      ['d', 2, 2, 2, null],
      ['e', 1, 2, 2, null],
    ]);
    expect(visibleRows(ALL, true, new Set()).map((row) => row.collection.id)).toEqual(['mine']);
  });

  it('puts at the top level what lies in a collection that one does not see', () => {
    const [row] = visibleRows([collection('c', 'b', 0)], false, new Set());
    expect(row).toMatchObject({ level: 1, size: 1 });
  });

  it('names a collection with those above it', () => {
    expect(lineage(ALL, 'c')).toEqual(['c', 'b', 'a']);
    expect(fullName(ALL, 'c')).toBe('A / B / C');
  });

  it.each<[string, string, Zone, ReturnType<typeof dropPlace>]>([
    ['e', 'a', 'into', { parent: 'a' }],
    ['e', 'a', 'before', { parent: null, position: 0 }],
    ['a', 'e', 'after', { parent: null, position: 1 }],
    ['d', 'b', 'before', { parent: 'a', position: 0 }],
    ['b', 'd', 'after', { parent: 'a', position: 1 }],
    ['a', 'c', 'into', null],
    ['a', 'a', 'into', null],
    ['a', 'mine', 'before', null],
  ])('drops %s on %s (%s)', (moved, target, zone, place) => {
    expect(dropPlace(ALL, by(moved), by(target), zone)).toEqual(place);
  });

  it.each<[string, string, ReturnType<typeof keyPlace>]>([
    ['d', 'ArrowUp', { parent: 'a', position: 0 }],
    ['b', 'ArrowUp', null],
    ['b', 'ArrowDown', { parent: 'a', position: 1 }],
    ['d', 'ArrowRight', { parent: 'b' }],
    ['b', 'ArrowLeft', { parent: null, position: 1 }],
    ['a', 'ArrowLeft', null],
  ])('moves %s by Alt and %s', (moved, key, place) => {
    expect(keyPlace(ALL, by(moved), key)).toEqual(place);
  });
});
