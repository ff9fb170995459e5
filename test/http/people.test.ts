import { expect, it } from 'vitest';
import { makePersonStore } from '#db/stores/person-store.ts';
import { type Api, anApi, value } from '#test/support/api.ts';

const KIM = { email: 'kim@example.com', name: 'Kim Tran', roles: ['pricing'], slack: 'T1:U1' };

interface PersonBody {
  readonly id: string;
}

const add = async (api: Api, person: object = KIM) => (await api.post<PersonBody>('/v1/people', person)).body;

it('adds a person, and finds it again by its id and in the list', async () => {
  const api = await anApi();
  const added = await api.post<PersonBody>('/v1/people', { ...KIM, email: ' Kim@Example.com ' });
  expect(added).toMatchObject({
    status: 201,
    body: { ...KIM, slack: [KIM.slack], active: true, createdAt: api.clock.now() },
  });
  expect((await api.get(`/v1/people/${added.body.id}`)).body).toEqual(added.body);
  expect((await api.get('/v1/people')).body).toEqual({ items: [added.body], nextCursor: null });
});

it('names every fault of a person at once', async () => {
  const api = await anApi();
  const { body } = await api.post('/v1/people', {
    email: 'kim@',
    name: '',
    roles: ['pricing', 'king'],
    slack: 'U1',
  });
  expect(body).toMatchObject({
    status: 422,
    code: 'several_faults',
    errors: [
      { path: 'email', code: 'invalid_email' },
      { path: 'name', code: 'invalid_name' },
      { path: 'roles[1]', code: 'unknown_role' },
      { path: 'slack', code: 'invalid_slack_user' },
    ],
  });
});

it('has each email once in a provider, each Slack user once in all, and leaves nothing of a refused entry', async () => {
  const api = await anApi();
  await add(api);
  expect((await api.post('/v1/people', { ...KIM, slack: null })).body).toMatchObject({ code: 'email_taken' });
  const theirs = api.as('wavelink');
  expect((await theirs.post('/v1/people', KIM)).body).toMatchObject({ code: 'slack_user_taken' });
  expect((await theirs.get('/v1/people')).body).toMatchObject({ items: [] });
  expect((await theirs.post('/v1/people', { ...KIM, slack: null })).status).toBe(201);
});

it('lets nobody give a role whose powers they lack', async () => {
  const api = await anApi();
  const helper = api.as('bluegum', 'admin');
  expect((await helper.post('/v1/people', KIM)).body).toMatchObject({
    status: 403,
    code: 'power_not_held',
    errors: [{ path: 'roles[0]' }],
  });
  const person = await add(api);
  expect((await helper.patch(`/v1/people/${person.id}`, { roles: ['admin'] })).status).toBe(403);
});

it('signs whoever is deactivated out everywhere, and lets them in again when reactivated', async () => {
  const api = await anApi();
  const { people } = api.services;
  const { findBySlack } = makePersonStore(api.db);
  const person = await add(api);
  const link = value(await people.createLoginLink(api.actor('bluegum'), { email: KIM.email }));
  const { sessionToken } = value(await people.redeemLoginLink(link.secret));
  const unused = value(await people.createLoginLink(api.actor('bluegum'), { email: KIM.email }));
  expect(await people.findActorBySession(sessionToken, null)).toMatchObject({ actorId: person.id });
  expect(await findBySlack({ teamId: 'T1', userId: 'U1' })).toMatchObject({ name: 'Kim Tran' });

  expect((await api.patch(`/v1/people/${person.id}`, { active: false })).body).toMatchObject({
    active: false,
  });
  expect(await people.findActorBySession(sessionToken, null)).toBeNull();
  expect(await findBySlack({ teamId: 'T1', userId: 'U1' })).toBeNull();
  expect(await people.redeemLoginLink(unused.secret)).toMatchObject({ ok: false });

  await api.patch(`/v1/people/${person.id}`, { active: true });
  expect(await people.findActorBySession(sessionToken, null)).toBeNull();
  // Somebody else may have been given the Slack user meanwhile: it is linked anew.
  expect(await findBySlack({ teamId: 'T1', userId: 'U1' })).toBeNull();
});

it('keeps one active admin, also when two take the role from each other at the same moment', async () => {
  const api = await anApi();
  const [kim, lee] = [
    await add(api, { ...KIM, roles: ['admin'] }),
    await add(api, { email: 'lee@example.com', name: 'Lee Ng', roles: ['admin'] }),
  ];
  const answers = await Promise.all([
    api.patch(`/v1/people/${kim.id}`, { active: false }),
    api.patch(`/v1/people/${lee.id}`, { roles: ['viewer'] }),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(answers.find(({ status }) => status === 409)?.body).toMatchObject({ code: 'last_admin' });
  // What was refused left no trace.
  const audit = await api.get<{ items: { action: string }[] }>('/v1/audit');
  expect(audit.body.items.filter(({ action }) => action === 'person.changed')).toHaveLength(1);
});

it('lets an admin change name and add roles, and a non-admin be changed freely', async () => {
  const api = await anApi();
  const kim = await add(api, { ...KIM, roles: ['admin'] });
  expect(
    (await api.patch(`/v1/people/${kim.id}`, { name: 'Kim T', roles: ['admin', 'billing'] })).status,
  ).toBe(200);
  const lee = await add(api, { email: 'lee@example.com', name: 'Lee', roles: ['viewer'] });
  expect((await api.patch(`/v1/people/${lee.id}`, { active: false })).status).toBe(200);
});

it('links Slack users, one in each workspace, and unlinks them', async () => {
  const api = await anApi();
  const kim = await add(api);
  const lee = await add(api, { email: 'lee@example.com', name: 'Lee', roles: ['viewer'] });
  expect((await api.put(`/v1/people/${lee.id}/slack`, { slack: 'T1:U1' })).body).toMatchObject({
    code: 'slack_user_taken',
  });
  expect((await api.put(`/v1/people/${kim.id}/slack`, { slack: 'T1:U2' })).body).toMatchObject({
    slack: ['T1:U2'],
  });
  expect((await api.put(`/v1/people/${lee.id}/slack`, { slack: 'T1:U1' })).status).toBe(200);
  expect((await api.put(`/v1/people/${kim.id}/slack`, { slack: 'T2:U1' })).body).toMatchObject({
    slack: ['T1:U2', 'T2:U1'],
  });
  expect((await api.put(`/v1/people/${kim.id}/slack`, { slack: null })).body).toMatchObject({ slack: [] });
  expect((await api.put(`/v1/people/${kim.id}/slack`, { slack: 'kim' })).status).toBe(422);
});

it("does not show or change another provider's people", async () => {
  const api = await anApi();
  const kim = await add(api);
  const stranger = api.as('wavelink');
  for (const answer of [
    await stranger.get(`/v1/people/${kim.id}`),
    await stranger.patch(`/v1/people/${kim.id}`, { name: 'X' }),
    await stranger.put(`/v1/people/${kim.id}/slack`, { slack: null }),
  ])
    expect(answer).toMatchObject({ status: 404, body: { code: 'person_not_found' } });
  expect((await api.get(`/v1/people/${kim.id}`)).body).toMatchObject({ name: 'Kim Tran', slack: ['T1:U1'] });
});
