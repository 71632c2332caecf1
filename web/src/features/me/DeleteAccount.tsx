// The end of your account: first what becomes of everything, then the question, then a week to think again.
import { Alert, Button, Checkbox, Group, List, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import { Dialog } from '../../ui/Dialog';
import { Section } from '../../ui/Section';
import { count, whatStays } from './deletionText';

export function DeleteAccount() {
  const [opened, setOpened] = useState(false);
  return (
    <Section
      title="Delete your account"
      intro="First you’ll see what happens to your papers and comments. Then you have a week to change your mind."
    >
      <Button mt="md" variant="default" c="var(--mantine-color-error)" onClick={() => setOpened(true)}>
        Delete my account…
      </Button>
      <Dialog opened={opened} onClose={() => setOpened(false)} title="What happens to your content" size="lg">
        {opened && <Question onClose={() => setOpened(false)} />}
      </Dialog>
    </Section>
  );
}

function Question({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [agreed, setAgreed] = useState<string[]>([]);
  const look = useQuery({
    queryKey: keys.deletion,
    queryFn: ({ signal }) => api.get('/api/me/deletion', { signal }),
    staleTime: 0,
  });
  const close = useMutation({
    mutationFn: () => api.post('/api/me/deletion', { body: { delete_teams: agreed } }),
    onSuccess: () => client.setQueryData(keys.me, null),
  });
  if (look.error) return <Text role="alert">{sentence(look.error)}</Text>;
  if (!look.data) return <Skeleton h={160} />;
  const { teams, days } = look.data;
  const orphaned = teams.filter((team) => team.fate === 'orphaned');
  const deleted = teams.filter((team) => team.fate === 'deleted');
  const open = orphaned.filter((team) => !agreed.includes(team.id));
  return (
    <Stack>
      <div>
        <Text fw={600} size="sm">
          Deleted with your account
        </Text>
        <List size="sm">
          {deleted.map((team) => (
            <List.Item key={team.id}>
              {team.kind === 'personal' ? 'My library' : `${team.name}, where you’re the only member`}:{' '}
              {count(team.papers, 'paper')}
            </List.Item>
          ))}
          <List.Item>Your name, email address, sessions and tokens, and annotations visible only to you</List.Item>
        </List>
      </div>
      <div>
        <Text fw={600} size="sm">
          Kept in your teams under “former member”
        </Text>
        <Text size="sm">{whatStays(look.data)}</Text>
      </div>
      {orphaned.length > 0 && (
        <Alert color="yellow" variant="outline" title="You’re the only owner of teams with other members">
          <Text size="sm" mb="sm">
            Transfer ownership on the team’s Members page, or delete these teams with everything in them:
          </Text>
          <Stack gap="xs">
            {orphaned.map((team) => (
              <Checkbox
                key={team.id}
                label={`Delete ${team.name}: ${count(team.papers, 'paper')} of ${count(team.members, 'member')}`}
                checked={agreed.includes(team.id)}
                onChange={(event) => {
                  const { checked } = event.currentTarget;
                  setAgreed((old) => (checked ? [...old, team.id] : old.filter((id) => id !== team.id)));
                }}
              />
            ))}
          </Stack>
        </Alert>
      )}
      <Text size="sm">
        You’ll be signed out everywhere, and everything will be deleted in {days} days. Sign in before then to keep your
        account. You may want to download your data first.
      </Text>
      {close.error && (
        <Alert color="red" variant="outline" role="alert">
          {sentence(close.error)}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Keep my account
        </Button>
        <Button color="red" disabled={open.length > 0} loading={close.isPending} onClick={() => close.mutate()}>
          Delete my account
        </Button>
      </Group>
    </Stack>
  );
}
