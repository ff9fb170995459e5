import { expect, it } from 'vitest';
import { makeIdempotencyStore } from '#db/stores/idempotency-store.ts';
import { makeRouter, operation } from '#http/router.ts';
import { type Api, anApi } from '#test/support/api.ts';
import { expectConsole } from '#test/support/console.ts';

const KIM = { email: 'kim@example.com', name: 'Kim Tran', roles: ['pricing'] };
const KEY = { 'idempotency-key': '5f2b' };

const countPeople = (api: Api) => api.db.readJson<number>('select json(count(*)) from person', []);

it('answers the same request again as it did the first time, and does it once', async () => {
  const api = await anApi();
  const first = await api.post('/v1/people', KIM, KEY);
  const again = await api.post('/v1/people', KIM, KEY);
  expect(first.status).toBe(201);
  expect(again).toMatchObject({ status: 201, body: first.body });
  expect(first.headers.get('idempotent-replayed')).toBeNull();
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(again.headers.get('content-type')).toBe('application/json');
  expect(await countPeople(api)).toBe(1);
});

it('keeps refusals too: the same mistake gets the same answer', async () => {
  const api = await anApi();
  const first = await api.post('/v1/people', { ...KIM, email: 'nobody' }, KEY);
  const again = await api.post('/v1/people', { ...KIM, email: 'nobody' }, KEY);
  expect(first.status).toBe(422);
  expect(again.body).toMatchObject({ code: 'invalid_email' });
  expect(again.headers.get('content-type')).toBe('application/problem+json');
});

it('refuses the key for another body, path, query or caller', async () => {
  const api = await anApi();
  await api.post('/v1/people', KIM, KEY);
  const others = [
    await api.post('/v1/people', { ...KIM, name: 'Kim' }, KEY),
    await api.post('/v1/tokens', KIM, KEY),
    await api.post('/v1/people?x=1', KIM, KEY),
    await api.as('bluegum', 'admin').post('/v1/people', KIM, KEY),
  ];
  for (const other of others)
    expect(other.body).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
});

it("has a key for each provider: another provider's is its own", async () => {
  const api = await anApi();
  await api.post('/v1/people', KIM, KEY);
  const theirs = await api.as('wavelink').post('/v1/people', KIM, KEY);
  expect(theirs.status).toBe(201);
  expect(theirs.headers.get('idempotent-replayed')).toBeNull();
  expect(await countPeople(api)).toBe(2);
});

it('lets one of many that come at once do it, and tells the others to ask again', async () => {
  const api = await anApi();
  const answers = await Promise.all(Array.from({ length: 8 }, () => api.post('/v1/people', KIM, KEY)));
  expect(await countPeople(api)).toBe(1);
  const fresh = answers.filter(
    ({ status, headers }) => status === 201 && !headers.has('idempotent-replayed'),
  );
  expect(fresh).toHaveLength(1);
  for (const answer of answers.filter(({ status }) => status !== 201)) {
    expect(answer.body).toMatchObject({ status: 409, code: 'idempotency_key_in_use' });
    expect(answer.headers.get('retry-after')).toBe('1');
  }
});

it('gives the key back after a failure on our side, so that trying again helps', async () => {
  const api = await anApi();
  let isBroken = true;
  const router = makeRouter();
  router.openapi(
    operation({
      method: 'post',
      path: '/v1/sometimes',
      tag: 'Test',
      summary: 'Breaks once',
      power: null,
      answers: { 204: { description: 'Done.' } },
    }),
    (c) => {
      if (isBroken) throw new Error('not now');
      return c.body(null, 204);
    },
  );
  api.app.route('/', router);
  expectConsole('error', /not now/);
  expect((await api.post('/v1/sometimes', undefined, KEY)).status).toBe(500);
  isBroken = false;
  expect((await api.post('/v1/sometimes', undefined, KEY)).status).toBe(204);
  const again = await api.post('/v1/sometimes', undefined, KEY);
  expect(again).toMatchObject({ status: 204, text: '' });
  expect(again.headers.get('idempotent-replayed')).toBe('true');
});

it('takes a claim over from a process that crashed, and forgets answers after a day', async () => {
  const api = await anApi();
  const store = makeIdempotencyStore(api.db);
  const claim = () => ({
    providerId: api.providers.bluegum.providerId,
    key: 'k',
    requestHash: 'h',
    claimedAt: api.clock.now(),
  });
  const crashed = claim();
  expect((await store.claim(crashed)).kind).toBe('claimed');
  api.clock.pass(9);
  expect((await store.claim(claim())).kind).toBe('running');
  api.clock.pass(2);
  const second = claim();
  expect((await store.claim(second)).kind).toBe('claimed');
  // The first one was only slow: its late answer is not what the key stands for any more.
  await store.keep(crashed, { status: 200, headers: {}, body: 'late' });
  expect((await store.claim(claim())).kind).toBe('running');
  await store.keep(second, { status: 200, headers: {}, body: 'right' });
  expect(await store.claim(claim())).toMatchObject({ kind: 'answered', answer: { body: 'right' } });
  api.clock.pass(24 * 60);
  expect((await store.claim(claim())).kind).toBe('claimed');
});

it('never keeps the text of a token: a replay shows that it was created and nothing more', async () => {
  const api = await anApi();
  const body = { name: 'sync', scopes: ['view'] };
  const first = await api.post<{ id: string; token: string }>('/v1/tokens', body, KEY);
  const again = await api.post('/v1/tokens', body, KEY);
  expect(again).toMatchObject({ status: 201, body: { ...first.body, token: null } });
  const kept = await api.db.readJson('select json_group_array(body) from idempotency_key', []);
  expect(JSON.stringify(kept)).not.toContain(first.body.token);
});

it('knows a form again though its boundary differs, and other contents as another request', async () => {
  const api = await anApi();
  const router = makeRouter();
  router.openapi(
    operation({
      method: 'post',
      path: '/v1/form',
      tag: 'Test',
      summary: 'Takes a file',
      power: null,
      uploads: { 'multipart/form-data': 'A file.' },
      answers: { 200: { description: 'Its text.', media: ['text/plain'] } },
    }),
    async (c) => {
      const { file } = await c.req.parseBody();
      return c.text(file instanceof File ? await file.text() : 'no file');
    },
  );
  api.app.route('/', router);
  const form = (text: string) => {
    const data = new FormData();
    data.set('file', new File([text], 'rates.csv', { type: 'text/csv' }));
    return data;
  };
  expect(await api.post('/v1/form', form('a,b'), KEY)).toMatchObject({ status: 200, text: 'a,b' });
  expect((await api.post('/v1/form', form('a,b'), KEY)).headers.get('idempotent-replayed')).toBe('true');
  expect((await api.post('/v1/form', form('a,c'), KEY)).body).toMatchObject({
    code: 'idempotency_key_reused',
  });
});

it('refuses keys that are none', async () => {
  const api = await anApi();
  for (const key of ['', 'a b', 'x'.repeat(256)])
    expect((await api.post('/v1/people', KIM, { 'idempotency-key': key })).body, key).toMatchObject({
      status: 422,
      code: 'invalid_idempotency_key',
    });
  expect(await countPeople(api)).toBe(0);
});
