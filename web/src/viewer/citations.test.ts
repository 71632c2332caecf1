import { describe, expect, it } from 'vitest';
import { spotsOf } from './citations';

const RECT: [number, number, number, number] = [1, 2, 3, 4];

describe('spotsOf', () => {
  it('makes one spot of a range of references', () => {
    const spots = spotsOf([
      { text: '[3–4]', page: 2, rects: [RECT], reference: 'c' },
      { text: '[3–4]', page: 2, rects: [RECT], reference: 'd' },
      { text: '[3–4]', page: 2, rects: [RECT], reference: 'd' },
    ]);
    expect(spots.get(2)).toEqual([{ page: 2, rects: [RECT], text: '[3–4]', references: ['c', 'd'] }]);
  });

  it('keeps the pages apart', () => {
    const spots = spotsOf([
      { text: '[1]', page: 1, rects: [RECT], reference: 'a' },
      { text: '[1]', page: 2, rects: [RECT], reference: 'a' },
    ]);
    expect([...spots.keys()]).toEqual([1, 2]);
  });

  it('leaves out what leads nowhere or stands nowhere', () => {
    expect(
      spotsOf([
        { text: '[9]', page: 1, rects: [RECT], reference: null },
        { text: '[9]', page: 1, rects: [], reference: 'a' },
      ]).size,
    ).toBe(0);
  });
});
