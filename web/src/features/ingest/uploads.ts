// The window's one line of uploads: it outlives the pages, so that somebody can read while a folder goes up.
import { useEffect, useSyncExternalStore } from 'react';
import { notifications } from '@mantine/notifications';
import { begin, discard } from './begin';
import { readAll, type Batch } from './drop';
import type { Entry } from './entry';
import { hashFile } from './hashing';
import type { Ports, Sending } from './ports';
import { UploadQueue } from './queue';
import { inOrder, Speed, totalsOf } from './totals';

/** The tus client comes with the first file that is sent; until then it need not be loaded. */
function sendLater(...args: Parameters<Ports['send']>): Sending {
  let sending: Sending | null = null;
  let wanted: 'going' | 'paused' | 'cancelled' = 'going';
  const [entry, url, heard] = args;
  import('./engine').then(
    (engine) => {
      if (wanted === 'cancelled') return discard({ ...entry, url });
      sending = engine.send(entry, url, heard);
      if (wanted === 'paused') sending.pause();
    },
    (error: unknown) => heard.failed(error),
  );
  return {
    pause: () => (sending ? sending.pause() : (wanted = 'paused')),
    resume: () => (sending ? sending.resume() : (wanted = 'going')),
    cancel: () => (sending ? sending.cancel() : (wanted = 'cancelled')),
  };
}

export const uploads = new UploadQueue({
  hash: hashFile,
  begin,
  send: sendLater,
  discard,
  after: (milliseconds, callback) => void window.setTimeout(callback, milliseconds),
});

window.addEventListener('online', () => uploads.each(['failed'], 'resume'));

const DRAW_EVERY_MS = 200;

function snapshotOf(entries: Entry[]) {
  return { entries: inOrder(entries), totals: totalsOf(entries), seconds: null as number | null };
}

const speed = new Speed();
const redraw = new Set<() => void>();
let snapshot = snapshotOf([]);
let timer: number | undefined;

// Thousands of changes a second must not become thousands of drawings.
uploads.subscribe(() => {
  timer ??= window.setTimeout(() => {
    timer = undefined;
    snapshot = snapshotOf(uploads.all());
    speed.note(performance.now(), snapshot.totals.sent);
    snapshot.seconds = snapshot.totals.busy ? speed.secondsFor(snapshot.totals.bytes - snapshot.totals.sent) : null;
    redraw.forEach((draw) => draw());
  }, DRAW_EVERY_MS);
});

export function useUploads() {
  return useSyncExternalStore(
    (draw) => {
      redraw.add(draw);
      return () => redraw.delete(draw);
    },
    () => snapshot,
  );
}

/** The browser asks before the page is closed while uploads are under way. */
export function useLeaveWarning(): void {
  const { busy } = useUploads().totals;
  useEffect(() => {
    if (!busy) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [busy]);
}

function said(count: number, one: string, many: string): string {
  return count === 1 ? one : many.replace('#', count.toLocaleString());
}

function tell(color: string | undefined, message: string): void {
  notifications.show({ color, message, autoClose: 10_000 });
}

/** Takes what was dropped or chosen, and says what of it was left out. */
export async function addAll(team: Entry['team'], taken: readonly (FileSystemEntry | File)[]): Promise<void> {
  const others: string[] = [];
  let found = 0;
  let added = 0;
  for await (const batch of readAll(taken) as AsyncGenerator<Batch>) {
    found += batch.pdfs.length;
    others.push(...batch.others);
    added += uploads.add(team, batch.pdfs);
  }
  if (others.length > 0) {
    const names = others.slice(0, 3).join(', ') + (others.length > 3 ? ' …' : '');
    tell(
      'yellow',
      `${said(others.length, 'One file isn’t a PDF and was skipped', '# files aren’t PDFs and were skipped')}: ${names}`,
    );
  }
  if (found > added)
    tell(undefined, said(found - added, 'One file is already uploading.', '# files are already uploading.'));
  if (found === 0 && others.length === 0) tell('yellow', 'No files found.');
}
