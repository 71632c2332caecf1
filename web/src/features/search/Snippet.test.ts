import { expect, test } from 'vitest';
import { snippetRuns } from './Snippet';

test('marked and plain runs come apart', () => {
  expect(snippetRuns('of <mark>sea</mark> grass')).toEqual([
    { text: 'of ', marked: false },
    { text: 'sea', marked: true },
    { text: ' grass', marked: false },
  ]);
});

test('what was escaped is text again, and stays text', () => {
  expect(snippetRuns('&lt;script&gt; &amp;lt; <mark>a&quot;b</mark>')).toEqual([
    { text: '<script> &lt; ', marked: false },
    { text: 'a"b', marked: true },
  ]);
});
