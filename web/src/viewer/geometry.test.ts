import { describe, expect, it } from 'vitest';
import { pathOf, type Point, simplify } from './geometry';

describe('strokes', () => {
  it('keep corners and lose what lies on a line', () => {
    const drawn: Point[] = [
      [0, 0],
      [1, 0.01],
      [2, 0],
      [2, 1],
      [2, 2],
    ];
    expect(simplify(drawn, 0.1)).toEqual([
      [0, 0],
      [2, 0],
      [2, 2],
    ]);
    expect(simplify([[1, 1]], 0.1)).toEqual([[1, 1]]);
  });

  it('are closed loops too', () => {
    expect(
      simplify(
        [
          [0, 0],
          [5, 5],
          [0, 0],
        ],
        0.1,
      ),
    ).toEqual([
      [0, 0],
      [5, 5],
      [0, 0],
    ]);
  });

  it('become paths that begin and end where the pen did', () => {
    expect(pathOf([[1, 2]])).toBe('M1,2h0.01');
    expect(
      pathOf([
        [0, 0],
        [10, 0],
        [10, 10],
      ]),
    ).toBe('M0,0Q10,0 10,5L10,10');
  });
});
