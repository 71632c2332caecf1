import { expect, test, vi } from 'vitest';
import { Hold } from './hold';

const event = (name: string, person = 'bob', paper = 'p') => ({
  name,
  subject: { paper },
  person: { id: person, name: person },
});

test('news of others wait while one types, are counted, and are shown together', () => {
  const hold = new Hold();
  const show = vi.fn<() => void>();
  expect(hold.takes(event('comment.added'), 'ada', show)).toBe(false);
  hold.begin('p');
  for (const name of ['comment.added', 'annotation.added', 'thread.resolved'])
    expect(hold.takes(event(name), 'ada', show)).toBe(true);
  expect(hold.waiting('p')).toBe(2);
  expect(show).not.toHaveBeenCalled();
  hold.end('p', true);
  expect(show).toHaveBeenCalledTimes(3);
  expect(hold.waiting('p')).toBe(0);
  expect(hold.takes(event('comment.added'), 'ada', show)).toBe(true);
  hold.end('p');
  expect(hold.takes(event('comment.added'), 'ada', show)).toBe(false);
});

test('one’s own, those of other papers and the paper’s own news do not wait', () => {
  const hold = new Hold();
  hold.begin('p');
  for (const one of [event('comment.added', 'ada'), event('comment.added', 'bob', 'q'), event('paper.changed')]) {
    expect(hold.takes(one, 'ada', () => undefined)).toBe(false);
  }
});
