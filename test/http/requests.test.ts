/** What holds for every request, shown on a few. */
import { expect, it } from 'vitest';
import { makeRouter, operation } from '#http/router.ts';
import { anApi } from '#test/support/api.ts';
import { expectConsole } from '#test/support/console.ts';

const PROBLEM = 'application/problem+json';

it('refuses JSON that cannot be read', async () => {
  const api = await anApi();
  const answer = await api.post('/v1/tokens', '{"name": "x", ');
  expect(answer).toMatchObject({
    status: 400,
    body: { code: 'malformed_json', title: 'Bad Request', errors: [] },
  });
  expect(answer.headers.get('content-type')).toBe(PROBLEM);
  expect((await api.post('/v1/tokens', '')).body).toMatchObject({ code: 'malformed_json' });
});

it('lists every fault of a body with its place: wrong types, missing and unknown fields', async () => {
  const api = await anApi();
  const { status, body } = await api.post('/v1/people', { email: 7, roles: ['pricing', null], nmae: 'Kim' });
  expect(status).toBe(422);
  expect(body).toMatchObject({
    code: 'invalid_request',
    detail: '4 faults; each is listed in errors.',
    errors: [
      { path: 'email', code: 'invalid_type' },
      { path: 'name', code: 'required' },
      { path: 'roles[1]', code: 'invalid_type' },
      { path: 'nmae', code: 'unknown_field' },
    ],
  });
  expect((await api.post('/v1/people', [])).body).toMatchObject({
    errors: [{ path: '', code: 'invalid_type' }],
  });
});

it('refuses page limits outside 1 to 200 and cursors that it did not make', async () => {
  const api = await anApi();
  for (const limit of ['0', '201', '1.5', 'x'])
    expect((await api.get(`/v1/tokens?limit=${limit}`)).body).toMatchObject({
      status: 422,
      errors: [{ path: 'limit' }],
    });
  for (const cursor of ['7', "k1' or 1=1", 'k99999999999999999'])
    expect((await api.get(`/v1/tokens?cursor=${encodeURIComponent(cursor)}`)).body).toMatchObject({
      status: 422,
      code: 'invalid_cursor',
    });
});

it('pages through a list without gap or repeat, also while it grows', async () => {
  const api = await anApi();
  for (const name of ['a', 'b', 'c', 'd']) await api.post('/v1/tokens', { name, scopes: ['view'] });
  const first = await api.get<Page>('/v1/tokens?limit=2');
  await api.post('/v1/tokens', { name: 'later', scopes: ['view'] });
  const second = await api.get<Page>(`/v1/tokens?limit=2&cursor=${first.body.nextCursor}`);
  const third = await api.get<Page>(`/v1/tokens?limit=2&cursor=${second.body.nextCursor}`);
  const names = [first, second, third].flatMap(({ body }) => body.items.map(({ name }) => name));
  expect(names).toEqual(['d', 'c', 'b', 'a', 'all']);
  expect(third.body.nextCursor).toBeNull();
});

interface Page {
  readonly items: readonly { readonly name: string }[];
  readonly nextCursor: string | null;
}

it('answers 404 for ids that do not exist and for what is no id', async () => {
  const api = await anApi();
  for (const id of ['usr_999', 'usr_0', 'usr_1x', 'tok_1', '1', '%00', "usr_1'--"])
    expect((await api.get(`/v1/people/${id}`)).status, id).toBe(404);
});

it('refuses a body of another kind', async () => {
  const api = await anApi();
  const answer = await api.post('/v1/tokens', 'name=x', { 'content-type': 'text/plain' });
  expect(answer).toMatchObject({ status: 415, body: { code: 'unsupported_media_type' } });
  expect(answer.body).toMatchObject({ detail: expect.stringContaining('application/json') });
  const silent = await api.app.request('/v1/tokens', {
    method: 'POST',
    headers: { authorization: `Bearer ${await api.tokenOf('bluegum')}` },
    body: new Blob(['{}']).stream(),
    duplex: 'half',
  } as RequestInit);
  expect([silent.status, await silent.json()]).toMatchObject([
    415,
    {
      detail: expect.stringContaining('This takes application/json, not a body that does not say what it is'),
    },
  ]);
});

it('takes no body, or an empty one, where everything in it may be left out', async () => {
  const api = await anApi();
  const authorization = `Bearer ${await api.tokenOf('bluegum')}`;
  const reject = (init: RequestInit) => {
    const headers = { authorization, ...(init.headers as Record<string, string> | undefined) };
    return api.app.request('/v1/catalogue/changes/chg_1/reject', { method: 'POST', ...init, headers });
  };
  for (const init of [
    {},
    { headers: { 'content-type': 'application/json' } },
    { headers: { 'content-type': 'application/json', 'content-length': '0' }, body: '' },
    { headers: { 'content-type': 'application/json' }, body: '{}' },
  ])
    expect((await reject(init)).status, JSON.stringify(init)).toBe(404);
  for (const path of ['/v1/orders/BG-O-9/resubmit', '/v1/subscriptions/sub_9/withdraw-cancellation'])
    expect((await api.app.request(path, { method: 'POST', headers: { authorization } })).status, path).toBe(
      404,
    );
  const stray = await reject({ headers: { 'content-type': 'text/plain' }, body: 'no' });
  expect(stray.status).toBe(415);
  expect((await reject({ headers: { 'content-type': 'application/json' }, body: '{"why":1}' })).status).toBe(
    422,
  );
});

it('refuses a body that is too large, whether or not it says how long it is', async () => {
  const api = await anApi();
  const huge = JSON.stringify({ name: 'x'.repeat(1_000_001), scopes: ['view'] });
  expect(await api.post('/v1/tokens', huge)).toMatchObject({
    status: 413,
    body: { code: 'content_too_large' },
  });

  const streamed = await api.app.request('/v1/tokens', {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await api.tokenOf('bluegum')}`,
      'content-type': 'application/json',
    },
    body: new Blob([huge]).stream(),
    duplex: 'half',
  } as RequestInit);
  expect(streamed.status).toBe(413);
});

it('refuses a body of more values than anybody means, however they lie within each other', async () => {
  const api = await anApi();
  const told = { status: 422, body: { code: 'too_many_values', errors: [] } };
  const roles = Array.from({ length: 20_001 }, () => 'x');
  expect(await api.post('/v1/people', { email: 'kim@example.com', name: 'Kim', roles })).toMatchObject(told);
  const JSON_TYPE = { 'content-type': 'application/json' };
  const deep = `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
  expect(await api.post('/v1/tokens', deep, JSON_TYPE)).toMatchObject(told);
});

it('lists a thousand faults of a body, and says how many there are', async () => {
  const api = await anApi();
  const scopes = Array.from({ length: 1500 }, (_, at) => `x${at}`);
  const answer = await api.post<{ detail: string; errors: unknown[] }>('/v1/tokens', { name: 'x', scopes });
  expect(answer.status).toBe(422);
  expect(answer.body.detail).toBe('1,500 faults; the first 1,000 are listed in errors.');
  expect(answer.body.errors).toHaveLength(1000);
});

it.each([
  '/v1/workbook/import',
  '/v1/catalogue/changes',
  '/v1/accounts/import',
  '/v1/carriers/opti-carrier/batch-files',
])('answers 400 for a form that is none, on %s', async (path) => {
  const api = await anApi();
  for (const type of ['multipart/form-data', 'multipart/form-data; boundary=x'])
    expect(await api.post(path, 'a,b\n1,2', { 'content-type': type })).toMatchObject({
      status: 400,
      body: { code: 'malformed_request', detail: expect.stringContaining('form cannot be read') },
    });
});

it('answers 404 for paths that lead nowhere, as a problem', async () => {
  const api = await anApi();
  const answer = await api.get('/v1/nothing-here');
  expect(answer).toMatchObject({ status: 404, body: { code: 'no_such_path' } });
  expect(answer.headers.get('content-type')).toBe(PROBLEM);
  expect((await api.withToken(null).get('/nothing-here')).status).toBe(404);
  // Of a browser too: below /v1 there are no pages.
  const browsed = await api.get('/v1/service-plans/', { accept: 'text/html' });
  expect(browsed).toMatchObject({ status: 404, body: { code: 'no_such_path' } });
});

it('answers 405 with the methods that are possible', async () => {
  const api = await anApi();
  const answer = await api.put('/v1/tokens', {});
  expect(answer).toMatchObject({ status: 405, body: { code: 'method_not_allowed' } });
  expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'POST']);
  expect((await api.send('OPTIONS', '/v1/tokens')).status).toBe(405);
  // An id that leads nowhere is still a 404.
  expect((await api.get('/v1/people/usr_9')).status).toBe(404);
});

it('answers HEAD as GET, without the body', async () => {
  const api = await anApi();
  const answer = await api.send('HEAD', '/v1/provider');
  expect(answer).toMatchObject({ status: 200, text: '' });
  expect((await api.withToken(null).send('HEAD', '/v1/provider')).status).toBe(401);
});

it('takes a sane request id and makes one where there is none', async () => {
  const api = await anApi();
  const own = await api.get('/v1/nothing', { 'x-request-id': 'shop-4711' });
  expect(own.headers.get('x-request-id')).toBe('shop-4711');
  expect(own.body).toMatchObject({ requestId: 'shop-4711' });
  for (const strange of ['a b', 'x'.repeat(101), '<b>'])
    expect((await api.get('/healthz', { 'x-request-id': strange })).headers.get('x-request-id')).toMatch(
      /^[0-9a-f-]{36}$/,
    );
});

it('logs one line a request, with who asked and without query or secret paths', async () => {
  const api = await anApi();
  await api.get('/v1/tokens?limit=3', { 'x-request-id': 'r-1' });
  await api.withToken(null).get('/sign-in/the-secret-of-a-link');
  const lines = api.logged.filter(({ message }) => message === 'request').map(({ fields }) => fields);
  expect(lines[0]).toMatchObject({
    requestId: 'r-1',
    method: 'GET',
    path: '/v1/tokens',
    status: 200,
    provider: 'bluegum',
    actor: 'tok_1',
  });
  expect(lines[1]).toMatchObject({ path: '/sign-in/:token' });
  expect(JSON.stringify(api.logged)).not.toContain('the-secret-of-a-link');
  expect(JSON.stringify(api.logged)).not.toContain('limit=3');
});

it('tells browsers to take nothing from an answer but what it says', async () => {
  const api = await anApi();
  const { headers } = await api.get('/v1/provider');
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe('DENY');
});

it('answers a failure on our side with 500 and the request id, and keeps its message to the log', async () => {
  const api = await anApi();
  const broken = makeRouter();
  broken.openapi(
    operation({
      method: 'get',
      path: '/v1/broken',
      tag: 'Test',
      summary: 'Breaks',
      power: null,
      answers: { 200: { description: 'Never.' } },
    }),
    () => {
      throw new Error('the disk said: secret details');
    },
  );
  api.app.route('/', broken);
  expectConsole('error', /secret details/);
  const answer = await api.get('/v1/broken', { 'x-request-id': 'r-2' });
  expect(answer).toMatchObject({ status: 500, body: { code: 'internal_error', requestId: 'r-2' } });
  expect(answer.text).not.toContain('secret details');
});

it('refuses half a character wherever it stands in a body, and reads on', async () => {
  const api = await anApi();
  const edits = (cells: string) =>
    api.post('/v1/workbook/Products/edits', `{"add":[{"cells":${cells}}]}`, {
      'content-type': 'application/json',
    });
  for (const cells of ['{"Code":"Z\\ud800"}', '{"Co\\udfffde":"Z"}'])
    expect(await edits(cells), cells).toMatchObject({ status: 422, body: { code: 'hidden_character' } });
  expect((await edits('{"Code":"Z\\ud83d\\ude00"}')).status).toBe(200);
  expect((await api.get('/v1/workbook/Products')).status).toBe(200);
});
