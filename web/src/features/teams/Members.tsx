// Who is in the team: their roles, the way out, and to whom it is handed over.
import { Avatar, Badge, Button, NativeSelect, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { useMe } from '../../api/me';
import { sentence } from '../../api/problem';
import type { Member, Team } from '../../api/schemas';
import { Section } from '../../ui/Section';
import { Ago } from '../../ui/Ago';
import { exactly } from '../../ui/time';
import { useConfirm } from '../../ui/useConfirm';
import { ListEnd } from '../../ui/ListEnd';
import { ROLES, roleName, rolesToGive, type Role } from './roles';
import rows from '../../ui/Rows.module.css';
import { useList } from '../../api/useList';

export function Members({ team }: { team: Team }) {
  const members = useList(keys.members(team.id), (page, signal) =>
    api.get('/api/teams/{team}/members', { params: { path: { team: team.id }, query: page }, signal }),
  );
  const { ask, question } = useConfirm();
  const alone = members.items?.length === 1;
  return (
    <Section title="Members" intro={ROLES.map((one) => `${one.label}: ${one.meaning}`).join('. ') + '.'}>
      <ul className={rows.list}>
        {members.items?.map((member) => (
          <MemberLine key={member.person.id} team={team} member={member} ask={ask} />
        ))}
      </ul>
      <ListEnd list={members} />
      {alone && team.can.includes('invite') && (
        <Text size="sm" c="dimmed" mt="md">
          You’re the only member.{' '}
          <Link to="/t/$team/settings/$part" params={{ team: team.slug, part: 'invitations' }}>
            Invite your group
          </Link>{' '}
          by email or with a link.
        </Text>
      )}
      {question}
    </Section>
  );
}

function MemberLine({ team, member, ask }: { team: Team; member: Member; ask: ReturnType<typeof useConfirm>['ask'] }) {
  const me = useMe().person;
  const navigate = useNavigate();
  const client = useQueryClient();
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.me }),
      client.invalidateQueries({ queryKey: keys.members(team.id) }),
    ]);
  const change = useMutation({
    mutationFn: (role: Role) =>
      api.patch('/api/teams/{team}/members/{person_id}', {
        params: { path: { team: team.id, person_id: member.person.id } },
        body: { role },
      }),
    onError: (error) =>
      notifications.show({ color: 'red', title: 'Couldn’t change the role', message: sentence(error) }),
    onSettled: refresh,
  });
  const { name } = member.person;
  const leave = () =>
    ask({
      title: `Leave ${team.name}?`,
      body: 'You’ll lose access to its papers. What you wrote stays. You’ll need an invitation to come back.',
      action: 'Leave',
      onConfirm: async () => {
        await api.delete('/api/teams/{team}/members/{person_id}', {
          params: { path: { team: team.id, person_id: member.person.id } },
        });
        await navigate({ to: '/' });
        await client.invalidateQueries({ queryKey: keys.me });
      },
    });
  const remove = () =>
    ask({
      title: `Remove ${name}?`,
      body: `${name} will lose access right away. What they wrote stays, and invitations they sent stop working.`,
      action: 'Remove',
      onConfirm: async () => {
        await api.delete('/api/teams/{team}/members/{person_id}', {
          params: { path: { team: team.id, person_id: member.person.id } },
        });
        await refresh();
      },
    });
  const handOver = () =>
    ask({
      title: `Make ${name} the owner?`,
      body: `${name} will have full control, and you’ll become an admin. Only ${name} can transfer ownership back.`,
      action: 'Transfer ownership',
      onConfirm: async () => {
        await api.put('/api/teams/{team}/owner', {
          params: { path: { team: team.id } },
          body: { person: member.person.id },
        });
        await refresh();
      },
    });
  const roles = [...new Set([...rolesToGive(team.role), member.role])];
  return (
    <li className={rows.line}>
      <Avatar radius="xl" size={34} name={name} color="lamp.7" variant="filled" aria-hidden />
      <div className={rows.what}>
        <Text size="sm" fw={500}>
          {name}{' '}
          {member.person.id === me.id && (
            <Badge size="sm" variant="light" tt="none">
              you
            </Badge>
          )}
        </Text>
        <Text size="xs" c="dimmed" title={exactly(member.joined_at)}>
          {member.email ? `${member.email}, ` : ''}since <Ago at={member.joined_at} />
        </Text>
      </div>
      {member.can.includes('change') && (team.kind === 'team' || member.role !== 'owner') ? (
        <NativeSelect
          size="xs"
          w={112}
          aria-label={`Role of ${name}`}
          value={change.isPending ? change.variables : member.role}
          disabled={change.isPending}
          onChange={(event) => change.mutate(event.currentTarget.value as Role)}
          data={roles.map((role) => ({ value: role, label: roleName(role) }))}
        />
      ) : (
        <Text size="sm" w={112}>
          {roleName(member.role)}
        </Text>
      )}
      {member.can.includes('hand_over') && team.kind === 'team' && member.role !== 'owner' && (
        <Button variant="subtle" size="xs" onClick={handOver} aria-label={`Transfer ownership to ${name}`}>
          Transfer ownership
        </Button>
      )}
      {member.can.includes('remove') && (
        <Button variant="default" size="xs" onClick={remove} aria-label={`Remove ${name}`}>
          Remove
        </Button>
      )}
      {member.can.includes('leave') && team.kind === 'team' && (
        <Button variant="default" size="xs" onClick={leave}>
          Leave
        </Button>
      )}
    </li>
  );
}
