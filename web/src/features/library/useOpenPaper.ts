// The ways out of the list: to a paper's page, and to its PDF.
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { PaperRow, Team } from '../../api/schemas';

export function useOpenPaper(team: Team, rows: PaperRow[]) {
  const navigate = useNavigate();
  const open = useCallback(
    (paper: string) => void navigate({ to: '/t/$team/papers/$paper', params: { team: team.slug, paper } }),
    [navigate, team.slug],
  );
  /** Without a PDF there is nothing to read but the page. */
  const read = useCallback(
    (paper: string) => {
      const file = rows.find((row) => row.id === paper)?.file;
      if (!file) return open(paper);
      void navigate({ to: '/t/$team/papers/$paper/read/$file', params: { team: team.slug, paper, file } });
    },
    [navigate, open, rows, team.slug],
  );
  return { open, read };
}
