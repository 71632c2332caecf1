// The line of uploads: hashed a few ahead, sent four at a time, paused, retried, cancelled. What hashes and sends is given
// from outside, so the rules here are tried with plain functions; thousands of entries cost a map look-up each.
import { Problem, sentence } from '../../api/problem';
import { ENDED, printOf, UNDER_WAY, type Entry, type Stage } from './entry';
import { isPassing, isRefusal, type Finished, type Ports, type Sending } from './ports';

export const AT_ONCE = 4;
const HASHED_AHEAD = 8;
/** Larger files are hashed in a line of their own, so that the small ones do not wait behind them. */
export const LARGE = 32_000_000;
const MOST_ATTEMPTS = 8;

export class UploadQueue {
  private entries = new Map<string, Entry>();
  private prints = new Map<string, string>();
  private small = new Set<string>();
  private large = new Set<string>();
  private ready = new Set<string>();
  private places = new Set<string>();
  private hashing = { small: 0, large: 0 };
  private sendings = new Map<string, Sending>();
  private aborts = new Map<string, AbortController>();
  private listeners = new Set<() => void>();
  private last = 0;

  constructor(private readonly ports: Ports) {}

  all(): Entry[] {
    return [...this.entries.values()];
  }

  get(id: string): Entry | undefined {
    return this.entries.get(id);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Queue files; those that are in the line already are not queued twice. Gives how many were new. */
  add(team: Entry['team'], files: { file: File; path: string }[]): number {
    let added = 0;
    for (const { file, path } of files) {
      const print = printOf(team.id, path, file);
      const before = this.entries.get(this.prints.get(print) ?? '');
      if (before && before.stage === 'failed') this.resume(before.id);
      if (before && !ENDED.has(before.stage)) continue;
      if (before) this.entries.delete(before.id);
      const id = `u${(this.last += 1)}`;
      this.prints.set(print, id);
      this.entries.set(id, {
        id,
        team,
        file,
        path,
        size: file.size,
        stage: 'waiting',
        sent: 0,
        sentence: null,
        paper: null,
        sha256: null,
        url: null,
        attempts: 0,
      });
      (file.size > LARGE ? this.large : this.small).add(id);
      added += 1;
    }
    this.changed();
    return added;
  }

  pause(id: string): void {
    const entry = this.entries.get(id);
    if (!entry || !UNDER_WAY.has(entry.stage)) return;
    this.takeOut(id);
    this.sendings.get(id)?.pause();
    this.set(id, { stage: 'paused' });
  }

  /** Go on after a pause, or try again after a failure or a refusal. */
  resume(id: string): void {
    const entry = this.entries.get(id);
    if (!entry || !['paused', 'failed', 'refused'].includes(entry.stage)) return;
    if (entry.stage === 'refused') this.set(id, { url: null, sent: 0 });
    const stage: Stage = entry.sha256 === null && entry.url === null ? 'waiting' : 'ready';
    if (stage === 'ready') this.ready.add(id);
    else (entry.size > LARGE ? this.large : this.small).add(id);
    this.set(id, { stage, sentence: null, attempts: entry.stage === 'failed' ? entry.attempts : 0 });
  }

  cancel(id: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.takeOut(id);
    const sending = this.sendings.get(id);
    this.sendings.delete(id);
    if (sending) sending.cancel();
    else if (entry.url && !ENDED.has(entry.stage)) this.ports.discard(entry);
    this.forget(entry);
    this.changed();
  }

  each(stages: Iterable<Stage>, action: 'pause' | 'resume' | 'cancel'): void {
    const wanted = new Set(stages);
    for (const entry of this.all()) if (wanted.has(entry.stage)) this[action](entry.id);
  }

  clearEnded(): void {
    for (const entry of this.all()) if (ENDED.has(entry.stage)) this.forget(entry);
    this.changed();
  }

  private forget(entry: Entry): void {
    this.entries.delete(entry.id);
    const print = printOf(entry.team.id, entry.path, entry.file);
    if (this.prints.get(print) === entry.id) this.prints.delete(print);
  }

  /** Out of every line and place; a hash or a beginning that is under way is not waited for. */
  private takeOut(id: string): void {
    for (const line of [this.small, this.large, this.ready, this.places]) line.delete(id);
    this.aborts.get(id)?.abort();
    this.aborts.delete(id);
  }

  private set(id: string, change: Partial<Entry>): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.set(id, { ...entry, ...change });
    this.changed();
  }

  private changed(): void {
    this.pump();
    this.listeners.forEach((listener) => listener());
  }

  private pump(): void {
    for (const lane of ['small', 'large'] as const) {
      while (this.hashing[lane] < 1 && this.ready.size < HASHED_AHEAD) {
        const id = first(this[lane]);
        if (id === undefined) break;
        this[lane].delete(id);
        void this.hash(id, lane);
      }
    }
    while (this.places.size < AT_ONCE) {
      const id = first(this.ready);
      if (id === undefined) break;
      this.ready.delete(id);
      this.places.add(id);
      void this.send(id);
    }
  }

  private async hash(id: string, lane: 'small' | 'large'): Promise<void> {
    const abort = this.abortable(id);
    this.hashing[lane] += 1;
    this.entries.set(id, { ...this.entries.get(id)!, stage: 'hashing' });
    try {
      const sha256 = await this.ports.hash(this.entries.get(id)!.file, abort.signal);
      if (abort.signal.aborted) return;
      this.ready.add(id);
      this.set(id, { stage: 'ready', sha256 });
    } catch {
      if (abort.signal.aborted) return;
      this.set(id, {
        stage: 'failed',
        sentence: 'This file couldn’t be read. It may have been moved or changed. Drop it again.',
      });
    } finally {
      this.hashing[lane] -= 1;
      this.changed();
    }
  }

  private async send(id: string): Promise<void> {
    const abort = this.abortable(id);
    this.entries.set(id, { ...this.entries.get(id)!, stage: 'sending' });
    const paused = this.sendings.get(id);
    if (paused) return paused.resume();
    try {
      const begun = await this.ports.begin(this.entries.get(id)!, abort.signal);
      if ('finished' in begun) return this.finish(id, begun.finished);
      this.set(id, { url: begun.url, sent: begun.sent });
      if (abort.signal.aborted) {
        // Paused meanwhile: it goes on from there later. Cancelled: the server may forget it.
        if (!this.entries.has(id)) this.ports.discard({ id, url: begun.url } as Entry);
        return;
      }
      const mine = () => this.sendings.get(id) === sending;
      const sending: Sending = this.ports.send(this.entries.get(id)!, begun.url, {
        progress: (sent) => mine() && this.set(id, { sent }),
        done: (finished) => mine() && this.finish(id, finished),
        failed: (error) => mine() && this.fail(id, error),
      });
      this.sendings.set(id, sending);
    } catch (error) {
      if (!abort.signal.aborted) this.fail(id, error);
    }
  }

  private finish(id: string, { paper, alreadyHere, restored }: Finished): void {
    this.takeOut(id);
    this.sendings.delete(id);
    const entry = this.entries.get(id);
    if (!entry) return;
    const notice = restored ? 'Restored from the trash.' : null;
    this.set(id, { stage: alreadyHere ? 'here' : 'done', sent: entry.size, paper, sentence: notice });
  }

  private fail(id: string, error: unknown): void {
    this.takeOut(id);
    this.sendings.delete(id);
    const entry = this.entries.get(id);
    if (!entry) return;
    const attempts = entry.attempts + 1;
    const refused = isRefusal(error);
    // A place to go on that the server knows no more is asked for anew.
    const gone = error instanceof Problem && [404, 410].includes(error.status) && entry.url !== null;
    this.set(id, {
      stage: refused && !gone ? 'refused' : 'failed',
      sentence: sentence(error),
      attempts,
      ...(gone ? { url: null, sent: 0 } : {}),
    });
    if ((isPassing(error) || gone) && attempts < MOST_ATTEMPTS) {
      this.ports.after(Math.min(60, 2 ** attempts) * 500, () => {
        if (this.entries.get(id)?.stage === 'failed') this.resume(id);
      });
    }
  }

  private abortable(id: string): AbortController {
    const abort = new AbortController();
    this.aborts.set(id, abort);
    return abort;
  }
}

function first(line: Set<string>): string | undefined {
  return line.values().next().value;
}
