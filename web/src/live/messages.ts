// What is said over the live connection, as in docs/api.md.

export interface LiveEvent {
  clock: number;
  name: string;
  subject: Record<string, string>;
  person: { id: string; name: string } | null;
  at: string;
  data: Record<string, unknown>;
}

export type Frame =
  | { type: 'joined' | 'reset'; topic: string; clock: number }
  | ({ type: 'event'; topic: string } & LiveEvent)
  | { type: 'whisper'; topic: string; name: string; data: Record<string, unknown> }
  | { type: 'refused'; topic: string | null; detail: string }
  | { type: 'pong'; topic?: undefined };

export type LiveState = 'closed' | 'connecting' | 'open' | 'waiting' | 'signed-out';

export interface Listener {
  onEvent?: (event: LiveEvent) => void;
  onWhisper?: (name: string, data: Record<string, unknown>) => void;
  /** Everything known of the topic may be out of date: it was joined for the first time, or too much was missed. */
  onFresh?: () => void;
}

export interface SocketLike {
  onopen: ((event: Event) => void) | null;
  onmessage: ((message: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  send(text: string): void;
  close(): void;
}

export interface Timers {
  set(callback: () => void, milliseconds: number): number;
  clear(timer: number | undefined): void;
}

/** The frame, or null for what we do not know (a newer server may say more than we understand). */
export function readFrame(data: unknown): Frame | null {
  if (typeof data !== 'string') return null;
  try {
    const frame = JSON.parse(data) as Frame;
    return typeof frame === 'object' && frame !== null && typeof frame.type === 'string' ? frame : null;
  } catch {
    return null;
  }
}
