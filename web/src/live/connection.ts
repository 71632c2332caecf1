// One WebSocket to /api/live for the whole window: joins topics, resumes each from the last number of its team's clock,
// and comes back by itself after any loss. Knows nothing of React or of the cache, so it is tested with plain objects.
import type { LiveEvent, LiveState, Listener, SocketLike, Timers } from './messages';
import { readFrame } from './messages';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
const PING_EVERY_MS = 25_000;
const ANSWER_WITHIN_MS = 10_000;
// A server that stops says so; another may be there, or this one again in a moment, so it is tried at once.
const SERVER_STOPS = 1012;
const SPREAD_MS = 1_000;
const SIGNED_OUT = 4401;
const NOT_A_MEMBER = 4403;

interface Topic {
  /** The last number seen; null before the server has first said where the clock stands. */
  clock: number | null;
  listeners: Set<Listener>;
}

/** Milliseconds to wait before attempt `n` (from 0): doubling, with half of it left to chance so that windows do not come back all at once. */
export function waitBefore(n: number, random: number): number {
  const whole = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(n, 10));
  return whole / 2 + (whole / 2) * random;
}

export class LiveConnection {
  state: LiveState = 'closed';
  private socket: SocketLike | null = null;
  private topics = new Map<string, Topic>();
  private stateListeners = new Set<(state: LiveState) => void>();
  private removalListeners = new Set<() => void>();
  private attempts = 0;
  private retryTimer: number | undefined;
  private pingTimer: number | undefined;
  private answerTimer: number | undefined;
  private wanted = false;

  constructor(
    private readonly open: () => SocketLike,
    private readonly timers: Timers,
    private readonly random: () => number = Math.random,
  ) {}

  start(): void {
    if (this.wanted) return;
    this.wanted = true;
    this.connect();
  }

  stop(): void {
    this.wanted = false;
    this.timers.clear(this.retryTimer);
    const socket = this.socket;
    this.forgetSocket();
    socket?.close();
    this.setState('closed');
  }

  /** Try now instead of at the end of the wait: the network is back, or the window is looked at again. */
  retryNow(): void {
    if (!this.wanted || this.socket) return;
    this.timers.clear(this.retryTimer);
    this.attempts = 0;
    this.connect();
  }

  /** Ask at once whether the connection still lives, as after a laptop's sleep. */
  check(): void {
    if (this.socket && this.state === 'open') this.ping();
    else this.retryNow();
  }

  onState(listener: (state: LiveState) => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  /** Calls the listener when one was taken out of a team whose topic was joined. */
  onRemoved(listener: () => void): () => void {
    this.removalListeners.add(listener);
    return () => this.removalListeners.delete(listener);
  }

  /** Listen to a topic until the answer is called; whoever knows it up to a clock misses nothing `since`. */
  join(name: string, listener: Listener, since: number | null = null): () => void {
    let topic = this.topics.get(name);
    if (!topic) {
      topic = { clock: since, listeners: new Set() };
      this.topics.set(name, topic);
      if (this.state === 'open') this.say({ type: 'join', topic: name, since });
    } else if (topic.clock === null && this.state !== 'open') topic.clock = since;
    topic.listeners.add(listener);
    return () => this.leave(name, listener);
  }

  /** Tell everybody in a topic that we have joined; never stored, and lost while there is no connection. */
  tell(topic: string, name: 'presence' | 'awareness', data: object): void {
    if (this.state === 'open') this.say({ type: 'say', topic, name, data });
  }

  private leave(name: string, listener: Listener): void {
    const topic = this.topics.get(name);
    if (!topic?.listeners.delete(listener) || topic.listeners.size > 0) return;
    this.topics.delete(name);
    if (this.state === 'open') this.say({ type: 'leave', topic: name });
  }

  private connect(): void {
    this.setState(this.attempts === 0 && this.state === 'closed' ? 'connecting' : 'waiting');
    const socket = this.open();
    this.socket = socket;
    this.expectAnswer();
    socket.onopen = () => this.socket === socket && this.opened();
    socket.onmessage = (message) => this.socket === socket && this.heard(message.data);
    socket.onclose = (event) => this.socket === socket && this.lost(event.code);
  }

  private opened(): void {
    this.timers.clear(this.answerTimer);
    this.setState('open');
    for (const [name, topic] of this.topics) this.say({ type: 'join', topic: name, since: topic.clock });
    this.pingTimer = this.timers.set(() => this.ping(), PING_EVERY_MS);
  }

  private lost(code: number): void {
    this.forgetSocket();
    if (!this.wanted) return;
    if (code === SIGNED_OUT) {
      this.wanted = false;
      this.setState('signed-out');
      return;
    }
    if (code === NOT_A_MEMBER) this.removalListeners.forEach((listener) => listener());
    this.setState('waiting');
    const first = code === SERVER_STOPS && this.attempts === 0;
    const wait = first ? this.random() * SPREAD_MS : waitBefore(this.attempts, this.random());
    this.retryTimer = this.timers.set(() => this.connect(), wait);
    this.attempts += 1;
  }

  private forgetSocket(): void {
    this.timers.clear(this.pingTimer);
    this.timers.clear(this.answerTimer);
    this.socket = null;
  }

  private ping(): void {
    this.timers.clear(this.pingTimer);
    this.say({ type: 'ping' });
    this.expectAnswer();
    this.pingTimer = this.timers.set(() => this.ping(), PING_EVERY_MS);
  }

  /** A connection whose other end is silently gone is not closed by the browser for minutes: give it up ourselves. */
  private expectAnswer(): void {
    this.timers.clear(this.answerTimer);
    this.answerTimer = this.timers.set(() => {
      const socket = this.socket;
      this.lost(1006);
      socket?.close();
    }, ANSWER_WITHIN_MS);
  }

  private say(message: object): void {
    try {
      this.socket?.send(JSON.stringify(message));
    } catch {
      // The socket is closing; its close event brings us back.
    }
  }

  private heard(data: unknown): void {
    this.timers.clear(this.answerTimer);
    const frame = readFrame(data);
    if (!frame) return;
    if (frame.type === 'pong') return;
    const topic = this.topics.get(frame.topic ?? '');
    if (!topic) return;
    if (frame.type === 'joined') {
      this.attempts = 0;
      const first = topic.clock === null;
      topic.clock = Math.max(topic.clock ?? 0, frame.clock);
      if (first) topic.listeners.forEach((listener) => listener.onFresh?.());
    } else if (frame.type === 'reset') {
      topic.clock = frame.clock;
      topic.listeners.forEach((listener) => listener.onFresh?.());
    } else if (frame.type === 'event') {
      this.happened(topic, frame);
    } else if (frame.type === 'whisper') {
      topic.listeners.forEach((listener) => listener.onWhisper?.(frame.name, frame.data));
    }
  }

  /** Each event once: what a resume sends again is left out. */
  private happened(topic: Topic, event: LiveEvent): void {
    if (topic.clock !== null && event.clock <= topic.clock) return;
    topic.clock = event.clock;
    topic.listeners.forEach((listener) => listener.onEvent?.(event));
  }

  private setState(state: LiveState): void {
    if (state === this.state) return;
    this.state = state;
    this.stateListeners.forEach((listener) => listener(state));
  }
}
