// The library: all papers of a team in a table.
import type { Team } from '../../api/types';

export interface LibraryView {
  filter?: string;
  sort?: string;
  bin?: boolean;
}

export interface LibraryPageProps {
  team: Team;
  view: LibraryView;
  onView: (view: LibraryView) => void;
}

export function LibraryPage({ team }: LibraryPageProps) {
  return <p>Library of {team.name}</p>;
}
