import { expect, test } from 'vitest';
import { forWordProcessors } from './copying';

const bibliography = (text: string, hanging = false) =>
  ({ entries: [{ paper: 'p', text }], hanging }) as unknown as Parameters<typeof forWordProcessors>[0];

test('labels and hanging indents are written out for word processors', () => {
  const numbered =
    '<div class="csl-entry">\n    <div class="csl-left-margin">[1]</div><div class="csl-right-inline">M. Curie, <i>Rivers</i>.</div>\n  </div>';
  expect(forWordProcessors(bibliography(numbered))).toBe('<p>[1] M. Curie, <i>Rivers</i>.</p>');
  const plain = '<div class="csl-entry">Curie, M. <i>Rivers</i>.</div>';
  expect(forWordProcessors(bibliography(plain, true))).toBe(
    '<p style="margin-left:2em;text-indent:-2em">Curie, M. <i>Rivers</i>.</p>',
  );
});
