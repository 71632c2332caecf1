// The team that opens where the address names none.
import type { Team } from '../api/schemas';

/** The team that was open last; else the first shared one, and the personal library where there is no other. */
export function landingTeam(teams: Team[]): Team | undefined {
  const last = window.localStorage.getItem('scrollkeeper.team');
  return teams.find((one) => one.slug === last) ?? teams.find((one) => one.kind !== 'personal') ?? teams[0];
}
