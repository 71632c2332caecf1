// The team of the address; on pages of no team the one that was open last.
import { useParams } from '@tanstack/react-router';
import { useMe } from '../api/me';
import type { Team } from '../api/schemas';

export function useCurrentTeam(): Team | undefined {
  const { teams } = useMe();
  const { team: address } = useParams({ strict: false });
  const last = window.localStorage.getItem('scrollkeeper.team');
  const wanted = address ?? last;
  return teams.find((team) => team.slug === wanted || team.id === wanted) ?? (address ? undefined : teams[0]);
}
