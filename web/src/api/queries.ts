// Questions that more than one page asks in the same words.
import { queryOptions } from '@tanstack/react-query';
import { api } from './client';
import { keys } from './keys';
import type { Paper } from './types';

export const paperQuery = (team: string, paper: string) =>
  queryOptions({ queryKey: keys.paper(team, paper), queryFn: ({ signal }) => api.get<Paper>(`/teams/${team}/papers/${paper}`, {}, signal) });
