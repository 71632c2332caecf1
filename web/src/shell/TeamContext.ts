// The team whose pages are open.
import { createContext, use } from 'react';
import type { Team } from '../api/schemas';

export const TeamContext = createContext<Team | null>(null);

export function useTeam(): Team {
  const team = use(TeamContext);
  if (!team) throw new Error('This page belongs to a team.');
  return team;
}
