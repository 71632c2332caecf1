// The people of the instance: found by name or email, made administrators, signed out, disabled.
import { Badge, Button, Menu, NativeSelect, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import type { Schemas } from '../../api/schemas';
import { useList } from '../../api/useList';
import { ListEnd } from '../../ui/ListEnd';
import { Section } from '../../ui/Section';
import { ago, exactly, onDay } from '../../ui/time';
import { useConfirm } from '../../ui/useConfirm';
import rows from '../../ui/Rows.module.css';
import classes from './Admin.module.css';
import { useAdminAction } from './useAdminAction';

type Ask = ReturnType<typeof useConfirm>['ask'];

export function People() {
  const [words, setWords] = useState('');
  const [q] = useDebouncedValue(words.trim(), 250);
  const [state, setState] = useState<'' | 'admins' | 'disabled'>('');
  const people = useList(keys.adminPart('people', { q, state }), (page, signal) =>
    api.get('/api/admin/people', { params: { query: { q, state: state || undefined, ...page } }, signal }),
  );
  const { ask, question } = useConfirm();
  return (
    <Section title="People" intro="Everyone with an account, newest first.">
      <div className={classes.find}>
        <TextInput
          className={classes.grow}
          type="search"
          label="Find"
          placeholder="Name or email"
          maxLength={200}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <NativeSelect
          label="Who"
          value={state}
          onChange={(event) => setState(event.currentTarget.value as typeof state)}
          data={[
            { value: '', label: 'Everyone' },
            { value: 'admins', label: 'Administrators' },
            { value: 'disabled', label: 'Disabled' },
          ]}
        />
      </div>
      {people.items?.length === 0 && (
        <Text size="sm" c="dimmed" mt="md">
          No matching people. {state ? 'Try everyone, or' : 'Try'} another part of the name or email.
        </Text>
      )}
      <ul className={rows.list}>
        {people.items?.map((person) => (
          <PersonLine key={person.id} person={person} ask={ask} />
        ))}
      </ul>
      <ListEnd list={people} />
      {question}
    </Section>
  );
}

function PersonLine({ person, ask }: { person: Schemas['AdminPersonOut']; ask: Ask }) {
  const me = useMe().person;
  const { name } = person;
  const change = useAdminAction(
    (edit: { is_admin?: boolean; disabled?: boolean }) =>
      api.patch('/api/admin/people/{person_id}', { params: { path: { person_id: person.id } }, body: edit }),
    (edit) =>
      edit.disabled === undefined
        ? edit.is_admin
          ? `${name} is now an administrator.`
          : `${name} is no longer an administrator.`
        : edit.disabled
          ? `${name} disabled.`
          : `${name} can sign in again.`,
  );
  const signOut = useAdminAction(
    () => api.delete('/api/admin/people/{person_id}/sessions', { params: { path: { person_id: person.id } } }),
    () => `${name} has been signed out everywhere.`,
  );
  const disable = () =>
    ask({
      title: `Disable ${name}?`,
      body: 'They’ll be signed out everywhere, their API tokens will be revoked, and they won’t be able to sign in. Nothing is deleted, and you can enable the account again; they’d need new tokens.',
      action: 'Disable',
      onConfirm: () => change.mutateAsync({ disabled: true }),
    });
  const promote = () =>
    ask({
      title: `Make ${name} an administrator?`,
      body: 'They’ll be able to do everything you can, including remove you. They won’t see any more of teams’ papers than before.',
      action: 'Make administrator',
      onConfirm: () => change.mutateAsync({ is_admin: true }),
    });
  return (
    <li className={rows.line}>
      <div className={rows.what}>
        <Text size="sm" fw={500} component="div">
          {name}{' '}
          {person.id === me.id && (
            <Badge size="sm" variant="light" tt="none">
              you
            </Badge>
          )}{' '}
          {person.is_admin && (
            <Badge size="sm" variant="light" tt="none">
              administrator
            </Badge>
          )}{' '}
          {person.disabled_at && (
            <Badge size="sm" variant="light" color="gray" tt="none" title={exactly(person.disabled_at)}>
              disabled
            </Badge>
          )}
        </Text>
        <Text size="xs" c="dimmed">
          {person.email}
          {!person.verified && ' (not confirmed)'} · {person.teams} {person.teams === 1 ? 'team' : 'teams'} · since{' '}
          {onDay(person.created_at)} · {person.last_seen_at ? `seen ${ago(person.last_seen_at)}` : 'not signed in'}
          {person.ends_at && ` · account will be deleted on ${onDay(person.ends_at)}`}
        </Text>
      </div>
      <Button
        size="xs"
        variant="default"
        renderRoot={(props) => (
          <Link to="/admin/$part" params={{ part: 'log' }} search={{ person: person.id }} {...props} />
        )}
        aria-label={`Audit log for ${name}`}
      >
        Audit log
      </Button>
      {person.id !== me.id && (
        <Menu position="bottom-end" width={220}>
          <Menu.Target>
            <Button size="xs" variant="default" rightSection={<span aria-hidden>▾</span>} aria-label={`Change ${name}`}>
              Change
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => signOut.mutate(undefined)}>Sign out everywhere</Menu.Item>
            {person.is_admin ? (
              <Menu.Item onClick={() => change.mutate({ is_admin: false })}>Remove as administrator</Menu.Item>
            ) : (
              <Menu.Item onClick={promote}>Make administrator…</Menu.Item>
            )}
            {person.disabled_at ? (
              <Menu.Item onClick={() => change.mutate({ disabled: false })}>Enable</Menu.Item>
            ) : (
              <Menu.Item onClick={disable}>Disable…</Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
    </li>
  );
}
