// Hands the captured page, the teams that one may add to, and their collections to the window of the bookmarklet.
import { useState } from 'react';
import { useMaybeMe } from '../api/me';
import type { Team } from '../api/schemas';
import { fullName } from '../features/collections/tree';
import { useCollections } from '../features/collections/useCollections';
import { keptCaptured, type Captured } from '../features/exchange/capture';
import { CapturePage, NothingCaptured } from '../features/exchange/CapturePage';
import { Waiting } from '../ui/Waiting';
import { landingTeam } from './landingTeam';

const NONE: Team[] = [];

export function CaptureRoute() {
  const { data: me } = useMaybeMe();
  const [captured] = useState(keptCaptured);
  const [chosen, setChosen] = useState<string>();
  const teams = (me?.teams ?? NONE).filter((team) => team.can.includes('upload'));
  const team = teams.find((one) => one.id === chosen) ?? landingTeam(teams);
  if (!me) return <Waiting />;
  if (!captured || !team) return <NothingCaptured mayAdd={Boolean(team)} />;
  return <InTeam captured={captured} team={team} teams={teams} onTeam={setChosen} />;
}

function InTeam(props: { captured: Captured; team: Team; teams: Team[]; onTeam: (id: string) => void }) {
  const { all } = useCollections(props.team);
  const collections = all
    .filter((one) => one.can.includes('edit'))
    .map((one) => ({ value: one.id, label: fullName(all, one.id) }));
  return <CapturePage {...props} collections={collections} />;
}
