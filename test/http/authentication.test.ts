import { expect, it } from 'vitest';
import { anApi } from '#test/support/api.ts';

it('asks for a token where there is none, and says how', async () => {
  const api = await anApi();
  const answer = await api.withToken(null).get('/v1/provider');
  expect(answer).toMatchObject({ status: 401, body: { code: 'token_missing' } });
  expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="cardline"');
});

it('refuses a header of another form', async () => {
  const api = await anApi();
  const token = await api.tokenOf('bluegum');
  for (const authorization of [
    '',
    'Basic a2ltOng=',
    'Bearer',
    token,
    `Bearer ${token} ${token}`,
    'Bearer ä',
  ]) {
    const answer = await api.withToken(null).get('/v1/provider', { authorization: encodeURI(authorization) });
    expect(answer.body, authorization).toMatchObject({ status: 401, code: 'token_malformed' });
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_request"');
  }
});

it('refuses tokens that it never gave: almost right, the hash of one, a very long one', async () => {
  const api = await anApi();
  const token = await api.tokenOf('bluegum');
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
  for (const wrong of [
    `${token}x`,
    token.slice(0, -1),
    token.toUpperCase(),
    Buffer.from(hash).toString('hex'),
  ]) {
    const answer = await api.withToken(wrong).get('/v1/provider');
    expect(answer.body, wrong).toMatchObject({ status: 401, code: 'token_invalid' });
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  }
  expect((await api.withToken('x'.repeat(5000)).get('/v1/provider')).status).toBe(401);
});

it('takes the scheme in any case, as HTTP has it', async () => {
  const api = await anApi();
  const authorization = `bearer ${await api.tokenOf('bluegum')}`;
  expect((await api.withToken(null).get('/v1/provider', { authorization })).status).toBe(200);
});

it('names the power that a token lacks, before it looks at the body', async () => {
  const api = await anApi();
  const answer = await api.as('bluegum', 'view').post('/v1/tokens', { name: 7 });
  expect(answer).toMatchObject({ status: 403, body: { code: 'power_missing' } });
  expect(answer.body).toMatchObject({ detail: expect.stringContaining('"admin"') });
});

it('keeps only the hash of a token', async () => {
  const api = await anApi();
  const token = await api.tokenOf('bluegum');
  const rows = await api.db.readJson(
    'select json_group_array(json_array(hash, name, scopes)) from api_token',
    [],
  );
  expect(JSON.stringify(rows)).not.toContain(token.replace('cardline_', ''));
});
