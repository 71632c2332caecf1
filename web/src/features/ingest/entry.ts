// One file on its way into a library.
import type { Team } from '../../api/schemas';

export type Stage =
  /** In line. */
  | 'waiting'
  /** Its hash is being computed, so that a file the team already has need not be sent. */
  | 'hashing'
  /** Hashed, waiting for one of the four places. */
  | 'ready'
  | 'sending'
  | 'paused'
  | 'done'
  /** The team had these very bytes. */
  | 'here'
  /** Did not get through; trying again makes sense. */
  | 'failed'
  /** The server does not want it, and says why. */
  | 'refused';

export interface Entry {
  readonly id: string;
  readonly team: Pick<Team, 'id' | 'slug' | 'name'>;
  readonly file: File;
  /** Where it lay in the dropped folder, or its name. */
  readonly path: string;
  readonly size: number;
  readonly stage: Stage;
  /** Bytes that the server has. */
  readonly sent: number;
  /** Why it failed or was refused, or what was noticed. */
  readonly sentence: string | null;
  readonly paper: string | null;
  readonly sha256: string | null;
  /** Where the upload goes on, once the server has begun it. */
  readonly url: string | null;
  readonly attempts: number;
}

export const ENDED: ReadonlySet<Stage> = new Set(['done', 'here', 'refused']);
/** Closing the page would lose these. */
export const UNDER_WAY: ReadonlySet<Stage> = new Set(['waiting', 'hashing', 'ready', 'sending']);

/** The same file dropped again has the same print: team, path, size and the time it was last changed. */
export function printOf(team: string, path: string, file: Pick<File, 'size' | 'lastModified'>): string {
  return [team, path, file.size, file.lastModified].join('|');
}
