import { expect, test } from 'vitest';
import { bitCount, Sha256 } from './sha256';

async function expected(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

test('the standard’s own example', () => {
  expect(new Sha256().update(new TextEncoder().encode('abc')).hex()).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('agrees with the platform for every length around the block’s edges, in one piece or many', async () => {
  const bytes = new Uint8Array(300).map((_, n) => (n * 89 + 7) & 255);
  for (let length = 0; length <= 300; length += 1) {
    const piece = bytes.slice(0, length);
    // oxlint-disable-next-line no-await-in-loop
    const want = await expected(piece);
    expect(new Sha256().update(piece).hex()).toBe(want);
    const hash = new Sha256();
    for (let at = 0; at < length; at += 1 + (at % 77)) hash.update(piece.subarray(at, at + 1 + (at % 77)));
    expect(hash.hex()).toBe(want);
  }
});

test('counts bits beyond 32', () => {
  expect(bitCount(2 ** 29 - 1)).toEqual([0, 2 ** 32 - 8]);
  expect(bitCount(2 ** 29)).toEqual([1, 0]);
  expect(bitCount(5 * 2 ** 29 + 3)).toEqual([5, 24]);
});
