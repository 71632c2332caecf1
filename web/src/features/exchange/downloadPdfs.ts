// The files of the selected papers as one ZIP.
import { notifications } from '@mantine/notifications';
import type { PaperRow, Team } from '../../api/schemas';

const MOST = 500;

export function downloadPdfs(team: Team, papers: PaperRow[]): void {
  const having = papers.filter((paper) => paper.file);
  const some = having.slice(0, MOST);
  if (!some.length) return void notifications.show({ message: 'None of these papers has a PDF.' });
  if (having.length > some.length)
    notifications.show({ message: `The download has the first ${MOST} of ${having.length} PDFs.` });
  const asked = new URLSearchParams(some.map((paper) => ['paper', paper.id]));
  const link = document.createElement('a');
  link.href = `/api/teams/${team.id}/papers/download?${asked}`;
  // A refusal is a failed download, and not a page in place of this one.
  link.download = 'papers.zip';
  link.click();
}
