// The log of the instance: who did what to accounts and to the instance itself, when and from where.
import { Button, NativeSelect, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { useList } from '../../api/useList';
import { save } from '../../ui/save';
import { bytes } from '../../ui/bytes';
import { LogEntries } from '../../ui/LogEntries';
import { Section } from '../../ui/Section';
import classes from './Admin.module.css';
import type { Asked } from './asked';

const HOST = 'host' as const;
const ACTIONS: [string, string][] = [
  ['', 'Everything'],
  [HOST, 'Administration'],
  ['session.started', 'Sign-ins'],
  ['account.added', 'New accounts'],
  ['account.deleted', 'Deleted accounts'],
  ['password.changed', 'Passwords'],
  ['email.changed', 'Email addresses'],
  ['factor.added', 'Sign-in methods'],
  ['token.added', 'Tokens'],
  ['host.banned', 'Bans'],
  ['host.disabled', 'Disabled accounts'],
];

function details({ data, subject, person }: Schemas['AuditOut']): string {
  const text = (name: string) =>
    typeof data[name] === 'string' || typeof data[name] === 'number' ? String(data[name]) : '';
  const about = [
    subject && subject.id !== person?.id && subject.name,
    text('network'),
    text('name'),
    text('job') && `number ${text('job')}`,
    text('reason'),
  ];
  const sizes =
    typeof data.from === 'number' && typeof data.to === 'number' ? `from ${bytes(data.from)} to ${bytes(data.to)}` : '';
  return [...about, sizes].filter(Boolean).join(', ');
}

export function InstanceLog({ asked }: { asked: Asked }) {
  const client = useQueryClient();
  const [what, setWhat] = useState('');
  const [address, setAddress] = useState(asked.address ?? '');
  const chosen = {
    ...(what === HOST ? { only: HOST } : { action: what }),
    person: asked.person,
    address: /^[0-9a-f.:]+$/i.test(address.trim()) ? address.trim() : '',
  };
  const log = useList(keys.adminPart('log', chosen), (page, signal) =>
    api.get('/api/admin/audit', { params: { query: { ...chosen, ...page } }, signal }),
  );
  const take = useMutation({
    mutationFn: () => api.text('/api/admin/audit', { params: { query: { ...chosen, format: 'csv' } } }),
    onSuccess: (table) => save('audit.csv', table, 'text/csv'),
    onError: (error) => notifications.show({ color: 'red', title: 'Couldn’t export', message: sentence(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.admin }),
  });
  return (
    <Section title="Audit log" intro="Entries can’t be edited or removed. Team events are in each team’s own log.">
      <div className={classes.find}>
        <NativeSelect
          label="What"
          value={what}
          onChange={(event) => setWhat(event.currentTarget.value)}
          data={ACTIONS.map(([value, label]) => ({ value, label }))}
        />
        <TextInput
          className={classes.grow}
          label="IP address"
          placeholder="203.0.113.7"
          maxLength={45}
          value={address}
          onChange={(event) => setAddress(event.currentTarget.value)}
        />
        <Button variant="default" loading={take.isPending} onClick={() => take.mutate()}>
          Export as CSV
        </Button>
      </div>
      {asked.person && (
        <Text size="sm" mt="md">
          Showing one person’s entries.{' '}
          <Link to="/admin/$part" params={{ part: 'log' }} search={{}}>
            Show everyone
          </Link>
        </Text>
      )}
      <LogEntries log={log} say={(entry) => [entry.what, details(entry)].filter(Boolean).join(': ')} />
    </Section>
  );
}
