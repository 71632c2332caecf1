import { describe, expect, it } from 'vitest';
import { areIdentifiers, movedText } from './importText';

describe('areIdentifiers', () => {
  it.each([
    '10.1234/abcd',
    'https://doi.org/10.1234/abcd\narXiv:2001.00001',
    'PMID: 123, PMC1234; ISBN 978-0-14-032872-1',
    'hep-th/9901001',
  ])('looks up %s', (text) => expect(areIdentifiers(text)).toBe(true));

  it.each(['', ' ', '@article{a, doi = {10.1/x}}', 'TY  - JOUR', 'Curie 1898', `${'1 '.repeat(6000)}`])(
    'reads %s as references',
    (text) => expect(areIdentifiers(text)).toBe(false),
  );
});

describe('movedText', () => {
  it('says what came, and nothing of what did not', () =>
    expect(movedText({ new: 1, files: 2, notes: 0, left_out: 3 })).toBe('1 paper added · 2 PDFs'));
});
