import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const asked: Request[] = [];
let answers: (Response | Error)[] = [];

vi.stubGlobal('location', { origin: 'https://papers.example' });
const { address, api, ifMatch } = await import('./client');
const { answerQuestions } = await import('./askAgain');
const { Problem } = await import('./problem');

beforeEach(() => {
  vi.stubGlobal('fetch', async (request: Request, { signal }: { signal: AbortSignal }) => {
    asked.push(request);
    signal.throwIfAborted();
    const answer = answers.shift() ?? new Response(null, { status: 204 });
    if (answer instanceof Error) throw answer;
    return answer;
  });
});
afterEach(() => {
  asked.length = 0;
  answers = [];
});

function refusal(status: number, body: object): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/problem+json' } });
}

const wantsProof = () =>
  refusal(403, { type: 'https://papers.example/problems/ask-again', detail: 'Who is it?', ways: ['password'] });

test('parts of paths are escaped, and absent and empty parameters left out', async () => {
  await api.get('/api/teams/{team}/search', {
    params: { path: { team: 'a/b' }, query: { q: 'x & y', paper: undefined, cursor: '' } },
  });
  expect(asked[0]?.url).toBe('https://papers.example/api/teams/a%2Fb/search?q=x%20%26%20y');
  expect(address('/api/teams/{team}/audit', { path: { team: 'lab' }, query: { action: '', format: 'csv' } })).toBe(
    '/api/teams/lab/audit?format=csv',
  );
});

test('JSON goes out and comes in, with the clock of what is changed', async () => {
  answers = [Response.json({ name: 'Ada' })];
  const answer = await api.patch('/api/teams/{team}/papers/{paper_id}/annotations/{annotation_id}', {
    params: { path: { team: 't', paper_id: 'p', annotation_id: 'a' }, header: ifMatch(7) },
    body: { comment: 'so' },
  });
  expect(answer).toEqual({ name: 'Ada' });
  expect(asked[0]?.headers.get('If-Match')).toBe('"7"');
  expect(asked[0]?.headers.get('Content-Type')).toBe('application/json');
  expect(await asked[0]?.json()).toEqual({ comment: 'so' });
});

test('a refusal is its sentence, and so is a proxy that answers a page', async () => {
  answers = [
    refusal(422, { detail: 'Too long.', errors: [{ field: 'body.name', detail: 'At most 80.' }] }),
    new Response('<h1>Bad gateway', { status: 502 }),
  ];
  const refused = await api.patch('/api/me', { body: { name: '' } }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(Problem);
  expect(refused).toMatchObject({
    status: 422,
    message: 'Too long.',
    fields: [{ field: 'body.name', detail: 'At most 80.' }],
  });
  await expect(api.get('/api/me')).rejects.toMatchObject({
    status: 502,
    message: 'The server answered 502. Try again in a moment.',
  });
});

test('a server that is not reached is status 0; what the caller gave up stays an abort', async () => {
  answers = [new TypeError('Failed to fetch')];
  await expect(api.get('/api/me')).rejects.toMatchObject({ status: 0, name: 'Problem' });
  await expect(api.get('/api/me', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});

test('where the server asks who one is, it is sent once more, and only if one has said so', async () => {
  answers = [wantsProof(), Response.json({ url: 'new' })];
  const stop = answerQuestions(async (ways) => ways[0] === 'password');
  await api.post('/api/me/recovery-codes');
  expect(asked.map((one) => one.method)).toEqual(['POST', 'POST']);
  stop();
  answers = [wantsProof()];
  await expect(api.post('/api/me/recovery-codes')).rejects.toMatchObject({ kind: 'ask-again' });
  expect(asked).toHaveLength(3);
});

test('files go as they are or as a form, and say whether they were new', async () => {
  const file = new File(['%PDF'], 'a.png', { type: 'image/png' });
  await api.put('/api/teams/{team}/picture', { params: { path: { team: 't' } }, body: file });
  expect(asked[0]?.headers.get('Content-Type')).toBe('image/png');
  expect(await asked[0]?.text()).toBe('%PDF');
  answers = [Response.json({ id: 'p' }, { status: 201 })];
  const { answer, created } = await api.upload('/api/teams/{team}/papers/{paper_id}/files', {
    params: { path: { team: 't', paper_id: 'p' } },
    body: { file },
  });
  expect({ id: answer.id, created }).toEqual({ id: 'p', created: true });
  expect((await asked[1]?.formData())?.get('file')).toBeInstanceOf(File);
});

test('a table comes as text', async () => {
  answers = [new Response('what,who\n')];
  expect(await api.text('/api/admin/audit', { params: { query: { format: 'csv' } } })).toBe('what,who\n');
});
