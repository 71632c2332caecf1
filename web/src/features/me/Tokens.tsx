// API tokens: what each may do, when it was last used, and taking it back.
import { Badge, Button, Group, Skeleton, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Schemas } from '../../api/schemas';
import { Dialog } from '../../ui/Dialog';
import { Ago } from '../../ui/Ago';
import { exactly, isPast, onDay } from '../../ui/time';
import { NewToken } from './NewToken';
import { Section } from '../../ui/Section';
import classes from './Settings.module.css';

export function Tokens() {
  const client = useQueryClient();
  const [making, setMaking] = useState(false);
  const [leaving, setLeaving] = useState<Schemas['TokenOut'] | null>(null);
  const tokens = useInfiniteQuery({
    queryKey: keys.tokens,
    queryFn: ({ pageParam, signal }) =>
      api.get('/api/tokens', { params: { query: { cursor: pageParam, limit: 50 } }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  const takeBack = useMutation({
    mutationFn: (token: Schemas['TokenOut']) =>
      api.delete('/api/tokens/{token_id}', { params: { path: { token_id: token.id } } }),
    onSuccess: (_, token) => {
      setLeaving(null);
      notifications.show({ message: `“${token.name}” revoked. Anything using it will be refused.` });
    },
    onError: (error) => notifications.show({ color: 'red', title: 'Couldn’t revoke', message: sentence(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.tokens }),
  });
  const items = tokens.data?.pages.flatMap((page) => page.items);
  return (
    <Section
      title="API tokens"
      intro="Scripts use a token to act on your behalf, within the permissions you choose. Send it as “Authorization: Bearer …”. Tokens can’t change your account."
    >
      {tokens.error && (
        <Text mt="md" role="alert">
          {sentence(tokens.error)}
        </Text>
      )}
      {tokens.isPending && <Skeleton h={40} mt="md" />}
      {items?.length === 0 && (
        <Text mt="md" size="sm">
          No tokens yet. Create one to upload from a script, back up a library or connect another program.
        </Text>
      )}
      <ul className={classes.list}>
        {items?.map((token) => (
          <li key={token.id} className={classes.row}>
            <div>
              <Group gap="xs">
                <Text size="sm" fw={500}>
                  {token.name}
                </Text>
                <Badge size="sm" variant="light" tt="none">
                  {token.scopes.includes('write') ? 'read and write' : 'read only'}
                </Badge>
              </Group>
              <Text size="xs" c="dimmed">
                {token.team ? `Only ${token.team.name}` : 'All your teams'} · <Until token={token} /> ·{' '}
                {token.last_used_at ? (
                  <span title={exactly(token.last_used_at)}>
                    last used <Ago at={token.last_used_at} />
                  </span>
                ) : (
                  'never used'
                )}
              </Text>
            </div>
            <Button variant="default" size="xs" onClick={() => setLeaving(token)} aria-label={`Revoke ${token.name}`}>
              Revoke
            </Button>
          </li>
        ))}
      </ul>
      <Group mt="md">
        <Button onClick={() => setMaking(true)}>New token</Button>
        {tokens.hasNextPage && (
          <Button variant="subtle" onClick={() => void tokens.fetchNextPage()} loading={tokens.isFetchingNextPage}>
            Show more
          </Button>
        )}
      </Group>
      <NewToken opened={making} onClose={() => setMaking(false)} />
      <Dialog opened={leaving !== null} onClose={() => setLeaving(null)} title="Revoke this token?">
        <Text size="sm">
          Whatever uses “{leaving?.name}” is refused at once. It cannot be given out again; you would make a new one.
        </Text>
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setLeaving(null)}>
            Cancel
          </Button>
          <Button color="red" loading={takeBack.isPending} onClick={() => leaving && takeBack.mutate(leaving)}>
            Revoke
          </Button>
        </Group>
      </Dialog>
    </Section>
  );
}

function Until({ token }: { token: Schemas['TokenOut'] }) {
  if (!token.expires_at) return <>never expires</>;
  const over = isPast(token.expires_at);
  return (
    <span
      title={exactly(token.expires_at)}
      style={over ? { color: 'var(--mantine-color-error)', fontWeight: 600 } : undefined}
    >
      {over ? 'expired' : `until ${onDay(token.expires_at)}`}
    </span>
  );
}
