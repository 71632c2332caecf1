import { Schema } from '@tiptap/pm/model';
import { expect, test } from 'vitest';
import { citationsOf, findCitation, isTooMuch, readCites, writeCites } from './cites';

const attribute = { default: '' };
const schema = new Schema({
  nodes: {
    doc: { content: 'paragraph+' },
    paragraph: { content: 'inline*' },
    text: { group: 'inline' },
    citation: { group: 'inline', inline: true, attrs: { paper: attribute, label: attribute, cites: attribute } },
  },
});
const curie = writeCites([{ paper: 'a', name: 'Curie 1898' }]);
const noether = writeCites([{ paper: 'b', name: 'Noether 1918' }]);

function note(...parts: (string | object)[]) {
  const inline = parts.map((one) => (typeof one === 'string' ? schema.text(one) : schema.node('citation', one)));
  return schema.node('doc', null, [schema.node('paragraph', null, inline)]);
}

test('a citation is found where others have moved it, and never another one in its place', () => {
  const opened = { at: 5, attrs: curie };
  expect(findCitation(note('Text', curie), opened)).toBe(5);
  expect(findCitation(note('More text ', noether, ' of ', curie), opened)).toBe(16);
  expect(findCitation(note('Text', noether), opened)).toBeNull();
  expect(findCitation(note('Text', writeCites([{ paper: 'a', locator: '12' }])), opened)).toBeNull();
});

test('of several alike it is the nearest', () => {
  expect(findCitation(note(curie, 'Text', curie), { at: 7, attrs: curie })).toBe(6);
});

test('what is written is read again, and older citations are a paper alone', () => {
  const cites = [{ paper: 'a', name: 'Curie 1898', locator: '12', prefix: 'see' }, { paper: 'b' }];
  expect(readCites(writeCites(cites))).toEqual(cites);
  expect(readCites({ paper: 'a', label: 'Curie' })).toEqual([{ paper: 'a', name: 'Curie' }]);
  expect(readCites({ paper: 'a', label: 'Curie', cites: '[' })).toEqual([{ paper: 'a', name: 'Curie' }]);
});

test('what another program wrote is read as far as it can be, and keeps nothing else from being formatted', () => {
  const paper = '00000000-0000-4000-8000-000000000001';
  const cites = [
    null,
    { paper: 7 },
    { paper, name: {}, locator: 5, label: 'mile', prefix: '𝑥'.repeat(500), suffix: ['x'], suppressAuthor: 'yes' },
    ...Array.from({ length: 10_000 }, () => ({ paper })),
  ];
  const read = readCites({ cites: JSON.stringify(cites) });
  expect(read).toHaveLength(28);
  expect(read[0]).toEqual({ paper, prefix: '𝑥'.repeat(300) });
  const others = [{ paper: paper.replaceAll('-', '') }, { paper: paper.replace('-', '') }, { paper: 'none' }];
  expect(
    citationsOf(note({ cites: JSON.stringify(others) }, { cites: JSON.stringify([{ paper, label: 'mile' }]) })),
  ).toEqual([
    { at: 2, cites: [{ paper, locator: '', label: 'page', prefix: '', suffix: '', suppress_author: false }] },
  ]);
});

test('a citation takes no more than a note can save', () => {
  const paper = '00000000-0000-4000-8000-000000000001';
  const many = (count: number, more: object) => Array.from({ length: count }, () => ({ paper, ...more }));
  expect(isTooMuch(many(30, { name: 'Curie 1898' }))).toBe(false);
  expect(isTooMuch(many(31, { name: 'Curie 1898' }))).toBe(true);
  expect(isTooMuch(many(30, { prefix: 'é'.repeat(300) }))).toBe(true);
  expect(isTooMuch(many(30, { locator: 'é'.repeat(300) }))).toBe(true);
});
