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
      intro="We first show what becomes of your papers and comments. After that you have a week to change your mind."
    >
      <Button mt="md" variant="default" c="var(--mantine-color-error)" onClick={() => setOpened(true)}>
        Delete my account…
      </Button>
      <Dialog opened={opened} onClose={() => setOpened(false)} title="What becomes of your things" size="lg">
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
              {team.kind === 'personal' ? 'Your own library' : `${team.name}, where you are alone`}:{' '}
              {count(team.papers, 'paper')}
            </List.Item>
          ))}
          <List.Item>Your name, address, sessions and tokens, and the notes that only you see</List.Item>
        </List>
      </div>
      <div>
        <Text fw={600} size="sm">
          Stays in your teams, as of a “former member”
        </Text>
        <Text size="sm">{whatStays(look.data)}</Text>
      </div>
      {orphaned.length > 0 && (
        <Alert color="yellow" variant="outline" title="Others work in teams that only you own">
          <Text size="sm" mb="sm">
            Make somebody else their owner, in the team’s page of members. Or have them deleted with all that is in
            them:
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
        You are signed out everywhere at once, and everything is deleted in {days} days. Sign in before that, and your
        account stays. You may want to download your data first.
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
