import { expect, test } from 'vitest';
import { complete } from './completion';

const vocabulary = { tag: ['to read', 'Rivers', 'estuaries and rivers'], author: ['Curié', 'Noether'], in: [] };
const labels = (text: string) => complete(text, text.length, vocabulary)?.options.map((one) => one.label) ?? [];

test('the beginning of a condition is completed', () => {
  expect(labels('a')).toEqual(['author:', 'added:']);
  expect(labels('deltas -au')).toEqual(['author:']);
  expect(labels('')).toEqual([]);
  expect(labels('author:curie ')).toEqual([]);
  expect(labels('"tag')).toEqual([]);
});

test('values come with those first that begin so, whatever their accents', () => {
  expect(labels('tag:riv')).toEqual(['Rivers', 'estuaries and rivers']);
  expect(labels('author:curie')).toEqual(['Curié']);
  expect(labels('is:')).toEqual(['unread', 'read', 'doubtful']);
  expect(labels('in:')).toEqual([]);
  expect(labels('nothing:x')).toEqual([]);
});

test('what is taken replaces the piece at the cursor, quoted where it has spaces', () => {
  const text = 'x -tag:"to r';
  const found = complete(text, text.length, vocabulary);
  expect(found).toMatchObject({ start: 2, end: text.length });
  expect(found?.options[0]?.text).toBe('-tag:"to read" ');
  expect(complete('is:un rivers', 5, vocabulary)).toMatchObject({ start: 0, end: 5 });
});

test('custom fields are completed by their names, in quotes where they need them', () => {
  const own = { 'custom:Reading group': ['Monday'], 'custom:Status': ['Done'], 'custom:Score': [] };
  const texts = (text: string) => complete(text, text.length, own)?.options.map((one) => one.text) ?? [];
  expect(texts('rea')).toEqual(['"Reading group":']);
  expect(texts('-sco')).toEqual(['-Score:']);
  expect(texts('stat')).toEqual(['status:', '"Status":']);
  expect(texts('"Status":d')).toEqual(['"Status":Done ']);
  expect(texts('"reading group":')).toEqual(['"reading group":Monday ']);
  expect(texts('status:fa')).toEqual(['status:failed ']);
});
