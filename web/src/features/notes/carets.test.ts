import { expect, test } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { OtherCarets, sayCaret } from './carets';

const ada = { id: 'a', name: 'Ada' };
const eve = { id: 'e', name: 'Eve' };
const cursor = {
  anchor: { type: { client: 7, clock: 1 }, assoc: 0 },
  head: { item: { client: 7, clock: 3 }, assoc: -1 },
};

function room() {
  const awareness = new Awareness(new Y.Doc());
  let now = 0;
  const carets = new OtherCarets(awareness, () => now);
  return { awareness, carets, later: (milliseconds: number) => void (now += milliseconds) };
}

test('the name is the one that the server signs, whatever the window says', () => {
  const { awareness, carets } = room();
  carets.heard({ client: 5, cursor, user: { name: 'Ada' }, name: 'Ada' }, eve);
  expect(awareness.getStates().get(5)).toMatchObject({ user: { name: 'Eve' }, cursor });
});

test('nobody speaks for the caret of another', () => {
  const { awareness, carets } = room();
  carets.heard({ client: 5, cursor }, ada);
  carets.heard({ client: 5, cursor: null }, eve);
  carets.heard({ client: 5, bye: true }, eve);
  carets.heard({ client: awareness.clientID, cursor }, eve);
  expect(awareness.getStates().get(5)).toMatchObject({ user: { name: 'Ada' }, cursor });
  expect(awareness.getLocalState()).toEqual({});
});

test('carets go when their window does, or falls silent', () => {
  const { awareness, carets, later } = room();
  carets.heard({ client: 5, cursor }, ada);
  carets.heard({ client: 5, bye: true }, ada);
  carets.heard({ client: 6, cursor }, ada);
  later(61_000);
  carets.forgetSilent();
  expect([...awareness.getStates().keys()]).toEqual([awareness.clientID]);
});

test.each([
  null,
  'here',
  [],
  {},
  { anchor: cursor.anchor },
  { anchor: { item: { client: -1, clock: 0.5 } }, head: cursor.head },
  { anchor: { type: 'x' }, head: cursor.head },
  { anchor: { tname: 'other' }, head: cursor.head },
])('a place that is none is no caret: %j', (bad) => {
  const { awareness, carets } = room();
  carets.heard({ client: 5, cursor: bad }, ada);
  expect(awareness.getStates().get(5)).toMatchObject({ cursor: null });
});

test('what one window says another understands', () => {
  const { awareness, carets } = room();
  const mine = new Awareness(new Y.Doc());
  mine.setLocalState({ user: ada, cursor });
  carets.heard({ ...sayCaret(mine) }, ada);
  expect(awareness.getStates().get(mine.clientID)).toMatchObject({ user: { name: 'Ada' }, cursor });
});
