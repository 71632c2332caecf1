// Takes files dropped anywhere on a team's pages.
import type { ReactNode } from 'react';
import type { Team } from '../../api/types';
import { UploadingContext } from '../../ui/uploading';

const nothing = { chooseFiles() {}, chooseFolder() {}, showPanel() {} };

export function UploadArea({ children }: { team: Team; children: ReactNode }) {
  return <UploadingContext value={nothing}>{children}</UploadingContext>;
}
