// The team of the address; on pages of no team the one that was open last.
import { useParams } from '@tanstack/react-router';
import { useMe } from '../api/me';
import type { Team } from '../api/schemas';
import { landingTeam } from './landingTeam';

export function useCurrentTeam(): Team | undefined {
  const { teams } = useMe();
  const { team: address } = useParams({ strict: false });
  return address ? teams.find((team) => team.slug === address || team.id === address) : landingTeam(teams);
}
