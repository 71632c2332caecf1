// Invites many people by mail at once, or makes one link for several.
import { Alert, Button, Group, NativeSelect, NumberInput, SegmentedControl, Stack, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Invited, Schemas, Team } from '../../api/schemas';
import { notAddresses, readAddresses } from '../../ui/addresses';
import { ROLES, rolesToGive } from './roles';

const DAYS = [1, 7, 14, 30, 90];

export function InviteForm({ team, onInvited }: { team: Team; onInvited: (items: Invited['items']) => void }) {
  const client = useQueryClient();
  const [way, setWay] = useState('mail');
  const [text, setText] = useState('');
  const [role, setRole] = useState<Schemas['InvitationsIn']['role']>('reader');
  const [days, setDays] = useState('14');
  const [uses, setUses] = useState<number | string>(10);
  const { emails, others } = readAddresses(text);
  const [marked, setMarked] = useState<string | undefined>();
  const invite = useMutation({
    mutationFn: () =>
      api.post('/api/teams/{team}/invitations', {
        params: { path: { team: team.id } },
        body: { role, days: Number(days), ...(way === 'mail' ? { emails } : { uses: Number(uses) || 1 }) },
      }),
    onSuccess: ({ items, already_here }) => {
      onInvited(items);
      setText(others.join(', '));
      setMarked(notAddresses(others));
      const mailed = items.filter((one) => !one.link).length;
      const here = already_here.length ? ` Already in the team: ${already_here.join(', ')}.` : '';
      if (mailed || here)
        notifications.show({
          message: `${mailed ? `${mailed === 1 ? '1 invitation' : `${mailed} invitations`} sent.` : 'No one new to invite.'}${here}`,
        });
    },
    onSettled: () => client.invalidateQueries({ queryKey: keys.invitations(team.id) }),
  });
  const roles = ROLES.filter((one) => one.value !== 'owner' && rolesToGive(team.role).includes(one.value));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        invite.mutate();
      }}
    >
      <Stack mt="md">
        <SegmentedControl
          aria-label="Invite by"
          value={way}
          onChange={setWay}
          data={[
            { value: 'mail', label: 'By email' },
            { value: 'link', label: 'With a link' },
          ]}
          style={{ alignSelf: 'flex-start' }}
        />
        {invite.error && (
          <Alert color="red" variant="outline" role="alert">
            {sentence(invite.error)}
          </Alert>
        )}
        {way === 'mail' && (
          <Textarea
            label="Email addresses"
            description="Up to 100, separated by commas, spaces or new lines. Each person gets their own invitation."
            autosize
            minRows={2}
            maxRows={8}
            error={marked}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setMarked(undefined);
            }}
          />
        )}
        <Group align="flex-end">
          <NativeSelect
            label="Role"
            value={role}
            onChange={(event) => setRole(event.currentTarget.value as typeof role)}
            data={roles.map((one) => ({ value: one.value, label: `${one.label}: ${one.meaning}` }))}
          />
          <NativeSelect
            label="Expires after"
            value={days}
            onChange={(event) => setDays(event.currentTarget.value)}
            data={DAYS.map((one) => ({ value: String(one), label: one === 1 ? '1 day' : `${one} days` }))}
          />
          {way === 'link' && (
            <NumberInput label="Number of people" w={140} min={1} max={1000} value={uses} onChange={setUses} />
          )}
          <Button
            type="submit"
            loading={invite.isPending}
            disabled={way === 'mail' && (emails.length === 0 || emails.length > 100)}
          >
            {way === 'link' ? 'Create link' : emails.length > 1 ? `Invite ${emails.length} people` : 'Invite'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
