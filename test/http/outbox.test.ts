import { describe, expect, it, vi } from 'vitest';
import { makeApp } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { anApi } from '#test/support/api.ts';
import { someDeliveries } from '#test/support/given-up.ts';

interface Listed {
  items: { id: string; status: string }[];
  nextCursor: string | null;
}

async function aBusyApi() {
  const api = await anApi();
  await someDeliveries(api.db, api.providers.bluegum.providerId);
  return api;
}
const idsOf = ({ body }: { body: Listed }) => body.items.map(({ id }) => id);

describe('the outbox', () => {
  it('is listed, newest first, by state, channel and target, without what is in it', async () => {
    const api = await aBusyApi();
    const all = await api.get<Listed>('/v1/outbox');
    expect(idsOf(all)).toEqual(['dlv_5', 'dlv_4', 'dlv_3', 'dlv_2', 'dlv_1']);
    expect(all.text).not.toContain('nobody is to see');
    expect(all.body.items[2]).toMatchObject({
      channel: 'slack',
      target: 'slack:1:C1',
      kind: 'card',
      topic: 'request.halted',
      subject: 'req_2',
      status: 'dead',
      attempts: 12,
      lastError: 'channel_not_found',
      nextTryAt: null,
    });
    expect(idsOf(await api.get<Listed>('/v1/outbox?status=dead'))).toEqual(['dlv_4', 'dlv_3']);
    expect(idsOf(await api.get<Listed>('/v1/outbox?status=failing'))).toEqual(['dlv_2']);
    expect(idsOf(await api.get<Listed>('/v1/outbox?channel=slack&target=slack:1:C2'))).toEqual(['dlv_4']);
    const first = await api.get<Listed>('/v1/outbox?limit=3');
    expect(idsOf(await api.get<Listed>(`/v1/outbox?limit=3&cursor=${first.body.nextCursor}`))).toEqual([
      'dlv_2',
      'dlv_1',
    ]);
    expect((await api.get('/v1/outbox?status=lost')).status).toBe(422);
  });

  it('is its provider’s own, for admins', async () => {
    const api = await aBusyApi();
    expect(idsOf(await api.as('wavelink').get<Listed>('/v1/outbox'))).toEqual([]);
    expect((await api.as('wavelink').post('/v1/outbox/dlv_3/resend')).status).toBe(404);
    expect((await api.as('wavelink').post('/v1/outbox/resend', { channel: 'slack' })).body).toEqual({
      resent: 0,
    });
    expect((await api.as('bluegum', 'view', 'provision').get('/v1/outbox')).status).toBe(403);
    expect(idsOf(await api.get<Listed>('/v1/outbox?status=dead'))).toHaveLength(2);
  });

  it('sends one again that was given up or fails, and says who did', async () => {
    const api = await aBusyApi();
    const resent = await api.post('/v1/outbox/dlv_3/resend');
    expect(resent).toMatchObject({
      status: 200,
      body: { id: 'dlv_3', status: 'waiting', attempts: 0, lastError: null },
    });
    expect((await api.post('/v1/outbox/dlv_2/resend')).status).toBe(200);
    const listed = await api.services.people.listAudit(api.actor('bluegum'), {
      subject: 'dlv_3',
      limit: 5,
      cursor: null,
    });
    expect(listed).toMatchObject({
      value: {
        items: [
          {
            action: 'delivery.resent',
            actor: 'token all',
            via: 'api',
            details: { channel: 'slack', target: 'slack:1:C1', subject: 'req_2', error: 'channel_not_found' },
          },
        ],
      },
    });
  });

  it.each([
    ['dlv_1', 'is about to be sent'],
    ['dlv_5', 'has arrived'],
  ])('does not send %s again: it %s', async (id, why) => {
    const api = await aBusyApi();
    const refused = await api.post(`/v1/outbox/${id}/resend`);
    expect(refused).toMatchObject({ status: 409, body: { code: 'delivery_not_failed' } });
    expect(refused.text).toContain(why);
  });

  it('sends all of a channel or target again', async () => {
    const api = await aBusyApi();
    const ofTarget = await api.post('/v1/outbox/resend', { channel: 'slack', target: 'slack:1:C2' });
    expect(ofTarget.body).toEqual({ resent: 1 });
    expect((await api.post('/v1/outbox/resend', { channel: 'slack' })).body).toEqual({ resent: 2 });
    expect((await api.post('/v1/outbox/resend', { channel: 'slack' })).body).toEqual({ resent: 0 });
    const listed = await api.services.people.listAudit(api.actor('bluegum'), {
      subject: null,
      limit: 2,
      cursor: null,
    });
    expect(listed).toMatchObject({
      value: {
        items: [
          { action: 'deliveries.resent', subject: 'slack', details: { deliveries: 2 } },
          { action: 'deliveries.resent', subject: 'slack:1:C2', details: { deliveries: 1 } },
        ],
      },
    });
  });
});

it('nudges the dispatcher behind every request that may have written something, whatever came of it', async () => {
  const api = await anApi();
  const { db, clock, services } = api;
  const nudge = vi.fn();
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const app = makeApp({ db, clock, secrets, log, background: makeBackground(() => {}) }, services, {
    url: 'http://cardline.test',
    features: [],
    nudge,
  });
  for (const path of ['/healthz', '/v1/orders', '/sign-in']) await app.request(path);
  await app.request('/v1/orders', { method: 'OPTIONS' });
  expect(nudge).not.toHaveBeenCalled();
  const token = await api.tokenOf('bluegum', 'all');
  for (const init of [
    { method: 'POST' },
    { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: '{' },
  ])
    await app.request('/v1/orders', init);
  await app.request('/sign-out', { method: 'POST' });
  expect(nudge).toHaveBeenCalledTimes(3);
});
