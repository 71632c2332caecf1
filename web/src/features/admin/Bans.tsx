// Networks from which nothing is answered: those there are, one more, and lifting one.
import { Badge, Button, NativeSelect, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { Problem, sentence } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { useList } from '../../api/useList';
import { ListEnd } from '../../ui/ListEnd';
import { Section } from '../../ui/Section';
import { Ago } from '../../ui/Ago';
import { ago, exactly } from '../../ui/time';
import rows from '../../ui/Rows.module.css';
import classes from './Admin.module.css';
import { useAdminAction } from './useAdminAction';

const LENGTHS = [
  { value: '1', label: '1 hour' },
  { value: '24', label: '1 day' },
  { value: '720', label: '30 days' },
  { value: '', label: 'Until lifted' },
];

export function Bans() {
  const bans = useList(keys.adminPart('bans'), (page, signal) =>
    api.get('/api/admin/bans', { params: { query: page }, signal }),
  );
  return (
    <Section
      title="Bans"
      intro="Requests from these addresses are blocked and their open connections are closed. Clients that keep sending refused requests are banned automatically for an hour."
    >
      <NewBan />
      {bans.items?.length === 0 && (
        <Text size="sm" c="dimmed" mt="lg">
          No bans.
        </Text>
      )}
      <ul className={rows.list}>
        {bans.items?.map((ban) => (
          <BanLine key={ban.id} ban={ban} />
        ))}
      </ul>
      <ListEnd list={bans} />
    </Section>
  );
}

function NewBan() {
  const [network, setNetwork] = useState('');
  const [reason, setReason] = useState('');
  const [hours, setHours] = useState('24');
  const add = useAdminAction(
    () =>
      api.post('/api/admin/bans', {
        body: {
          network: network.trim(),
          reason: reason.trim(),
          expires_at: hours ? new Date(Date.now() + Number(hours) * 3_600_000).toISOString() : null,
        },
      }),
    () => `${network.trim()} is now banned.`,
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    add.mutate(undefined, {
      onSuccess: () => {
        setNetwork('');
        setReason('');
      },
    });
  }
  return (
    <form className={classes.find} onSubmit={submit}>
      <TextInput
        className={classes.grow}
        label="Address or network"
        placeholder="203.0.113.7 or 2001:db8::/48"
        required
        withAsterisk={false}
        maxLength={60}
        value={network}
        onChange={(event) => setNetwork(event.currentTarget.value)}
        error={add.error instanceof Problem && sentence(add.error)}
      />
      <TextInput
        className={classes.grow}
        label="Reason"
        placeholder="Shown to other administrators and in the log"
        required
        withAsterisk={false}
        maxLength={200}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <NativeSelect
        label="Duration"
        value={hours}
        onChange={(event) => setHours(event.currentTarget.value)}
        data={LENGTHS}
      />
      <Button type="submit" loading={add.isPending}>
        Ban
      </Button>
    </form>
  );
}

function BanLine({ ban }: { ban: Schemas['BanOut'] }) {
  const lift = useAdminAction(
    () => api.delete('/api/admin/bans/{ban_id}', { params: { path: { ban_id: ban.id } } }),
    () => `${ban.network} is no longer banned.`,
  );
  return (
    <li className={rows.line}>
      <div className={rows.what}>
        <Text size="sm" fw={500} component="div">
          {ban.network}{' '}
          {ban.automatic && (
            <Badge size="sm" variant="light" color="gray" tt="none">
              automatic
            </Badge>
          )}
        </Text>
        <Text size="xs" c="dimmed">
          {ban.reason} · since <Ago at={ban.created_at} /> ·{' '}
          <span title={ban.expires_at ? exactly(ban.expires_at) : undefined}>
            {ban.expires_at ? `ends ${ago(ban.expires_at)}` : 'until lifted'}
          </span>
        </Text>
      </div>
      <Button
        size="xs"
        variant="default"
        loading={lift.isPending}
        onClick={() => lift.mutate(undefined)}
        aria-label={`Lift the ban on ${ban.network}`}
      >
        Lift
      </Button>
    </li>
  );
}
