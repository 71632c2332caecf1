// A paper: its metadata, abstract, files, references and history.
import type { Team } from '../../../api/types';

export interface PaperPageProps {
  team: Team;
  paperId: string;
}

export function PaperPage({ paperId }: PaperPageProps) {
  return <p>Paper {paperId}</p>;
}
