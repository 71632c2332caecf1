import { describe, expect, it } from 'vitest';
import { stack, type Wish } from './stacking';

const card = (id: string, at: number, height = 50): Wish => ({ id, at, height });

describe('cards beside the text', () => {
  it('stand at their marks where there is room', () => {
    expect(stack([card('a', 10), card('b', 200)], null, 600)).toEqual([10, 200]);
  });

  it('push those after them down and, from the chosen one, those before it up', () => {
    const crowded = [card('a', 100), card('b', 110), card('c', 120)];
    expect(stack(crowded, null, 600)).toEqual([100, 158, 216]);
    expect(stack(crowded, 'c', 600)).toEqual([4, 62, 120]);
  });

  it('begin with the first that is in view', () => {
    expect(stack([card('gone', -400), card('a', 5), card('b', 10)], null, 600)).toEqual([-400, 5, 63]);
  });

  it('keep the chosen one within the panel, unless its mark is out of view', () => {
    expect(stack([card('a', 590)], 'a', 600)).toEqual([550]);
    expect(stack([card('a', 900), card('b', 950)], 'a', 600)).toEqual([900, 958]);
    expect(stack([], 'a', 600)).toEqual([]);
  });
});
