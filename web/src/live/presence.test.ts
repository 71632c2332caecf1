import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PresenceRoom, type Said } from './presence';

/** Rooms that hear each other at once, and how much was said. */
function house(...names: string[]) {
  const said: Said[] = [];
  const rooms: PresenceRoom[] = names.map(
    (name) =>
      new PresenceRoom(name, (one) => {
        said.push(one);
        rooms.forEach((room) => room.heard(structuredClone(one), { id: one.window, name: one.window }));
      }),
  );
  return { rooms, said };
}

const at = (page: number, y = 0) => ({ file: 'f', page, y });
const pass = (milliseconds: number) => vi.advanceTimersByTime(milliseconds);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a newcomer learns who is here and on which page', () => {
  const {
    rooms: [ana, ben],
  } = house('ana', 'ben');
  ana!.enter();
  ana!.moved(at(3));
  pass(1_000);
  ben!.enter();
  pass(1_000);
  expect(ben!.others.map((one) => [one.window, one.place?.page])).toEqual([['ana', 3]]);
  expect(ana!.others.map((one) => one.window)).toEqual(['ben']);
});

test('who leaves is gone at once, who falls silent after a while', () => {
  const {
    rooms: [ana, ben, cleo],
  } = house('ana', 'ben', 'cleo');
  [ana, ben, cleo].forEach((room) => room!.enter());
  ben!.leave();
  expect(ana!.others.map((one) => one.window)).toEqual(['cleo']);
  cleo!.leave = () => undefined;
  ana!.heard({ window: 'dora' }, { id: 'dora', name: 'dora' });
  pass(80_000);
  expect(ana!.others.map((one) => one.window)).toEqual(['cleo']);
});

test('scrolling within a page is told only to whoever follows, and so is the pointer', () => {
  const {
    rooms: [ana, ben],
    said,
  } = house('ana', 'ben');
  ana!.enter();
  ben!.enter();
  ana!.moved(at(1));
  pass(1_000);
  const before = said.length;
  ana!.moved(at(1, 40));
  ana!.pointed({ page: 1, x: 5, y: 6 });
  pass(1_000);
  expect(said.length).toBe(before);
  ben!.follow('ana');
  pass(1_000);
  ana!.moved(at(1, 90));
  ana!.pointed({ page: 1, x: 5, y: 6 });
  pass(1_000);
  expect(ben!.followed?.place).toEqual(at(1, 90));
  expect(ben!.followed?.pointer).toEqual({ page: 1, x: 5, y: 6 });
});

test('many moves are few words', () => {
  const {
    rooms: [ana, ben],
    said,
  } = house('ana', 'ben');
  ana!.enter();
  ben!.enter();
  ben!.follow('ana');
  pass(1_000);
  const before = said.length;
  for (let y = 0; y < 1_000; y += 1) {
    ana!.moved(at(1, y));
    pass(1);
  }
  expect(said.length - before).toBeLessThan(12);
});

test('when the one who is followed goes, following ends', () => {
  const {
    rooms: [ana, ben],
  } = house('ana', 'ben');
  ana!.enter();
  ben!.enter();
  ben!.follow('ana');
  ana!.leave();
  expect(ben!.followed).toBeNull();
  ana!.enter();
  expect(ben!.followed).toBeNull();
});
