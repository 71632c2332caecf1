import { expect, test } from 'vitest';
import { mentionAt } from './MentionList';

const typed = (text: string) => mentionAt(text, text.length)?.beginning;

test('the name that is being typed after an @', () => {
  expect(typed('see @An')).toBe('An');
  expect(typed('@Ana Mari\u0301')).toBe('Ana Mari\u0301');
  expect(typed('@Ana María Ló')).toBe('Ana María Ló');
  expect(typed('请@张')).toBe('张');
  expect(typed('＠张伟')).toBe('张伟');
  expect(typed('mail ana@exa')).toBeUndefined();
  expect(typed('maría@exa')).toBeUndefined();
  expect(typed('mari\u0301@exa')).toBeUndefined();
});
