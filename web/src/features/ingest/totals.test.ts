import { expect, test } from 'vitest';
import type { Entry, Stage } from './entry';
import { allThrough, inOrder, outcome, Speed, totalsOf } from './totals';

const entry = (id: string, stage: Stage, size: number, sent: number) => ({ id, stage, size, sent }) as Entry;

test('counts and bytes, without what the server refused', () => {
  const totals = totalsOf([
    entry('a', 'done', 10, 10),
    entry('b', 'sending', 20, 5),
    entry('c', 'refused', 1000, 0),
    entry('d', 'here', 7, 7),
  ]);
  expect(totals).toMatchObject({ files: 4, bytes: 37, sent: 22, busy: true, ended: 3 });
  expect(totals.stages).toMatchObject({ done: 1, sending: 1, refused: 1, here: 1, waiting: 0 });
  expect(totalsOf([entry('a', 'paused', 1, 0)]).busy).toBe(false);
});

test('time left comes from the last seconds, not from the beginning', () => {
  const speed = new Speed();
  expect(speed.secondsFor(100)).toBe(null);
  for (let s = 0; s <= 60; s += 1) speed.note(s * 1000, s < 30 ? s * 10 : 300 + (s - 30) * 100);
  expect(speed.secondsFor(1000)).toBeCloseTo(10, 1);
});

test('nothing is said of the time while nothing moves, and clearing the list starts anew', () => {
  const speed = new Speed();
  speed.note(0, 500);
  speed.note(3000, 500);
  expect(speed.secondsFor(10)).toBe(null);
  speed.note(4000, 0);
  speed.note(6000, 200);
  expect(speed.secondsFor(100)).toBeCloseTo(1);
});

test('what is sent stands first, then what needs somebody, then the line, then what is over', () => {
  const all = [
    entry('1', 'done', 1, 1),
    entry('2', 'waiting', 1, 0),
    entry('3', 'refused', 1, 0),
    entry('4', 'sending', 1, 0),
    entry('5', 'here', 1, 1),
  ];
  expect(
    inOrder(all)
      .map((one) => one.id)
      .join(''),
  ).toBe('43251');
});

test('what came of it is said in one line, and what needs somebody is not all through', () => {
  const done = [entry('a', 'done', 1, 1), entry('b', 'done', 1, 1), entry('c', 'here', 1, 1)];
  expect(outcome(totalsOf(done))).toBe('2 papers uploaded, 1 already here');
  expect(outcome(totalsOf(done.slice(0, 1)))).toBe('one paper uploaded');
  expect(allThrough(totalsOf(done))).toBe(true);
  for (const stage of ['failed', 'refused', 'paused', 'sending'] as const)
    expect(allThrough(totalsOf([...done, entry('d', stage, 1, 0)]))).toBe(false);
  expect(outcome(totalsOf([entry('a', 'done', 1, 1), entry('d', 'failed', 1, 0), entry('e', 'refused', 1, 0)]))).toBe(
    'one paper uploaded, 1 refused, 1 failed',
  );
  expect(allThrough(totalsOf([]))).toBe(false);
});
