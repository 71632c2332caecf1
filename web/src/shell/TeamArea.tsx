// The pages of one team: finds the team by its address, listens to it, and takes files dropped anywhere.
import { Outlet, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useMe } from '../api/me';
import { useLiveTeam } from '../live/live';
import { TeamContext } from './TeamContext';
import type { Team } from '../api/schemas';
import { SecondFactorNeeded } from '../features/me/SecondFactorNeeded';
import { TeamNotice } from '../features/teams/TeamNotice';
import { UploadArea } from '../features/ingest/UploadArea';
import { MissingTeam } from './MissingTeam';

export function TeamArea() {
  const { team: address = '' } = useParams({ strict: false });
  const { teams } = useMe();
  const team = teams.find((one) => one.slug === address || one.id === address);
  const [before, setBefore] = useState<Team | null>(null);
  if (team && team !== before) setBefore(team);
  // The team that was open a moment ago has another address, or is not there any more.
  const known = team ?? teams.find((one) => one.id === before?.id && before.slug === address);
  if (!known)
    return (
      <MissingTeam
        key={address}
        address={address}
        before={before?.slug === address || before?.id === address ? before : null}
      />
    );
  if (known.second_factor_needed) return <SecondFactorNeeded team={known.name} />;
  return <KnownTeam key={known.id} team={known} />;
}

function KnownTeam({ team }: { team: Team }) {
  useLiveTeam(team);
  useEffect(() => window.localStorage.setItem('scrollkeeper.team', team.slug), [team.slug]);
  return (
    <TeamContext value={team}>
      <UploadArea team={team}>
        <TeamNotice team={team} />
        <Outlet />
      </UploadArea>
    </TeamContext>
  );
}
