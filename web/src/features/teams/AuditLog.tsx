// Who did what, when and from where.
import { Button, Group, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { address, api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Schemas, Team } from '../../api/schemas';
import { Section } from '../../ui/Section';
import { LogEntries } from '../../ui/LogEntries';
import { roleName } from './roles';
import { useList } from '../../api/useList';

const ACTIONS: [string, string][] = [
  ['member.added', 'Joined'],
  ['member.changed', 'Roles'],
  ['member.removed', 'Removed'],
  ['member.left', 'Left'],
  ['owner.changed', 'Ownership transferred'],
  ['invitation.added', 'Invitations'],
  ['guest.added', 'Guests'],
  ['comment.hidden', 'Comments hidden'],
  ['comment.shown', 'Comments shown again'],
  ['annotation.hidden', 'Annotations hidden'],
  ['annotation.shown', 'Annotations shown again'],
  ['team.settled', 'Settings'],
  ['team.renamed', 'Names'],
  ['team.archived', 'Archived'],
  ['team.deleted', 'Deleted'],
];

/** What was done in detail: “Eve, from editor to reader”. */
function details({ action, data, subject, person }: Schemas['AuditOut']): string {
  const text = (name: string) => (typeof data[name] === 'string' ? (data[name] as string) : undefined);
  const about =
    text('email') ??
    text('host') ??
    (action === 'invitation.added' ? 'anyone with a link' : undefined) ??
    (subject && subject.id !== person?.id ? subject.name : undefined) ??
    text('name');
  const change =
    text('from') && text('to')
      ? `from ${text('from')} to ${text('to')}`
      : text('role')
        ? `as ${roleName(text('role')!).toLowerCase()}`
        : undefined;
  const reason = text('reason') && `“${text('reason')}”`;
  return [about, change, reason].filter(Boolean).join(', ');
}

/** Joining and being added are one action, told apart by whom it was done to. */
function what({ action, what: told, subject, person }: Schemas['AuditOut']): string {
  return action === 'member.added' && subject && subject.id !== person?.id ? 'added to the team' : told;
}

export function AuditLog({ team }: { team: Team }) {
  const [action, setAction] = useState('');
  const [person, setPerson] = useState('');
  const members = useList(keys.members(team.id), (page, signal) =>
    api.get('/api/teams/{team}/members', { params: { path: { team: team.id }, query: page }, signal }),
  );
  const chosen = { action, person };
  const log = useList(keys.audit(team.id, chosen), (page, signal) =>
    api.get('/api/teams/{team}/audit', { params: { path: { team: team.id }, query: { ...chosen, ...page } }, signal }),
  );
  return (
    <Section title="Audit log" intro="Entries can’t be edited or removed.">
      <Group mt="md" align="flex-end">
        <NativeSelect
          label="What"
          value={action}
          onChange={(event) => setAction(event.currentTarget.value)}
          data={[{ value: '', label: 'Everything' }, ...ACTIONS.map(([value, label]) => ({ value, label }))]}
        />
        <NativeSelect
          label="Who"
          value={person}
          onChange={(event) => setPerson(event.currentTarget.value)}
          data={[
            { value: '', label: 'Everyone' },
            ...(members.items ?? []).map((one) => ({ value: one.person.id, label: one.person.name })),
          ]}
        />
        <Button
          component="a"
          variant="default"
          download
          href={address('/api/teams/{team}/audit', { path: { team: team.id }, query: { ...chosen, format: 'csv' } })}
        >
          Export as CSV
        </Button>
      </Group>
      <LogEntries log={log} say={(entry) => [what(entry), details(entry)].filter(Boolean).join(': ')} />
    </Section>
  );
}
