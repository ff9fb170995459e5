import { beforeEach, expect, it } from 'vitest';
import type { Actor } from '#app/ports/platform.ts';
import { type Api, anApi, value } from '#test/support/api.ts';

const EMAIL = 'kim@example.com';
let api: Api;
let admin: Actor;

beforeEach(async () => {
  api = await anApi();
  admin = api.actor('bluegum');
  value(await api.services.people.addPerson(admin, { email: EMAIL, name: 'Kim Tran', roles: ['pricing'] }));
});

const link = async (email = EMAIL) =>
  value(await api.services.people.createLoginLink(admin, { email })).secret;

it('signs in once by a link, with the powers of the roles', async () => {
  const { people } = api.services;
  const secret = await link();
  const session = value(await people.redeemLoginLink(secret));
  expect(session).toMatchObject({ actorName: 'Kim Tran', expiresAt: '2026-03-09T00:00:00.000Z' });
  const actor = await people.findActorBySession(session.sessionToken, 'r-1');
  expect(actor).toMatchObject({
    providerCode: 'bluegum',
    actorName: 'Kim Tran',
    via: 'console',
    requestId: 'r-1',
  });
  expect([...(actor?.powers ?? [])].sort()).toEqual(['catalogue.approve', 'catalogue.edit', 'view']);
  expect(await people.redeemLoginLink(secret)).toMatchObject({
    ok: false,
    faults: [{ code: 'login_link_spent' }],
  });
});

it('lets one in of two who open the same link at once', async () => {
  const secret = await link();
  const both = await Promise.all([1, 2].map(() => api.services.people.redeemLoginLink(secret)));
  expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
});

it('refuses a link after fifteen minutes', async () => {
  const secret = await link();
  api.clock.pass(14);
  const other = await link();
  api.clock.pass(1);
  expect(await api.services.people.redeemLoginLink(secret)).toMatchObject({ ok: false });
  expect(await api.services.people.redeemLoginLink(other)).toMatchObject({ ok: true });
});

it('ends a session after seven days, or when the person signs out', async () => {
  const { people } = api.services;
  const { sessionToken } = value(await people.redeemLoginLink(await link()));
  const { sessionToken: second } = value(await people.redeemLoginLink(await link()));
  await people.signOut(second);
  expect(await people.findActorBySession(second, null)).toBeNull();
  api.clock.pass(7 * 24 * 60 - 1);
  expect(await people.findActorBySession(sessionToken, null)).not.toBeNull();
  api.clock.pass(1);
  expect(await people.findActorBySession(sessionToken, null)).toBeNull();
});

it('keeps neither the link nor the session itself', async () => {
  const secret = await link();
  const { sessionToken } = value(await api.services.people.redeemLoginLink(secret));
  const kept = await api.db.readJson<string[]>(
    'select json_group_array(hash) from (select hash from session union all select hash from login_link)',
    [],
  );
  expect(kept).toHaveLength(2);
  expect(kept).not.toContain(secret);
  expect(kept).not.toContain(sessionToken);
});

it('makes links for active people of the own provider only', async () => {
  const { people } = api.services;
  const stranger = api.actor('wavelink');
  const missing = { ok: false, faults: [{ code: 'person_not_found' }] };
  expect(await people.createLoginLink(stranger, { email: EMAIL })).toMatchObject(missing);
  expect(await people.createLoginLink(admin, { email: 'nobody@example.com' })).toMatchObject(missing);
});

it('lets people make their own link, and nobody but an admin one for others', async () => {
  const { people } = api.services;
  const { sessionToken } = value(await people.redeemLoginLink(await link()));
  const kim = await people.findActorBySession(sessionToken, null);
  if (kim === null) throw new Error('Kim is signed in');
  value(await people.addPerson(admin, { email: 'lee@example.com', name: 'Lee', roles: ['viewer'] }));
  expect(await people.createLoginLink(kim, { email: 'KIM@example.com' })).toMatchObject({ ok: true });
  for (const email of ['lee@example.com', 'nobody@example.com'])
    expect(await people.createLoginLink(kim, { email })).toMatchObject({
      ok: false,
      faults: [{ code: 'power_missing', kind: 'forbidden' }],
    });
});
