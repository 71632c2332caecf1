import { expect, test } from 'vitest';
import { endText } from './useBatch';

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
