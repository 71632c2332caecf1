// What the line of uploads needs from outside, and how it reads a failure.
import { Problem } from '../../api/problem';
import type { Entry } from './entry';

export interface Finished {
  paper: string | null;
  alreadyHere: boolean;
  restored: boolean;
}

export interface Sending {
  pause(): void;
  resume(): void;
  /** Stops and tells the server to forget it. */
  cancel(): void;
}

export interface Ports {
  /** The sha256 in hex; null where it cannot be computed. Rejects when the file cannot be read. */
  hash(file: File, signal: AbortSignal): Promise<string | null>;
  /** Begins the upload at the server, or finds the place to go on. */
  begin(entry: Entry, signal: AbortSignal): Promise<{ url: string; sent: number } | { finished: Finished }>;
  send(
    entry: Entry,
    url: string,
    heard: { progress(sent: number): void; done(finished: Finished): void; failed(error: unknown): void },
  ): Sending;
  /** Forget an upload that was begun. */
  discard(entry: Entry): void;
  after(milliseconds: number, callback: () => void): void;
}

/** Whether trying again by itself may help: nobody answered, or the server was busy. */
export function isPassing(error: unknown): boolean {
  const status = error instanceof Problem ? error.status : 0;
  return status === 0 || status === 423 || status === 429 || status >= 500;
}

/** Whether the server has said no for good. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Problem && [400, 403, 404, 413, 415, 422, 460].includes(error.status);
}
