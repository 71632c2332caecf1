import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as Y from 'yjs';
import { Problem } from '../../api/problem';
import { decodeBytes, encodeBytes } from './base64';
import { openOutbox } from './outbox';
import { NoteSync, type NotePort, type Outbox } from './sync';

/** A server that numbers updates and tells them, unless nobody hears it. */
class Server implements NotePort {
  updates: Uint8Array[] = [];
  windows: NoteSync[] = [];
  reachable = true;
  deaf = false;
  refuses: number | null = null;

  read = async (since: number) => {
    if (!this.reachable) throw new Problem(0, 'away');
    const newer = this.updates.slice(since);
    return { seq: this.updates.length, updates: newer.map(encodeBytes) };
  };
  write = async (update: string) => {
    if (!this.reachable) throw new Problem(0, 'away');
    if (this.refuses) throw new Problem(this.refuses, 'no');
    this.updates.push(decodeBytes(update));
    const seq = this.updates.length;
    if (!this.deaf) this.windows.forEach((window) => window.heard(seq, update));
    return { seq };
  };
}

class MemoryStorage {
  kept = new Map<string, string>();
  get length() {
    return this.kept.size;
  }
  key = (n: number) => [...this.kept.keys()][n] ?? null;
  getItem = (name: string) => this.kept.get(name) ?? null;
  setItem = (name: string, value: string) => void this.kept.set(name, value);
  removeItem = (name: string) => void this.kept.delete(name);
}

const nowhere: Outbox = { load: () => [], save: () => undefined };

async function open(server: Server, outbox: Outbox = nowhere) {
  const doc = new Y.Doc();
  const sync = new NoteSync(doc, server, outbox);
  server.windows.push(sync);
  await sync.start();
  return { doc, sync, text: doc.getText('default') };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

test('two write at once and both see both', async () => {
  const server = new Server();
  const [one, two] = [await open(server), await open(server)];
  one.text.insert(0, 'Marie ');
  two.text.insert(0, 'Pierre ');
  await pass(1_000);
  expect(one.text.toString()).toBe(two.text.toString());
  expect(one.text.toString()).toContain('Marie');
  expect(one.text.toString()).toContain('Pierre');
  expect([one.sync.state, two.sync.state]).toEqual(['saved', 'saved']);
});

test('keystrokes go together, each once', async () => {
  const server = new Server();
  const one = await open(server);
  for (const letter of 'radium') one.text.insert(one.text.length, letter);
  await pass(1_000);
  expect(server.updates).toHaveLength(1);
  await pass(120_000);
  expect(server.updates).toHaveLength(1);
});

test('what was written offline is sent on return', async () => {
  const server = new Server();
  const [one, two] = [await open(server), await open(server)];
  server.reachable = false;
  one.text.insert(0, 'on the train');
  await pass(60_000);
  expect(one.sync.state).toBe('offline');
  server.reachable = true;
  await pass(30_000);
  expect(one.sync.state).toBe('saved');
  expect(two.text.toString()).toBe('on the train');
});

test('whispers that were lost are found', async () => {
  const server = new Server();
  const [one, two] = [await open(server), await open(server)];
  server.deaf = true;
  one.text.insert(0, 'lost');
  await pass(1_000);
  expect(two.text.toString()).toBe('');
  server.deaf = false;
  one.text.insert(4, ' and found');
  await pass(1_000);
  expect(two.text.toString()).toBe('lost and found');
});

test('a reload before the server answered loses nothing', async () => {
  const server = new Server();
  const storage = new MemoryStorage() as unknown as Storage;
  const first = await open(server, openOutbox(storage, 'n', 'p', 'window 1'));
  server.reachable = false;
  first.text.insert(0, 'thesis');
  await pass(500);
  first.sync.stop();
  server.reachable = true;
  server.windows = [];
  const second = await open(server, openOutbox(storage, 'n', 'p', 'window 2'));
  await pass(1_000);
  expect(second.text.toString()).toBe('thesis');
  expect(server.updates).toHaveLength(1);
  expect(storage.length).toBe(0);
});

test('a refusal is told and not repeated', async () => {
  const server = new Server();
  const one = await open(server);
  server.refuses = 413;
  one.text.insert(0, 'too much');
  await pass(60_000);
  expect(one.sync.state).toBe('refused');
  expect(one.sync.refusal?.status).toBe(413);
});

test('what cannot be applied is told and takes nothing down', async () => {
  const server = new Server();
  const one = await open(server);
  server.updates.push(Uint8Array.from([1, 200, 1, 1]));
  await one.sync.look();
  expect(one.sync.state).toBe('unreadable');
  one.text.insert(0, 'not sent');
  await pass(60_000);
  expect(server.updates).toHaveLength(1);
});

test('bytes survive being text', () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, n) => n % 256);
  expect(decodeBytes(encodeBytes(bytes))).toEqual(bytes);
});
