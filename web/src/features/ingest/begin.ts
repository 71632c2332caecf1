// Begins an upload at the server, or finds where an earlier one of the same file can go on: also after the page was closed.
import { Problem, problemFrom, UNREACHABLE } from '../../api/problem';
import { printOf, type Entry } from './entry';
import type { Finished } from './ports';

const TIMEOUT_MS = 30_000;
const TUS = { 'Tus-Resumable': '1.0.0' };
const PREFIX = 'scrollkeeper.upload:';

export function remember(entry: Entry, url: string): void {
  try {
    localStorage.setItem(PREFIX + printOf(entry.team.id, entry.path, entry.file), url);
  } catch {
    // Storage is full or forbidden: the upload works, it only cannot go on after a reload.
  }
}

export function forget(entry: Entry): void {
  localStorage.removeItem(PREFIX + printOf(entry.team.id, entry.path, entry.file));
}

function remembered(entry: Entry): string | null {
  return localStorage.getItem(PREFIX + printOf(entry.team.id, entry.path, entry.file));
}

/** What the headers of an answer say about an upload that has ended. */
export function finishedBy(header: (name: string) => string | null | undefined): Finished | null {
  const alreadyHere = header('ScrollKeeper-Already-Here');
  if (!alreadyHere) return null;
  return {
    paper: header('ScrollKeeper-Paper') ?? null,
    alreadyHere: alreadyHere === 'true',
    restored: header('ScrollKeeper-Restored') === 'true',
  };
}

function encode(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** tus's `Upload-Metadata`: keys with values in base64. */
export function metadata(values: Record<string, string>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key} ${encode(value)}`)
    .join(',');
}

async function ask(
  method: string,
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Response> {
  try {
    return await fetch(url, {
      method,
      headers: { ...TUS, ...headers },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
  } catch {
    throw new Problem(0, UNREACHABLE);
  }
}

type Begun = { url: string; sent: number } | { finished: Finished };

async function goOn(entry: Entry, url: string, signal: AbortSignal): Promise<Begun | null> {
  const answer = await ask('HEAD', url, {}, signal);
  if ([403, 404, 410].includes(answer.status)) return null;
  if (!answer.ok) throw await problemFrom(answer);
  // The same name and size with other bytes: the server would only find out at the end.
  const hashes = /(?:^|,)sha256 ([^,]+)/.exec(answer.headers.get('Upload-Metadata') ?? '');
  if (entry.sha256 && hashes?.[1] && hashes[1] !== encode(entry.sha256)) return null;
  if (Number(answer.headers.get('Upload-Length')) !== entry.size) return null;
  const finished = finishedBy((name) => answer.headers.get(name));
  return finished ? { finished } : { url, sent: Number(answer.headers.get('Upload-Offset')) };
}

export async function begin(entry: Entry, signal: AbortSignal): Promise<Begun> {
  const earlier = entry.url ?? remembered(entry);
  if (earlier) {
    const begun = await goOn(entry, earlier, signal);
    if (begun && 'url' in begun) return begun;
    forget(entry);
    // An upload of ours that had ended while nobody heard of it. One from an earlier visit may belong to a paper that has
    // been deleted since, so that is asked anew.
    if (begun && entry.url) return begun;
  }
  const answer = await ask(
    'POST',
    `/api/teams/${entry.team.id}/uploads`,
    {
      'Upload-Length': String(entry.size),
      'Upload-Metadata': metadata({
        filename: entry.file.name,
        filetype: 'application/pdf',
        lastmodified: String(entry.file.lastModified),
        ...(entry.sha256 ? { sha256: entry.sha256 } : {}),
      }),
    },
    signal,
  );
  if (!answer.ok) throw await problemFrom(answer);
  const finished = finishedBy((name) => answer.headers.get(name));
  if (finished) return { finished };
  const url = answer.headers.get('Location');
  if (!url) throw new Problem(502, 'The server didn’t accept the upload. Try again.');
  remember(entry, url);
  return { url, sent: Number(answer.headers.get('Upload-Offset') ?? 0) };
}

export function discard(entry: Entry): void {
  forget(entry);
  if (entry.url)
    void fetch(entry.url, { method: 'DELETE', headers: TUS, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => {});
}
