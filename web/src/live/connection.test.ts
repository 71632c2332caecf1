import { expect, test } from 'vitest';
import { LiveConnection, waitBefore } from './connection';
import type { LiveEvent, SocketLike } from './messages';

/** A server with a team's event log, sockets that can be cut, and a clock that is turned by hand. */
class World {
  log: LiveEvent[] = [];
  sockets: FakeSocket[] = [];
  timers: { at: number; run: () => void; id: number }[] = [];
  now = 0;
  reachable = true;
  private last = 0;

  live = new LiveConnection(
    () => {
      const socket = new FakeSocket(this);
      this.sockets.push(socket);
      if (this.reachable) queueMicrotask(() => socket.onopen?.(new Event('open')));
      else queueMicrotask(() => socket.cut(1006));
      return socket;
    },
    {
      set: (run, after) => {
        this.timers.push({ at: this.now + after, run, id: (this.last += 1) });
        return this.last;
      },
      clear: (id) => {
        this.timers = this.timers.filter((timer) => timer.id !== id);
      },
    },
    () => 0.5,
  );

  get socket() {
    return this.sockets.at(-1)!;
  }

  happen(count = 1) {
    for (let n = 0; n < count; n += 1) {
      const event = { clock: this.log.length + 1, name: 'paper.added', subject: {}, person: null, at: '', data: {} };
      this.log.push(event);
      for (const socket of this.sockets) socket.tell(event);
    }
  }

  async pass(milliseconds: number) {
    const end = this.now + milliseconds;
    for (;;) {
      await settle();
      const next = this.timers.toSorted((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.now = next.at;
      this.timers = this.timers.filter((timer) => timer !== next);
      next.run();
    }
    this.now = end;
    await settle();
  }
}

class FakeSocket implements SocketLike {
  onopen: SocketLike['onopen'] = null;
  onmessage: SocketLike['onmessage'] = null;
  onclose: SocketLike['onclose'] = null;
  joined = false;
  closed = false;
  silent = false;
  said: { type: string; topic?: string; since?: number | null }[] = [];

  constructor(private readonly world: World) {}

  send(text: string) {
    const message = JSON.parse(text);
    this.said.push(message);
    if (this.silent) return;
    if (message.type === 'ping') this.say({ type: 'pong' });
    if (message.type === 'join') {
      const missed = message.since === null ? [] : this.world.log.filter((event) => event.clock > message.since);
      missed.forEach((event) => this.say({ type: 'event', topic: 't', ...event }));
      this.joined = true;
      this.say({ type: 'joined', topic: 't', clock: this.world.log.length });
    }
    if (message.type === 'leave') this.joined = false;
  }
  say(frame: object) {
    if (!this.closed) this.onmessage?.({ data: JSON.stringify(frame) } as MessageEvent);
  }
  tell(event: LiveEvent) {
    if (this.joined && !this.silent) this.say({ type: 'event', topic: 't', ...event });
  }
  cut(code = 1006) {
    if (this.closed) return;
    this.closed = true;
    this.onclose?.({ code } as CloseEvent);
  }
  close() {
    this.cut(1000);
  }
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

async function listening() {
  const world = new World();
  const clocks: number[] = [];
  let fresh = 0;
  const leave = world.live.join('t', { onEvent: (event) => clocks.push(event.clock), onFresh: () => (fresh += 1) });
  world.live.start();
  await settle();
  return { world, clocks, leave, freshened: () => fresh };
}

test('no event is missing or doubled over fifty cuts during five hundred events', async () => {
  const { world, clocks } = await listening();
  for (let round = 0; round < 50; round += 1) {
    world.happen(6);
    world.socket.cut();
    world.happen(4);
    await world.pass(30_000);
  }
  expect(clocks).toEqual(Array.from({ length: 500 }, (_, n) => n + 1));
});

test('what a server sends twice is heard once', async () => {
  const { world, clocks } = await listening();
  world.happen(2);
  world.log.forEach((event) => world.socket.tell(event));
  expect(clocks).toEqual([1, 2]);
});

test('the first joining says that everything may be old, a resumed one does not', async () => {
  const { world, freshened } = await listening();
  expect(freshened()).toBe(1);
  world.socket.cut();
  await world.pass(5_000);
  expect(freshened()).toBe(1);
  world.socket.say({ type: 'reset', topic: 't', clock: 40 });
  expect(freshened()).toBe(2);
});

test('whoever knows the topic up to a clock hears what came after it, and nothing is old', async () => {
  const world = new World();
  world.happen(5);
  const clocks: number[] = [];
  let fresh = 0;
  const listener = { onEvent: (event: LiveEvent) => clocks.push(event.clock), onFresh: () => (fresh += 1) };
  world.live.join('t', {});
  world.live.join('t', listener, 3);
  world.live.start();
  await settle();
  world.happen();
  expect({ clocks, fresh }).toEqual({ clocks: [4, 5, 6], fresh: 0 });
});

test('after a minute offline it comes back by itself and hears what it missed', async () => {
  const { world, clocks } = await listening();
  world.reachable = false;
  world.socket.cut();
  await world.pass(60_000);
  expect(world.live.state).toBe('waiting');
  expect(world.sockets.length).toBeLessThan(15);
  world.happen(3);
  world.reachable = true;
  await world.pass(20_000);
  expect(world.live.state).toBe('open');
  expect(clocks).toEqual([1, 2, 3]);
});

test('a connection that is silently dead is given up and replaced', async () => {
  const { world, clocks } = await listening();
  world.socket.silent = true;
  world.happen(1);
  await world.pass(40_000);
  expect(world.sockets.length).toBeGreaterThan(1);
  expect(clocks).toEqual([1]);
});

test('when a server stops, windows come back within a second, spread over it', async () => {
  const { world, clocks } = await listening();
  world.socket.cut(1012);
  world.happen(1);
  await world.pass(499);
  expect(world.sockets).toHaveLength(1);
  await world.pass(1);
  expect(world.sockets).toHaveLength(2);
  expect(clocks).toEqual([1]);
  // One that stops before anything was joined is tried again like any other that fails.
  world.socket.joined = false;
  world.reachable = false;
  world.socket.cut(1012);
  await world.pass(500);
  world.sockets.at(-1)!.cut(1012);
  await world.pass(740);
  expect(world.sockets).toHaveLength(3);
});

test('signed out, it does not come back', async () => {
  const { world } = await listening();
  world.socket.cut(4401);
  await world.pass(120_000);
  expect(world.live.state).toBe('signed-out');
  expect(world.sockets).toHaveLength(1);
});

test('the last listener to leave leaves the topic; another joins anew', async () => {
  const { world, leave } = await listening();
  const other = world.live.join('t', {});
  leave();
  expect(world.socket.said.some((message) => message.type === 'leave')).toBe(false);
  other();
  expect(world.socket.said.at(-1)).toEqual({ type: 'leave', topic: 't' });
});

test('whispers reach who listens, and frames that nobody knows are passed over', async () => {
  const world = new World();
  const heard: unknown[] = [];
  world.live.join('t', { onWhisper: (name, data) => heard.push([name, data]) });
  world.live.start();
  await settle();
  world.socket.say({ type: 'whisper', topic: 't', name: 'parse.progress', data: { page: 3 } });
  world.socket.say({ type: 'something.new', topic: 't' });
  world.socket.onmessage?.({ data: 'not json' } as MessageEvent);
  expect(heard).toEqual([['parse.progress', { page: 3 }]]);
});

test('the waits double up to twenty seconds and are left half to chance', () => {
  expect([0, 1, 2, 3].map((n) => waitBefore(n, 1))).toEqual([500, 1000, 2000, 4000]);
  expect(waitBefore(50, 1)).toBe(20_000);
  expect(waitBefore(3, 0)).toBe(2000);
});
