// Whether one is told of new threads on the paper.
import { Switch } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';

export function FollowPaper({ team, paper }: { team: string; paper: string }) {
  const client = useQueryClient();
  const params = { path: { team, paper_id: paper } };
  const name = keys.paperPart(team, paper, 'following');
  const { data } = useQuery({
    queryKey: name,
    queryFn: ({ signal }) => api.get('/api/teams/{team}/papers/{paper_id}/following', { params, signal }),
  });
  async function follow(following: boolean): Promise<void> {
    client.setQueryData(name, { following });
    await api
      .put('/api/teams/{team}/papers/{paper_id}/following', { params, body: { following } })
      .catch(() => undefined);
    await client.invalidateQueries({ queryKey: name });
  }
  return (
    <Switch
      size="xs"
      mt="sm"
      label="Notify me about new threads"
      checked={data?.following ?? false}
      disabled={!data}
      onChange={(event) => void follow(event.currentTarget.checked)}
    />
  );
}
