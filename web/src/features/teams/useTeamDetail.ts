// The team with all its settings, and changes to them.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client';
import { keys } from '../../api/keys';
import type { Team, TeamDetail } from '../../api/schemas';

export function useTeamDetail(team: Team) {
  return useQuery({
    queryKey: [...keys.team(team.id), 'detail'],
    queryFn: ({ signal }) => api.get('/api/teams/{team}', { params: { path: { team: team.id } }, signal }),
  });
}

export type TeamChange = Partial<
  Pick<TeamDetail, 'name' | 'slug' | 'inviters' | 'default_role' | 'takes_requests' | 'lookups'>
>;

/** Afterwards the page stays the same, under the team's new address where it has one. */
export function useTeamChange(team: Team) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (change: TeamChange) =>
      api.patch('/api/teams/{team}', { params: { path: { team: team.id } }, body: change }),
    onSuccess: async (changed) => {
      client.setQueryData([...keys.team(team.id), 'detail'], changed);
      await client.invalidateQueries({ queryKey: keys.me });
      if (changed.slug !== team.slug)
        await navigate({
          to: '/t/$team/settings/$part',
          params: { team: changed.slug, part: 'general' },
          replace: true,
        });
    },
  });
}
