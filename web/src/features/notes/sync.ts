// Keeps a Yjs document in step with the server: what is written here is stored there, what others write comes here.
// An update counts as saved only when the server has answered; until then it lies in the outbox, which survives a reload.
import * as Y from 'yjs';
import { Problem } from '../../api/problem';
import { decodeBytes, encodeBytes } from './base64';

/** How a note reaches the server; updates are base64, as they were stored one after the other. */
export interface NotePort {
  read: (since: number) => Promise<{ seq: number; updates: string[] }>;
  write: (update: string) => Promise<{ seq: number }>;
}

/** Where what is not stored yet waits, for this note and person. */
export interface Outbox {
  load: () => Uint8Array[];
  save: (update: Uint8Array | null) => void;
}

export type SyncState = 'loading' | 'saved' | 'saving' | 'offline' | 'refused' | 'unreadable';

const TOGETHER_MS = 150;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 20_000;
/** A whisper may be lost; now and then it is asked whether one was. */
const LOOK_EVERY_MS = 20_000;
const FROM_SERVER = 'server';

export class NoteSync {
  state: SyncState = 'loading';
  /** Why the server does not take what was written. */
  refusal: Problem | null = null;
  private known = 0;
  private unsent: Uint8Array[] = [];
  private sending = false;
  private pulling: Promise<void> | null = null;
  private failures = 0;
  private flushTimer: ReturnType<typeof setTimeout> | undefined;
  private lookTimer: ReturnType<typeof setInterval> | undefined;
  private stopped = false;
  private listeners = new Set<() => void>();

  constructor(
    private readonly doc: Y.Doc,
    private readonly port: NotePort,
    private readonly outbox: Outbox,
  ) {}

  async start(): Promise<void> {
    for (const update of this.outbox.load()) if (this.apply(update)) this.unsent.push(update);
    this.doc.on('update', this.written);
    this.lookTimer = setInterval(() => void this.look(), LOOK_EVERY_MS);
    await this.look();
  }

  stop(): void {
    this.stopped = true;
    this.doc.off('update', this.written);
    clearTimeout(this.flushTimer);
    clearInterval(this.lookTimer);
    void this.flush();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Somebody wrote; `update` is null where it was too long to be told. */
  heard(seq: number, update: string | null): void {
    if (seq <= this.known) return;
    if (update !== null && !this.apply(decodeBytes(update))) return;
    if (update !== null && seq === this.known + 1) this.known = seq;
    else void this.look();
  }

  /** Ask for what we have not heard of, then send what is left to send: at the start, and after a lost connection. */
  async look(): Promise<void> {
    if (this.state === 'unreadable') return;
    this.pulling ??= this.pull().finally(() => {
      this.pulling = null;
    });
    await this.pulling;
    await this.flush();
  }

  private async pull(): Promise<void> {
    try {
      const { seq, updates } = await this.port.read(this.known);
      if (!updates.every((update) => this.apply(decodeBytes(update)))) return;
      this.known = Math.max(this.known, seq);
      if (this.state === 'loading' || this.state === 'offline') this.tell(this.unsent.length ? 'saving' : 'saved');
    } catch (error) {
      this.failed(error);
    }
  }

  get hasUnsent(): boolean {
    return this.unsent.length > 0;
  }

  /** Whether an update could be applied: a note that cannot be shown must not take the page down. */
  private apply(update: Uint8Array): boolean {
    try {
      Y.applyUpdate(this.doc, update, FROM_SERVER);
      return true;
    } catch {
      this.tell('unreadable');
      return false;
    }
  }

  private written = (update: Uint8Array, origin: unknown): void => {
    if (origin === FROM_SERVER) return;
    this.unsent.push(update);
    this.outbox.save(Y.mergeUpdates(this.unsent));
    if (this.state === 'saved') this.tell('saving');
    if (!this.sending) this.flushSoon(TOGETHER_MS);
  };

  private flushSoon(milliseconds: number): void {
    clearTimeout(this.flushTimer);
    if (!this.stopped) this.flushTimer = setTimeout(() => void this.flush(), milliseconds);
  }

  private async flush(): Promise<void> {
    if (this.sending || !this.unsent.length || this.state === 'refused' || this.state === 'unreadable') return;
    this.sending = true;
    const count = this.unsent.length;
    try {
      const { seq } = await this.port.write(encodeBytes(Y.mergeUpdates(this.unsent)));
      this.unsent.splice(0, count);
      this.outbox.save(this.unsent.length ? Y.mergeUpdates(this.unsent) : null);
      this.failures = 0;
      if (seq === this.known + 1) this.known = seq;
      this.tell(this.unsent.length ? 'saving' : 'saved');
      this.sending = false;
      if (this.unsent.length) this.flushSoon(TOGETHER_MS);
      else if (seq > this.known) await this.pull();
    } catch (error) {
      this.sending = false;
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    const problem = error instanceof Problem ? error : new Problem(0, 'Something went wrong.');
    if ([403, 404, 409, 413, 422].includes(problem.status)) {
      this.refusal = problem;
      this.tell('refused');
      return;
    }
    this.tell('offline');
    this.flushSoon(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.failures));
    this.failures += 1;
  }

  private tell(state: SyncState): void {
    this.state = state;
    this.listeners.forEach((listener) => listener());
  }
}
