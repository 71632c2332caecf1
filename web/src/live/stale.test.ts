import { expect, test } from 'vitest';
import { keys } from '../api/keys';
import { staleKeys } from './stale';

test('a changed paper makes the lists and that paper stale, and no other', () => {
  const stale = staleKeys('t', { name: 'paper.status', subject: { paper: 'p', file: 'f' } });
  expect(stale).toContainEqual(keys.papers('t'));
  expect(stale).toContainEqual(keys.paper('t', 'p'));
  expect(stale).not.toContainEqual(keys.team('t'));
});

test('an event that this page is too old to know still freshens the paper it speaks of', () => {
  expect(staleKeys('t', { name: 'aurora.seen', subject: { paper: 'p' } })).toEqual([keys.paper('t', 'p')]);
  expect(staleKeys('t', { name: 'weather.changed', subject: {} })).toEqual([]);
});

test('annotations that came many at once are asked for again, not the references of the paper', () => {
  expect(staleKeys('t', { name: 'annotation.imported', subject: { paper: 'p' } })).toEqual([
    keys.annotations('t', 'p'),
    keys.threads('t', 'p'),
  ]);
});

test('how far somebody is with a paper asks for the lists again, and for that paper’s readers', () => {
  expect(staleKeys('t', { name: 'reading.assigned', subject: { paper: 'p' } })).toEqual([
    keys.reading('t'),
    keys.searches('t'),
    keys.paperCounts('t'),
    keys.paperPart('t', 'p', 'reading'),
  ]);
});

test('a team’s new name is shown in the list of teams', () => {
  expect(staleKeys('t', { name: 'team.changed', subject: {} })).toContainEqual(keys.me);
});

test('another role makes everything of the team stale, since other things can be done with it', () => {
  expect(staleKeys('t', { name: 'member.changed', subject: { member: 'p' } })).toEqual([keys.me, keys.team('t')]);
});

test('what is said about one annotation asks for that one alone', () => {
  expect(staleKeys('t', { name: 'annotation.changed', subject: { paper: 'p', annotation: 'a' } })).toEqual([
    keys.annotation('t', 'p', 'a'),
    keys.threads('t', 'p'),
  ]);
  expect(staleKeys('t', { name: 'comment.added', subject: { paper: 'p', thread: 'x' } })).toEqual([
    keys.threads('t', 'p'),
    keys.paperCounts('t'),
  ]);
});

test('what hung on a merged paper is asked for again, there and where it hangs now', () => {
  const stale = staleKeys('t', { name: 'paper.merged', subject: { paper: 'p', merged: 'q' } });
  for (const key of [keys.paper('t', 'p'), keys.paper('t', 'q'), keys.duplicates('t'), keys.notes('t')]) {
    expect(stale).toContainEqual(key);
  }
  expect(staleKeys('t', { name: 'paper.status', subject: { paper: 'p' } })).not.toContainEqual(keys.duplicates('t'));
});
