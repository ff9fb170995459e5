import { expect, it } from 'vitest';
import { anApi } from '#test/support/api.ts';

it('creates a token that works at once, shows its text this once, and lists it without', async () => {
  const api = await anApi();
  const created = await api.post<{ id: string; token: string }>('/v1/tokens', {
    name: 'billing-sync',
    scopes: ['view', 'billing'],
  });
  expect(created.status).toBe(201);
  expect(created.body.token).toMatch(/^cardline_[\w-]{43}$/);
  expect(created.headers.get('cache-control')).toBe('no-store');

  expect((await api.withToken(created.body.token).get('/v1/provider')).status).toBe(200);
  const listed = await api.get('/v1/tokens');
  expect(listed.body).toMatchObject({
    items: [{ id: created.body.id, name: 'billing-sync' }, { name: 'all' }],
  });
  expect(listed.text).not.toContain(created.body.token);
});

it('takes no name with characters that do not show: two tokens would look the same', async () => {
  const api = await anApi();
  for (const name of ['billing\u200b-sync', 'billing\u0000-sync', 'billing\u202e-sync'])
    expect(await api.post('/v1/tokens', { name, scopes: ['view'] })).toMatchObject({
      status: 422,
      body: { code: 'hidden_character', errors: [{ path: 'name', code: 'hidden_character' }] },
    });
  expect(await api.post('/v1/tokens', { name: ' billing-sync\u200b', scopes: ['view'] })).toMatchObject({
    status: 201,
    body: { name: 'billing-sync' },
  });
});

it('revokes a token from its next request on, and tells who did', async () => {
  const api = await anApi();
  const { body } = await api.post<{ id: string; token: string }>('/v1/tokens', {
    name: 'old',
    scopes: ['view'],
  });
  const revoked = await api.delete(`/v1/tokens/${body.id}`);
  expect(revoked.body).toMatchObject({ id: body.id, revokedAt: api.clock.now() });

  const refused = await api.withToken(body.token).get('/v1/provider');
  expect(refused).toMatchObject({ status: 401, body: { code: 'token_invalid' } });
  api.clock.pass(5);
  expect((await api.delete(`/v1/tokens/${body.id}`)).body).toEqual(revoked.body);

  const audit = await api.get(`/v1/audit?subject=${body.id}`);
  expect(audit.body).toMatchObject({
    items: [
      { action: 'token.revoked', actor: 'token all', via: 'api', subject: body.id },
      { action: 'token.created', details: { name: 'old', scopes: ['view'] }, subject: body.id },
    ],
  });
});

it('refuses unknown scopes, a missing name and scopes that the creator lacks, all at once', async () => {
  const api = await anApi();
  const wrong = await api.post('/v1/tokens', { name: ' ', scopes: ['view', 'fly'] });
  expect(wrong).toMatchObject({
    status: 422,
    body: {
      errors: [
        { path: 'name', code: 'invalid_name' },
        { path: 'scopes[1]', code: 'unknown_scope' },
      ],
    },
  });
  const rising = await api.as('bluegum', 'admin').post('/v1/tokens', { name: 'more', scopes: ['all'] });
  expect(rising).toMatchObject({ status: 403, body: { code: 'power_not_held' } });
});

it("does not find, list or revoke another provider's token", async () => {
  const api = await anApi();
  const { body } = await api.post<{ id: string }>('/v1/tokens', { name: 'ours', scopes: ['view'] });
  const stranger = api.as('wavelink');
  expect((await stranger.delete(`/v1/tokens/${body.id}`)).status).toBe(404);
  expect((await stranger.get('/v1/tokens')).text).not.toContain('ours');
  expect((await api.get('/v1/tokens')).body).toMatchObject({ items: [{ revokedAt: null }, {}] });
});
