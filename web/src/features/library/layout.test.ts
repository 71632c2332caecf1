import { expect, test } from 'vitest';
import { leastWidth, moved, resized, shownColumns, template, toggled, type Measured } from './layout';

const ALL: Measured[] = [
  { id: 'title', least: 200, grow: 4, usual: 0 },
  { id: 'year', least: 50, usual: 1 },
  { id: 'doi', least: 100 },
  { id: 'venue', least: 100, grow: 1, usual: 2 },
];
const ids = (chosen: { column: string }[]) => chosen.map((one) => one.column);
const shown = (chosen: Parameters<typeof shownColumns>[1], room = 0) =>
  shownColumns(ALL, chosen, room).map(({ column }) => column.id);

test('without a choice the usual columns are shown, as far as there is room', () => {
  expect(shown(null)).toEqual(['title', 'year', 'venue']);
  expect(shown(null, 360)).toEqual(['title', 'year']);
  expect(shown(null, 100)).toEqual(['title']);
});

test('what was chosen is shown whatever the room, and always the title', () => {
  expect(shown([{ column: 'doi' }, { column: 'gone' }], 10)).toEqual(['title', 'doi']);
});

test('a column comes in at its place and goes out; the title stays', () => {
  expect(ids(toggled(ALL, null, 'doi'))).toEqual(['title', 'year', 'doi', 'venue']);
  expect(ids(toggled(ALL, null, 'year'))).toEqual(['title', 'venue']);
  expect(ids(toggled(ALL, null, 'title'))).toEqual(['title', 'year', 'venue']);
});

test('what another team has chosen for itself is kept', () => {
  const old = [{ column: 'title' }, { column: 'field:x' }, { column: 'year' }];
  expect(ids(toggled(ALL, old, 'doi'))).toEqual(['title', 'year', 'doi', 'field:x']);
  expect(ids(moved(ALL, old, 'year', -1))).toEqual(['year', 'title', 'field:x']);
});

test('columns are moved by places, or to where another stands, and not beyond the ends', () => {
  expect(ids(moved(ALL, null, 'venue', 'title'))).toEqual(['venue', 'title', 'year']);
  expect(ids(moved(ALL, null, 'title', -1))).toEqual(['title', 'year', 'venue']);
  expect(ids(moved(ALL, null, 'nothing', 1))).toEqual(['title', 'year', 'venue']);
});

test('a width is kept within bounds, and the title takes what is left', () => {
  const wide = resized(ALL, null, 'venue', 9_999);
  expect(wide.at(-1)).toEqual({ column: 'venue', width: 1_200 });
  expect(template(shownColumns(ALL, wide, 0))).toBe('20px minmax(200px, 4fr) 50px 1200px');
  expect(leastWidth(shownColumns(ALL, wide, 0))).toBe(52 + 3 * 14 + 200 + 50 + 1_200);
  expect(template(shownColumns(ALL, null, 0))).toBe('20px minmax(200px, 4fr) 50px minmax(100px, 1fr)');
});
