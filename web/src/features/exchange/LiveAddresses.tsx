// Addresses at which references can be read without signing in: made, shown once, revoked.
import { Anchor, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import { sentence } from '../../api/problem';
import type { Team } from '../../api/schemas';
import { Ago } from '../../ui/Ago';

const failed = (error: unknown) =>
  notifications.show({ color: 'red', title: 'That didn’t work', message: sentence(error) });

export function LiveAddresses({ team, collection }: { team: Team; collection: string | undefined }) {
  const client = useQueryClient();
  const path = { team: team.id };
  const { data } = useQuery({
    queryKey: keys.referenceAddresses(team.id),
    queryFn: () => api.get('/api/teams/{team}/reference-addresses', { params: { path, query: { limit: 100 } } }),
  });
  const fresh = () => client.invalidateQueries({ queryKey: keys.referenceAddresses(team.id) });
  const making = useMutation({
    mutationFn: () => api.post('/api/teams/{team}/reference-addresses', { params: { path }, body: { collection } }),
    onSuccess: fresh,
    onError: failed,
  });
  const revoking = useMutation({
    mutationFn: (id: string) =>
      api.delete('/api/teams/{team}/reference-addresses/{address_id}', {
        params: { path: { ...path, address_id: id } },
      }),
    onSuccess: (_, id) => {
      if (id === making.data?.id) making.reset();
      return fresh();
    },
    onError: failed,
  });
  const made = making.data;
  const here = (data?.items ?? []).filter((one) => one.collection === (collection ?? null) && !one.search);
  return (
    <Stack gap="xs" component="section" aria-labelledby="live-address">
      <Text id="live-address" fw={600} component="h3">
        Live address
      </Text>
      <Text size="sm" c="dimmed">
        For LaTeX, Overleaf, Typst, Quarto and pandoc: an address that always holds the current references. Anyone who
        has it can read them without signing in.
      </Text>
      {made && (
        <>
          {[made.bib, made.json, made.ris].map((url) => (
            <Group key={url} wrap="nowrap" gap="xs">
              <Code style={{ overflowWrap: 'anywhere', flex: 1 }}>{url}</Code>
              <CopyButton value={url}>
                {({ copied, copy }) => (
                  <Button size="compact-sm" variant="default" onClick={copy}>
                    {copied ? 'Copied' : 'Copy'}
                  </Button>
                )}
              </CopyButton>
            </Group>
          ))}
          <Text size="sm">Copy these now: they’re shown only this once.</Text>
        </>
      )}
      {here.map((one) => (
        <Group key={one.id} justify="space-between">
          <Text size="sm">
            Created <Ago at={one.created_at} />
            {one.last_used_at ? (
              <>
                , last read <Ago at={one.last_used_at} />
              </>
            ) : (
              ', never read'
            )}
          </Text>
          <Anchor component="button" type="button" size="sm" onClick={() => revoking.mutate(one.id)}>
            Revoke
          </Anchor>
        </Group>
      ))}
      <Group>
        <Button size="compact-md" variant="default" loading={making.isPending} onClick={() => making.mutate()}>
          Create live address
        </Button>
      </Group>
    </Stack>
  );
}
