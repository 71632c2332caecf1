import { describe, expect, it } from 'vitest';
import { findGhosts, hasTextUnderText, type Run } from './ghosts';

const line = (text: string, top: number, left = 0.1, right = 0.9): Run => ({
  text,
  box: [left, top, right, top + 0.02],
});
const LINES = [
  'These large differences in angles',
  'obtained by two methods could be',
  'partially explained by dispersion',
];
const PRINTED = LINES.map((text, number) => line(text, 0.1 + number * 0.025));
const HIDDEN = [
  'the phenoxyamidine and pyridine',
  'groups were described completely',
  'differently by the other method',
].map((text, number) => line(text, 0.108 + number * 0.025));
const WORDS = PRINTED.flatMap(({ text, box }) =>
  text.split(' ').map((word, number, all): Run => ({
    text: word,
    box: [0.1 + (0.8 * number) / all.length, box[1], 0.1 + (0.8 * (number + 1)) / all.length, box[3]],
  })),
);
const turned = (runs: readonly Run[]) =>
  runs.map(({ text, box }): Run => ({ text, box: [1 - box[3], box[0], 1 - box[1], box[2]] }));

describe('text under text', () => {
  it('is seen where lines lie across each other', () => {
    expect(hasTextUnderText([...PRINTED, ...HIDDEN])).toBe(true);
  });

  it('is not seen on a plain page, nor where bold is made by printing twice', () => {
    expect(hasTextUnderText(PRINTED)).toBe(false);
    expect(hasTextUnderText([...PRINTED, ...PRINTED])).toBe(false);
  });

  it('is not seen in columns and in superscripts', () => {
    expect(
      hasTextUnderText([
        ...PRINTED.map((run) => line(run.text, run.box[1], 0.1, 0.48)),
        ...PRINTED.map((run) => line(`${run.text} right`, run.box[1], 0.52, 0.9)),
      ]),
    ).toBe(false);
    expect(
      hasTextUnderText([
        ...PRINTED,
        line('12', 0.095, 0.9, 0.91),
        line('13', 0.12, 0.9, 0.91),
        line('14', 0.145, 0.9, 0.91),
      ]),
    ).toBe(false);
  });
});

describe('ghosts', () => {
  it('are the runs that nobody printed', () => {
    expect(findGhosts([...PRINTED, ...HIDDEN], WORDS)).toEqual([3, 4, 5]);
  });

  it('are the same words a little off', () => {
    const again = PRINTED.map((run) => line(run.text, run.box[1] + 0.011));
    expect(findGhosts([...PRINTED, ...again], WORDS)).toEqual([3, 4, 5]);
  });

  it('are found where the page lies on its side', () => {
    expect(findGhosts(turned([...PRINTED, ...HIDDEN]), turned(WORDS))).toEqual([3, 4, 5]);
  });

  it('are not what is spelled in another way: ligatures, accents, halves of words', () => {
    const printed = [
      line('efficiency', 0.1, 0.1, 0.3),
      line('naïve', 0.1, 0.3, 0.5),
      line('phenylpyridone', 0.1, 0.5, 0.9),
    ];
    expect(findGhosts([line('eﬃciency nai\u0308ve phenyl-', 0.1), ...HIDDEN], printed)).toEqual([1, 2, 3]);
  });

  it('are not a sign or two that the server reads as something else', () => {
    expect(findGhosts([...PRINTED, line('α', 0.3, 0.1, 0.12)], WORDS)).toEqual([]);
  });
});
