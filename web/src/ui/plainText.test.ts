import { expect, test } from 'vitest';
import { plainText } from './plainText';

test.each([
  ['Is the **core** from 1998 the *same*, @Lise?', 'Is the core from 1998 the same, @Lise?'],
  ['> He said\n\n# No', 'He said No'],
  ['See [the note](/t/a/notes/b) and `x * y`', 'See the note and x * y'],
  ['2 * 3 * 4, snake_case_name and $a_b$', '2 * 3 * 4, snake_case_name and $a_b$'],
  ['- one\n- two', 'one two'],
])('%j is shown as %j', (markdown, words) => {
  expect(plainText(markdown)).toBe(words);
});
