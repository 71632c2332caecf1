import { expect, test } from 'vitest';
import { storedText } from './fieldText';

const names = JSON.stringify([
  { given: 'Aiko', family: 'Tanabe', affiliation: [{ name: 'Tidal Laboratory' }] },
  { literal: 'The Estuary Group' },
]);

test.each([
  ['author', names, 'Tanabe, Aiko; The Estuary Group'],
  ['author', names.slice(0, -6), 'Tanabe'],
  ['issued', '{"date-parts": [[2024, 5]]}', '2024-05'],
  ['type', 'thesis', 'Thesis'],
  ['note', '[not JSON', '[not JSON'],
  ['title', 'Tides', 'Tides'],
])('a stored %s %s reads %s', (field, stored, read) => expect(storedText(field, stored)).toBe(read));
