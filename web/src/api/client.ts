// Every call to the API: paths, parameters and bodies as the server describes them (schema.d.ts), same origin, session
// cookie, a time-out, and refusals as `Problem`. Nothing is tried again here but where the server asks who one is;
// what is asked again by itself stands in queryClient.ts, what is sent later in outbox.ts.
import createClient, {
  createFinalURL,
  createQuerySerializer,
  defaultPathSerializer,
  type FetchOptions,
} from 'openapi-fetch';
import type { HttpMethod, PathsWithMethod, RequiredKeysOf } from 'openapi-typescript-helpers';
import { askAgain } from './askAgain';
import { Problem, problemFrom, UNREACHABLE } from './problem';
import type { paths } from './schema';

const TIMEOUT_MS = 30_000;
const UPLOAD_TIMEOUT_MS = 600_000;

type Path<Method extends HttpMethod> = PathsWithMethod<paths, Method>;
type Operation<Method extends HttpMethod, At extends Path<Method>> =
  paths[At] extends Record<Method, infer Found> ? Found : never;
type Options<Method extends HttpMethod, At extends Path<Method>> = Pick<
  FetchOptions<Operation<Method, At>>,
  Extract<keyof FetchOptions<Operation<Method, At>>, 'params' | 'body' | 'signal'>
>;
/** Options can be left out where nothing in them is required. */
type Given<Needed> = RequiredKeysOf<Needed> extends never ? [options?: Needed] : [options: Needed];

type Json<Response> = Response extends { content: { 'application/json': infer Body } }
  ? Body
  : Response extends { content?: never }
    ? undefined
    : never;
type Ok = 200 | 201 | 202 | 204;
/** What comes from a call: the JSON of its answer, nothing for 204. */
export type Answer<Method extends HttpMethod, At extends Path<Method>> =
  Operation<Method, At> extends { responses: infer Responses }
    ? { [Status in keyof Responses & Ok]: Json<Responses[Status]> }[keyof Responses & Ok]
    : never;

/** Absent and empty parameters are left out. */
const leftOut = createQuerySerializer<Record<string, unknown>>();
const querySerializer = (query: Record<string, unknown>) =>
  leftOut(Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '')));

const within = (timeout: number) => (request: Request) =>
  fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(timeout)]) });

const client = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? '',
  credentials: 'same-origin',
  headers: { Accept: 'application/json' },
  fetch: within(TIMEOUT_MS),
  querySerializer,
});

client.use({
  onResponse: async ({ response }) => {
    if (!response.ok) throw await problemFrom(response);
  },
  onError: ({ request }) => (request.signal.aborted ? undefined : new Problem(0, UNREACHABLE)),
});

/** Sends it, and once more by itself where the server wanted to know first that it is still the same person. */
async function send<Method extends HttpMethod>(
  method: Method,
  path: Path<Method>,
  options: object = {},
  besides: object = {},
): Promise<Sent> {
  const once = () =>
    client.request(method, path, { ...options, ...encoding(options), ...besides } as never) as Promise<Sent>;
  try {
    return await once();
  } catch (error) {
    if (!(error instanceof Problem && error.kind === 'ask-again' && (await askAgain(error.ways)))) throw error;
    return once();
  }
}

interface Sent {
  data?: unknown;
  response: Response;
}

/** Files go as they are, and the browser names their type; all else is JSON. */
function encoding({ body }: { body?: unknown }): object {
  if (body instanceof Blob) return { bodySerializer: () => body, headers: { 'Content-Type': null } };
  if (!holdsFile(body)) return {};
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) form.append(name, value);
  return { bodySerializer: () => form };
}

function holdsFile(body: unknown): body is Record<string, Blob> {
  return typeof body === 'object' && body !== null && 'file' in body && body.file instanceof Blob;
}

type Call<Method extends HttpMethod> = <At extends Path<Method>>(
  path: At,
  ...options: Given<Options<Method, At>>
) => Promise<Answer<Method, At>>;

const call = <Method extends HttpMethod>(method: Method) =>
  (async (path, ...[options]) => (await send(method, path, options)).data) as Call<Method>;

export const api = {
  get: call('get'),
  post: call('post'),
  put: call('put'),
  patch: call('patch'),
  delete: call('delete'),
  /** What comes is a text, such as a table, and not JSON. */
  text: async <At extends Path<'get'>>(path: At, ...[options]: Given<Options<'get', At>>) =>
    (await send('get', path, options, { parseAs: 'text' })).data as string,
  /** A file may take its time; `created` is false where the server had it already. */
  upload: async <At extends Path<'post'>>(path: At, options: Options<'post', At>) => {
    const { data, response } = await send('post', path, options, { fetch: within(UPLOAD_TIMEOUT_MS) });
    return { answer: data as Answer<'post', At>, created: response.status === 201 };
  },
};

/** The `clock` of what is changed: the server refuses if somebody was faster. */
export const ifMatch = (clock: number) => ({ 'if-match': `"${clock}"` });

type Parameters<At extends Path<'get'>> =
  Options<'get', At> extends { params?: infer Found } ? Omit<NonNullable<Found>, 'header' | 'cookie'> : never;

/** The address of something that the browser fetches by itself: a download, a picture. */
export function address<At extends Path<'get'>>(path: At, params: Parameters<At>): string {
  return createFinalURL(path, { baseUrl: '', params, querySerializer, pathSerializer: defaultPathSerializer });
}
