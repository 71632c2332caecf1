// What all uploads come to: counts, bytes, and how long it may still take.
import { ENDED, UNDER_WAY, type Entry, type Stage } from './entry';

export interface Totals {
  files: number;
  stages: Record<Stage, number>;
  bytes: number;
  sent: number;
  /** Whether anything still goes on by itself. */
  busy: boolean;
  ended: number;
}

export function totalsOf(entries: readonly Entry[]): Totals {
  const stages: Record<Stage, number> = {
    waiting: 0,
    hashing: 0,
    ready: 0,
    sending: 0,
    paused: 0,
    done: 0,
    here: 0,
    failed: 0,
    refused: 0,
  };
  let bytes = 0;
  let sent = 0;
  let ended = 0;
  let busy = false;
  for (const entry of entries) {
    stages[entry.stage] += 1;
    if (entry.stage !== 'refused') {
      bytes += entry.size;
      sent += entry.sent;
    }
    if (ENDED.has(entry.stage)) ended += 1;
    if (UNDER_WAY.has(entry.stage)) busy = true;
  }
  return { files: entries.length, stages, bytes, sent, busy, ended };
}

/** Whether everything is done and nothing needs somebody. */
export function allThrough({ busy, files, stages }: Totals): boolean {
  return !busy && files > 0 && stages.failed + stages.refused + stages.paused === 0;
}

/** What came of it, once nothing goes on any more. */
export function outcome({ files, stages }: Totals): string {
  if (files === 0) return 'none yet';
  const parts: string[] = [];
  if (stages.done)
    parts.push(stages.done === 1 ? 'one paper uploaded' : `${stages.done.toLocaleString()} papers uploaded`);
  if (stages.here) parts.push(`${stages.here.toLocaleString()} already here`);
  if (stages.refused) parts.push(`${stages.refused.toLocaleString()} refused`);
  if (stages.failed) parts.push(`${stages.failed.toLocaleString()} failed`);
  if (stages.paused) parts.push(`${stages.paused.toLocaleString()} paused`);
  return parts.join(', ');
}

const WINDOW_MS = 15_000;

/** Bytes a second over the last seconds; what was skipped because the team had it does not count as speed. */
export class Speed {
  private samples: { at: number; sent: number }[] = [];

  note(at: number, sent: number): void {
    const last = this.samples.at(-1);
    if (last && sent < last.sent) this.samples = [];
    if (last && at - last.at < 250) return;
    this.samples.push({ at, sent });
    while (this.samples.length > 2 && at - this.samples[0]!.at > WINDOW_MS) this.samples.shift();
  }

  /** Seconds until `left` bytes are through; null before that can be said. */
  secondsFor(left: number): number | null {
    const from = this.samples[0];
    const to = this.samples.at(-1);
    if (!from || !to || to.at - from.at < 1_500 || to.sent <= from.sent) return null;
    return left / ((to.sent - from.sent) / ((to.at - from.at) / 1_000));
  }
}

const ORDER: Record<Stage, number> = {
  sending: 0,
  failed: 1,
  refused: 1,
  hashing: 2,
  ready: 2,
  paused: 2,
  waiting: 2,
  done: 3,
  here: 3,
};

/** What happens first, then what needs somebody, then what waits, then what is over (the newest first). */
export function inOrder(entries: readonly Entry[]): Entry[] {
  const groups: Entry[][] = [[], [], [], []];
  for (const entry of entries) groups[ORDER[entry.stage]]!.push(entry);
  groups[3]!.reverse();
  return groups.flat();
}
