// The pages of one team: finds the team by its address, listens to it, and takes files dropped anywhere.
import { Outlet, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useMe } from '../api/me';
import { useLiveTeam } from '../live/live';
import { NotFound } from '../ui/NotFound';
import { TeamContext } from './TeamContext';
import type { Team } from '../api/types';
import { UploadArea } from '../features/ingest/UploadArea';

export function TeamArea() {
  const { team: address } = useParams({ strict: false });
  const team = useMe().teams.find((one) => one.slug === address || one.id === address);
  if (!team) return <NotFound />;
  return <KnownTeam key={team.id} team={team} />;
}

function KnownTeam({ team }: { team: Team }) {
  useLiveTeam(team.id);
  useEffect(() => window.localStorage.setItem('scrollkeeper.team', team.slug), [team.slug]);
  return (
    <TeamContext value={team}>
      <UploadArea team={team}>
        <Outlet />
      </UploadArea>
    </TeamContext>
  );
}
