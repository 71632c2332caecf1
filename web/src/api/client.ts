// Every call to the API: same origin, session cookie, JSON in and out, a time-out, and refusals as `Problem`.
import { askAgain } from './askAgain';
import { Problem, problemFrom, UNREACHABLE } from './problem';

const TIMEOUT_MS = 30_000;

export type Query = Record<string, string | number | boolean | null | undefined>;

interface Options {
  body?: unknown;
  /** Bytes to send as they are, instead of JSON. */
  file?: Blob;
  query?: Query;
  signal?: AbortSignal;
  /** The `clock` of what is changed: the server refuses if somebody was faster. */
  clock?: number;
  /** Names what is sent, so that a second try is not a second thing. */
  key?: string;
  /** What comes is a text, such as a table, and not JSON. */
  asText?: boolean;
}

/** `/api` + path with the given parameters; absent and empty ones are left out. */
export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value));
  }
  const tail = parameters.toString();
  return `/api${path}${tail ? `?${tail}` : ''}`;
}

/** Sends it, and once more by itself where the server wanted to know first that it is still the same person. */
async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  try {
    return await send<T>(method, path, options);
  } catch (error) {
    if (!(error instanceof Problem && error.kind === 'ask-again' && (await askAgain(error.ways)))) throw error;
    return send<T>(method, path, options);
  }
}

async function send<T>(method: string, path: string, { body, file, query, signal, clock, key, asText }: Options): Promise<T> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  try {
    response = await fetch(address(path, query), {
      method,
      credentials: 'same-origin',
      headers: {
        ...(body === undefined ? { Accept: 'application/json' } : JSON_HEADERS),
        ...(clock === undefined ? {} : { 'If-Match': `"${clock}"` }),
        ...(key === undefined ? {} : { 'Idempotency-Key': key }),
      },
      body: file ?? (body === undefined ? undefined : JSON.stringify(body)),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, UNREACHABLE);
  }
  if (!response.ok) throw await problemFrom(response);
  if (response.status === 204) return undefined as T;
  if (asText) return (await response.text()) as T;
  return (await response.json()) as T;
}

const JSON_HEADERS = { Accept: 'application/json', 'Content-Type': 'application/json' };

export const api = {
  get: <T>(path: string, query?: Query, signal?: AbortSignal) => request<T>('GET', path, { query, signal }),
  text: (path: string, query?: Query) => request<string>('GET', path, { query, asText: true }),
  post: <T>(path: string, body?: unknown, key?: string) => request<T>('POST', path, { body, key }),
  put: <T>(path: string, body?: unknown) => request<T>('PUT', path, { body }),
  putFile: <T>(path: string, file: Blob) => request<T>('PUT', path, { file }),
  patch: <T>(path: string, body?: unknown, clock?: number) => request<T>('PATCH', path, { body, clock }),
  delete: <T = void>(path: string, clock?: number) => request<T>('DELETE', path, { clock }),
};
