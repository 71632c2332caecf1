import { describe, expect, it } from 'vitest';
import { bookmarklet, readCaptured } from './capture';

const packed = (value: unknown) => `#${encodeURIComponent(JSON.stringify(value))}`;

describe('bookmarklet', () => {
  it('is code that can be read, leads to us and holds no secret', () => {
    const code = decodeURIComponent(bookmarklet('https://papers.example').replace('javascript:', ''));
    // oxlint-disable-next-line no-new-func
    expect(() => new Function(code)).not.toThrow();
    expect(code).toContain("open('https://papers.example/capture#'");
  });
});

describe('readCaptured', () => {
  it('gives the page back', () => {
    const page = { url: 'https://journal.example/7?a=%20', html: '<meta name="a" content="100% é">' };
    expect(readCaptured(packed(page))).toEqual(page);
  });

  it.each(['', '#', '#%', '#null', packed({ url: 'javascript:alert(1)', html: '' }), packed({ url: 'https://a/' })])(
    'reads nothing in %s',
    (fragment) => expect(readCaptured(fragment)).toBeNull(),
  );
});
