import { expect, test } from 'vitest';
import { readAddresses } from '../../ui/addresses';
import { rolesToGive } from './roles';

test('addresses are found in whatever was pasted, each once', () => {
  expect(
    readAddresses('Ada <ada@example.org>, eve@example.org;\neve@example.org  "Bob" <bob@lab.example>\nno address'),
  ).toEqual(['ada@example.org', 'eve@example.org', 'bob@lab.example']);
  expect(readAddresses('')).toEqual([]);
});

test('nobody is offered a role above their own to give', () => {
  expect(rolesToGive('admin')).toEqual(['admin', 'editor', 'commenter', 'reader']);
  expect(rolesToGive('owner')).toContain('owner');
  expect(rolesToGive('guest')).toEqual([]);
});
