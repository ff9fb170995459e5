/** Webhooks out by the API; that messages arrive is in test/contracts/webhooks.test.ts. */
import { describe, expect, it } from 'vitest';
import { WEBHOOK_TOPICS } from '#core/webhooks/topics.ts';
import { anApi } from '#test/support/api.ts';
import { aDispatcher } from '#test/support/dispatching.ts';

const URL_OF_ERP = 'https://erp.example.net/cardline';
interface Made {
  readonly id: string;
  readonly secret: string | null;
}

describe('webhooks out, by the API', () => {
  it('are added with a secret that is shown once, also where the request is repeated', async () => {
    const api = await anApi();
    const key = { 'idempotency-key': 'one' };
    const wish = { url: URL_OF_ERP, description: 'ERP', topics: ['invoice.issued'] };
    const made = await api.post<Made>('/v1/webhooks', wish, key);
    expect(made).toMatchObject({
      status: 201,
      body: { id: 'whk_1', ...wish, status: 'active', secret: expect.stringMatching(/^whsec_/) },
    });
    expect((await api.post<Made>('/v1/webhooks', wish, key)).body).toMatchObject({
      id: 'whk_1',
      secret: null,
    });
    expect((await api.get('/v1/webhooks/whk_1')).text).not.toContain('secret"');
    const all = await api.post<Made>('/v1/webhooks', { url: URL_OF_ERP });
    expect(all.body).toMatchObject({ id: 'whk_2', description: '', topics: null });
    const listed = await api.get<{ items: Made[] }>('/v1/webhooks');
    expect(listed.body.items.map(({ id }) => id)).toEqual(['whk_2', 'whk_1']);
  });

  it('are refused with every fault at once', async () => {
    const api = await anApi();
    const refused = await api.post('/v1/webhooks', { url: 'http://10.0.0.1/', topics: ['none'] });
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'url' }, { path: 'topics[0]', code: 'unknown_topic' }] },
    });
  });

  it('are off where there is nothing to seal their secrets with', async () => {
    const api = await anApi({ secret: null });
    expect(await api.post('/v1/webhooks', { url: URL_OF_ERP })).toMatchObject({
      status: 409,
      body: { code: 'webhooks_off' },
    });
  });

  it('are changed in part, switched off and on, and given another secret', async () => {
    const api = await anApi();
    const { secret } = (await api.post<Made>('/v1/webhooks', { url: URL_OF_ERP, topics: ['order.placed'] }))
      .body;
    const path = '/v1/webhooks/whk_1';
    expect((await api.patch(path, { description: 'Ledger' })).body).toMatchObject({
      url: URL_OF_ERP,
      description: 'Ledger',
      topics: ['order.placed'],
    });
    expect((await api.patch(path, { topics: null })).body).toMatchObject({ topics: null });
    expect((await api.patch(path, { status: 'disabled' })).body).toMatchObject({ status: 'disabled' });
    expect((await api.post(`${path}/ping`)).body).toMatchObject({ code: 'webhook_disabled' });
    expect((await api.patch(path, { status: 'active' })).body).toMatchObject({ status: 'active' });
    expect(await api.patch(path, { url: 'nowhere' })).toMatchObject({ status: 422 });
    const rotated = await api.post<Made>(`${path}/rotate-secret`);
    expect(rotated.body).toMatchObject({
      secret: expect.stringMatching(/^whsec_/),
      formerSecretUntil: '2026-03-03T00:00:00.000Z',
    });
    expect(rotated.body.secret).not.toBe(secret);
    const { items } = (await api.get<{ items: { action: string }[] }>('/v1/audit?subject=whk_1')).body;
    expect(new Set(items.map(({ action }) => action))).toEqual(
      new Set(['webhook.added', 'webhook.changed', 'webhook.secret_rotated']),
    );
  });

  it('list every topic with an example of its message', async () => {
    const api = await anApi();
    const { items } = (await api.get<{ items: { topic: string; example: unknown }[] }>('/v1/webhooks/topics'))
      .body;
    expect(items.map(({ topic }) => topic)).toEqual(WEBHOOK_TOPICS.map(({ topic }) => topic));
    expect(items.find(({ topic }) => topic === 'invoice.issued')?.example).toMatchObject({
      type: 'invoice.issued',
      data: { number: 'INV-42', total: '49.95' },
    });
  });

  it('a test is among the deliveries; what failed is sent again, one or all', async () => {
    const api = await anApi();
    await api.post('/v1/webhooks', { url: URL_OF_ERP });
    await api.post('/v1/webhooks', { url: URL_OF_ERP });
    expect((await api.post('/v1/webhooks/whk_1/ping')).status).toBe(202);
    const dead = { outcome: 'dead', error: 'erp.example.net answered 410.' } as const;
    await aDispatcher(api.db, [
      {
        name: 'webhook',
        topics: new Set(['webhook.ping']),
        plan: async (notices) =>
          notices.map(({ providerId, topic, dedupeKey }) => ({
            providerId,
            channel: 'webhook',
            target: 'webhook:1',
            kind: 'message',
            topic,
            subject: 'whk_1',
            dedupeKey,
            body: {},
            coalesceKey: null,
          })),
        gatesOf: () => [],
        deliver: async () => dead,
      },
    ]).dispatch();
    const list = async (query = '') =>
      (await api.get<{ items: unknown[] }>(`/v1/webhooks/whk_1/deliveries${query}`)).body.items;
    expect(await list()).toMatchObject([
      { id: 'dlv_1', topic: 'webhook.ping', status: 'dead', attempts: 1, lastError: dead.error },
    ]);
    expect(await list('?status=sent')).toEqual([]);
    expect((await api.get<{ items: unknown[] }>('/v1/webhooks/whk_2/deliveries')).body.items).toEqual([]);
    const again = '/deliveries/dlv_1/redeliver';
    expect(await api.post(`/v1/webhooks/whk_2${again}`)).toMatchObject({
      status: 404,
      body: { code: 'delivery_not_found' },
    });
    expect((await api.post(`/v1/webhooks/whk_1${again}`)).body).toMatchObject({
      id: 'dlv_1',
      status: 'waiting',
      attempts: 0,
    });
    expect((await api.post(`/v1/webhooks/whk_1${again}`)).body).toMatchObject({
      code: 'delivery_not_failed',
    });
    expect((await api.post('/v1/webhooks/whk_1/redeliver')).body).toEqual({ resent: 0 });
  });
});
