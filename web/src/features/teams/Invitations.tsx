// Invitations that are open, requests that wait, and new invitations.
import { Badge, Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Invited, Schemas, Team } from '../../api/schemas';
import { Section } from '../../ui/Section';
import { Ago } from '../../ui/Ago';
import { exactly } from '../../ui/time';
import { InviteForm } from './InviteForm';
import { Links } from '../../ui/Links';
import { ListEnd } from '../../ui/ListEnd';
import { Requests } from './Requests';
import { roleName } from './roles';
import rows from '../../ui/Rows.module.css';
import { useList } from '../../api/useList';

type InvitedItem = Invited['items'][number];

export function Invitations({ team }: { team: Team }) {
  const [fresh, setFresh] = useState<InvitedItem[]>([]);
  const list = useList(keys.invitations(team.id), (page, signal) =>
    api.get('/api/teams/{team}/invitations', { params: { path: { team: team.id }, query: page }, signal }),
  );
  return (
    <>
      {team.can.includes('answer_requests') && <Requests team={team} />}
      {team.can.includes('invite') && (
        <Section title="Invite">
          <InviteForm team={team} onInvited={setFresh} />
          <Links
            links={fresh.flatMap((one) =>
              one.link ? [{ id: one.id, name: one.email ?? 'Anyone with this link', link: one.link }] : [],
            )}
          />
        </Section>
      )}
      <div style={{ height: 24 }} />
      <Section title="Open invitations">
        {list.items?.length === 0 && (
          <Text size="sm" c="dimmed" mt="sm">
            No open invitations.
          </Text>
        )}
        <ul className={rows.list}>
          {list.items?.map((one) => (
            <InvitationLine key={one.id} team={team} invitation={one} onFresh={(item) => setFresh([item])} />
          ))}
        </ul>
        <ListEnd list={list} />
      </Section>
    </>
  );
}

function InvitationLine({
  team,
  invitation,
  onFresh,
}: {
  team: Team;
  invitation: Schemas['InvitationOut'];
  onFresh: (item: InvitedItem) => void;
}) {
  const client = useQueryClient();
  const name = invitation.email ?? 'Link';
  const settle = {
    onSettled: () => client.invalidateQueries({ queryKey: keys.invitations(team.id) }),
    onError: (error: unknown) =>
      notifications.show({ color: 'red', title: 'That didn’t work', message: sentence(error) }),
  };
  const revoke = useMutation({
    mutationFn: () =>
      api.delete('/api/teams/{team}/invitations/{invitation_id}', {
        params: { path: { team: team.id, invitation_id: invitation.id } },
      }),
    ...settle,
  });
  const resend = useMutation({
    mutationFn: () =>
      api.post('/api/teams/{team}/invitations/{invitation_id}/resend', {
        params: { path: { team: team.id, invitation_id: invitation.id } },
        body: {},
      }),
    onSuccess: (item) => {
      if (item.link) onFresh(item);
      else notifications.show({ message: `New invitation sent to ${name}.` });
    },
    ...settle,
  });
  return (
    <li className={rows.line}>
      <div className={rows.what}>
        <Text size="sm" fw={500}>
          {name}{' '}
          <Badge size="sm" variant="light" tt="none">
            {roleName(invitation.role)}
          </Badge>
        </Text>
        <Text size="xs" c="dimmed" title={`Expires ${exactly(invitation.expires_at)}`}>
          {invitation.email ? '' : `used ${invitation.used} of ${invitation.uses} times, `}
          {invitation.paper ? 'for one paper, ' : ''}
          {invitation.inviter ? `by ${invitation.inviter.name}, ` : ''}
          <Ago at={invitation.created_at} />, open until <Ago at={invitation.expires_at} />
        </Text>
      </div>
      {invitation.can.includes('revoke') && (
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            loading={resend.isPending}
            onClick={() => resend.mutate()}
            aria-label={`${invitation.email ? 'Resend' : 'New link'}: ${name}`}
          >
            {invitation.email ? 'Resend' : 'New link'}
          </Button>
          <Button
            variant="default"
            size="xs"
            loading={revoke.isPending}
            onClick={() => revoke.mutate()}
            aria-label={`Revoke ${name}`}
          >
            Revoke
          </Button>
        </Group>
      )}
    </li>
  );
}
