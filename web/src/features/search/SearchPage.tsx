// What was found, passage by passage.
import type { Team } from '../../api/types';

export interface SearchPageProps {
  team: Team;
  /** What is searched for; empty when the page was opened without words. */
  q: string;
}

export function SearchPage({ q }: SearchPageProps) {
  return <p>Searching {q}</p>;
}
