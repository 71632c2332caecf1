import { expect, test } from 'vitest';
import { notAddresses, readAddresses } from '../../ui/addresses';
import { rolesToGive } from './roles';

test('addresses are found in whatever was pasted, each once', () => {
  expect(
    readAddresses('Ada <ada@example.org>, eve@example.org;\neve@example.org  "Bob" <bob@lab.example>\nno address'),
  ).toEqual({ emails: ['ada@example.org', 'eve@example.org', 'bob@lab.example'], others: ['no address'] });
  expect(readAddresses('')).toEqual({ emails: [], others: [] });
});

test('what is no address is kept apart', () => {
  expect(readAddresses('new@lab.example, foo')).toEqual({ emails: ['new@lab.example'], others: ['foo'] });
  expect(readAddresses('Ada <ada@lab>')).toEqual({ emails: [], others: ['Ada <ada@lab>'] });
  expect(notAddresses(['foo', 'bar@'])).toBe('Not email addresses: foo, bar@.');
});

test('nobody is offered a role above their own to give', () => {
  expect(rolesToGive('admin')).toEqual(['admin', 'editor', 'commenter', 'reader']);
  expect(rolesToGive('owner')).toContain('owner');
  expect(rolesToGive('guest')).toEqual([]);
});
