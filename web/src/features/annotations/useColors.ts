// What the colours mean in the team; kept in step like everything of the team.
import { useQuery } from '@tanstack/react-query';
import { api } from '../../api/client';
import { keys } from '../../api/keys';

export type Meanings = Record<string, string>;

export function useColors(team: string): { meanings: Meanings; canName: boolean } {
  const { data } = useQuery({
    queryKey: keys.colors(team),
    queryFn: ({ signal }) => api.get('/api/teams/{team}/colors', { params: { path: { team } }, signal }),
  });
  return { meanings: data?.meanings ?? {}, canName: data?.can.includes('name_colors') ?? false };
}
