import { beforeEach, expect, test } from 'vitest';
import { Problem } from '../../api/problem';
import type { Entry } from './entry';
import type { Finished, Ports } from './ports';
import { AT_ONCE, LARGE, UploadQueue } from './queue';

const team = { id: 't', slug: 't', name: 'T' };
const HERE: Finished = { paper: 'p', alreadyHere: true, restored: false };
const NEW: Finished = { paper: 'p', alreadyHere: false, restored: false };

interface Sent {
  entry: Entry;
  heard: Parameters<Ports['send']>[2];
  calls: string[];
}

class World implements Ports {
  hashes: {
    size: number;
    resolve: (sha: string | null) => void;
    reject: (error: unknown) => void;
    signal: AbortSignal;
  }[] = [];
  sent: Sent[] = [];
  begun: string[] = [];
  discarded: (string | null)[] = [];
  later: (() => void)[] = [];
  instantHash = true;
  answer: (entry: Entry) => ReturnType<Ports['begin']> = async (entry) => ({ url: `/u/${entry.path}`, sent: 0 });

  hash(file: File, signal: AbortSignal) {
    if (this.instantHash) return Promise.resolve('sha');
    return new Promise<string | null>((resolve, reject) =>
      this.hashes.push({ size: file.size, resolve, reject, signal }),
    );
  }
  begin(entry: Entry) {
    this.begun.push(entry.path);
    return this.answer(entry);
  }
  send(entry: Entry, _url: string, heard: Sent['heard']) {
    const calls: string[] = [];
    this.sent.push({ entry, heard, calls });
    return { pause: () => calls.push('pause'), resume: () => calls.push('resume'), cancel: () => calls.push('cancel') };
  }
  discard(entry: Entry) {
    this.discarded.push(entry.url);
  }
  after(_milliseconds: number, callback: () => void) {
    this.later.push(callback);
  }
}

let world: World;
let queue: UploadQueue;
beforeEach(() => {
  world = new World();
  queue = new UploadQueue(world);
});

function files(count: number, size = 10, start = 0) {
  return Array.from({ length: count }, (_, n) => {
    const path = `${start + n}.pdf`;
    return { path, file: { name: path, size, lastModified: 1 } as File };
  });
}
const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const stages = () => queue.all().map((entry) => entry.stage);
const count = (stage: string) => stages().filter((one) => one === stage).length;
const idOf = (path: string) => queue.all().find((entry) => entry.path === path)!.id;

test('four go at a time, the next follows when one is done, and all of a thousand end', async () => {
  queue.add(team, files(1000));
  await settle();
  let most = 0;
  for (let n = 0; n < 1000; n += 1) {
    most = Math.max(most, count('sending'));
    world.sent[n]!.heard.done(NEW);
    if (world.sent.length <= n + 1) await settle();
  }
  expect(most).toBe(AT_ONCE);
  expect(count('done')).toBe(1000);
  expect(world.begun).toHaveLength(1000);
});

test('only a few are hashed ahead of the line', async () => {
  queue.add(team, files(100));
  await settle();
  expect(count('sending')).toBe(4);
  expect(count('ready')).toBe(8);
  expect(count('waiting')).toBe(88);
});

test('a large file being hashed does not hold up the small ones', async () => {
  world.instantHash = false;
  queue.add(team, [...files(1, LARGE + 1), ...files(3, 10, 1)]);
  for (let n = 0; n < 3; n += 1) {
    world.hashes.find((hash) => hash.size === 10 && !hash.signal.aborted)!.resolve('sha');
    world.hashes = world.hashes.filter((hash) => hash.size !== 10 || queue.all().length === 0);
    await settle();
  }
  expect(stages()).toEqual(['hashing', 'sending', 'sending', 'sending']);
});

test('a file that the team has is said to be here, and no byte is sent', async () => {
  world.answer = async () => ({ finished: HERE });
  queue.add(team, files(2));
  await settle();
  expect(stages()).toEqual(['here', 'here']);
  expect(world.sent).toHaveLength(0);
});

test('a refusal shows the sentence, is not tried again, and frees the place', async () => {
  world.answer = async () => {
    throw new Problem(415, 'This is not a PDF.');
  };
  queue.add(team, files(6));
  await settle();
  expect(stages()).toEqual(Array(6).fill('refused'));
  expect(queue.all()[0]!.sentence).toBe('This is not a PDF.');
  expect(world.later).toHaveLength(0);
});

test('an unreachable server is tried again by itself and the upload goes on where it was', async () => {
  queue.add(team, files(1));
  await settle();
  world.sent[0]!.heard.progress(7);
  world.sent[0]!.heard.failed(new Problem(0, 'cannot be reached'));
  expect(stages()).toEqual(['failed']);
  world.later.shift()!();
  await settle();
  expect(stages()).toEqual(['sending']);
  world.sent[1]!.heard.done(NEW);
  expect(stages()).toEqual(['done']);
});

test('it stops trying by itself in the end, and a person can still try again', async () => {
  world.answer = async () => {
    throw new Problem(503, 'busy');
  };
  queue.add(team, files(1));
  await settle();
  let tries = 1;
  while (world.later.length > 0) {
    world.later.shift()!();
    await settle();
    tries += 1;
  }
  expect(tries).toBe(8);
  expect(stages()).toEqual(['failed']);
  world.answer = async () => ({ finished: NEW });
  queue.resume(queue.all()[0]!.id);
  await settle();
  expect(stages()).toEqual(['done']);
});

test('a pause frees the place; going on waits for one and continues the same sending', async () => {
  queue.add(team, files(5));
  await settle();
  queue.pause(idOf('0.pdf'));
  await settle();
  expect(world.sent[0]!.calls).toEqual(['pause']);
  expect(stages()).toEqual(['paused', 'sending', 'sending', 'sending', 'sending']);
  queue.resume(idOf('0.pdf'));
  await settle();
  expect(stages()[0]).toBe('ready');
  world.sent[1]!.heard.done(NEW);
  await settle();
  expect(world.sent[0]!.calls).toEqual(['pause', 'resume']);
  world.sent[0]!.heard.done(NEW);
  expect(stages()[0]).toBe('done');
});

test('paused while the server is being asked: it goes on later without losing the place', async () => {
  let answer!: () => void;
  world.answer = () => new Promise((resolve) => (answer = () => resolve({ url: '/u/x', sent: 3 })));
  queue.add(team, files(1));
  await settle();
  queue.pause(idOf('0.pdf'));
  answer();
  await settle();
  expect(queue.all()[0]).toMatchObject({ stage: 'paused', url: '/u/x' });
  expect(world.sent).toHaveLength(0);
});

test('cancelling stops the sending, tells the server, and leaves nothing', async () => {
  queue.add(team, files(6));
  await settle();
  queue.cancel(idOf('0.pdf'));
  queue.cancel(idOf('5.pdf'));
  await settle();
  expect(world.sent[0]!.calls).toEqual(['cancel']);
  expect(queue.all().map((entry) => entry.path)).toEqual(['1.pdf', '2.pdf', '3.pdf', '4.pdf']);
  world.sent[0]!.heard.done(NEW);
  expect(count('done')).toBe(0);
});

test('cancelled while the server is being asked: what it began is discarded', async () => {
  let answer!: () => void;
  world.answer = () => new Promise((resolve) => (answer = () => resolve({ url: '/u/x', sent: 0 })));
  queue.add(team, files(1));
  await settle();
  queue.cancel(idOf('0.pdf'));
  answer();
  await settle();
  expect(world.discarded).toEqual(['/u/x']);
});

test('the same file is not queued twice, but may come again once it has ended', async () => {
  expect(queue.add(team, files(2))).toBe(2);
  expect(queue.add(team, files(3))).toBe(1);
  await settle();
  world.sent[0]!.heard.done(NEW);
  expect(queue.add(team, files(1))).toBe(1);
  expect(queue.all()).toHaveLength(3);
});

test('an upload that the server has forgotten begins anew', async () => {
  queue.add(team, files(1));
  await settle();
  world.sent[0]!.heard.failed(new Problem(410, 'expired'));
  expect(queue.all()[0]).toMatchObject({ stage: 'failed', url: null });
  world.later.shift()!();
  await settle();
  expect(world.begun).toHaveLength(2);
});
