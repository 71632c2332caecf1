import { expect, test } from 'vitest';
import { Problem } from '../../api/problem';
import { endText, follow } from './useBatch';

const batch = {
  id: '1',
  status: 'done' as const,
  total: 5,
  done: 5,
  changed: 3,
  kept: 0,
  reason: null,
  team: null,
  already_there: 0,
  restored: 0,
  no_room: 0,
  lost_fields: [],
  lost_tags: [],
};

test('what became of a batch is said with all that it could not do', () => {
  expect(endText(batch, 'changed')).toBe('3 papers changed.');
  expect(endText({ ...batch, restored: 1, already_there: 1, no_room: 1, lost_tags: ['Rays'] }, 'copied')).toBe(
    '2 papers copied. 1 paper restored from that team’s trash. 1 paper already there. No room for 1 paper. ' +
      'Left behind, for want of room: tags Rays.',
  );
  expect(endText({ ...batch, status: 'stopped', reason: 'You may not.' }, 'moved')).toBe(
    '3 papers moved. Stopped before the end: You may not.',
  );
});

test('a batch is followed over a lost connection, and undone from where it stopped', async () => {
  const answers = [
    new Problem(0, 'Can’t reach ScrollKeeper.'),
    new Problem(503, 'The server restarts.'),
    { ...batch, status: 'undoing' as const, done: 1 },
    { ...batch, status: 'undone' as const, done: 0 },
  ];
  const shown: string[] = [];
  const waits: number[] = [];
  const look = async () => {
    const next = answers.shift();
    if (!next || next instanceof Problem) throw next;
    return next;
  };
  const ended = await follow(
    { ...batch, status: 'undoing', done: 3 },
    look,
    (gone, all) => void shown.push(`${gone} of ${all}`),
    async (ms) => void waits.push(ms),
  );
  expect(ended.status).toBe('undone');
  expect(shown).toEqual(['0 of 3', '0 of 3', '0 of 3', '2 of 3']);
  expect(waits).toEqual([700, 1_400, 2_800, 700]);
});

test('a batch that one may not see any more is not waited for', async () => {
  const gone = new Problem(404, 'There is no such team.');
  const looking = follow(
    { ...batch, status: 'queued' },
    () => Promise.reject(gone),
    () => undefined,
    () => Promise.resolve(),
  );
  await expect(looking).rejects.toThrow('There is no such team.');
});
