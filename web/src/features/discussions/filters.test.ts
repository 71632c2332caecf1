import { expect, test } from 'vitest';
import type { Annotation, Comment, Thread } from '../../api/schemas';
import { cardsOf, EVERYTHING, peopleIn } from './filters';

const ADA = { id: 'a', name: 'Ada' },
  BOB = { id: 'b', name: 'Bob' };
const said = (person: typeof ADA, ...named: (typeof ADA)[]) =>
  ({ person, mentions: named.map((one) => ({ ...one, may_see: true })), deleted_at: null }) as unknown as Comment;
const mark = (id: string, person: typeof ADA, color: string, clock: number) =>
  ({ id, person, color, clock }) as unknown as Annotation;
const thread = (id: string, rest: object) =>
  ({
    id,
    annotation: null,
    resolved: null,
    assignee: null,
    unread: 0,
    comments: [],
    clock: 0,
    ...rest,
  }) as unknown as Thread;

const marks = [mark('m1', ADA, 'yellow', 1), mark('m2', BOB, 'blue', 2)];
const talks = [
  thread('t1', { annotation: 'm1', comments: [said(BOB, ADA)], clock: 9, unread: 1 }),
  thread('t2', { resolved: { person: null, at: '' }, comments: [said(BOB)], clock: 3, assignee: ADA }),
];
const shown = (filters: object) =>
  cardsOf(marks, talks, { ...EVERYTHING, ...filters }, 'a').map((one) => one.annotation?.id ?? one.thread?.id);

test('everything, down the pages or with the latest news first', () => {
  expect(shown({})).toEqual(['t2', 'm1', 'm2']);
  expect(shown({ order: 'date' })).toEqual(['m1', 't2', 'm2']);
});

test.each([
  [{ state: 'open' }, ['m1', 'm2']],
  [{ state: 'resolved' }, ['t2']],
  [{ only: 'mine' }, ['t2', 'm1']],
  [{ only: 'mentions' }, ['m1']],
  [{ only: 'unread' }, ['m1']],
  [{ person: 'b' }, ['t2', 'm1', 'm2']],
  [{ color: 'blue' }, ['m2']],
  [{ color: 'blue', only: 'mine' }, []],
])('%j shows %j', (filters, expected) => expect(shown(filters)).toEqual(expected));

test('who wrote', () => expect(peopleIn(marks, talks)).toEqual([ADA, BOB]));
