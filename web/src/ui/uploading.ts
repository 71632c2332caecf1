// How any page of a team starts an upload without knowing how uploads work; the shell puts the real thing in.
import { createContext, use } from 'react';

export interface Uploading {
  /** Whether the person may add to this team's library. */
  allowed: boolean;
  chooseFiles: () => void;
  chooseFolder: () => void;
  /** Puts back in the panel what is under way, if somebody closed it. */
  showPanel: () => void;
}

export const UploadingContext = createContext<Uploading | null>(null);

export function useUploading(): Uploading {
  const uploading = use(UploadingContext);
  if (!uploading) throw new Error('Only the pages of a team can upload.');
  return uploading;
}
