/** DESIGN 4: notices on their way to a provider's own programs, by a real connection, on both kinds of database. */
import { describe, expect, it } from 'vitest';
import type { Services } from '#app/services.ts';
import type { Database } from '#db/database.ts';
import { audit } from '#db/schema/index.ts';
import { makeChannels, makeServices, type Parts } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { makeSealerOf } from '#src/runtime/sealer.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { listeningLog, value } from '#test/support/api.ts';
import { clockAt, SOME_MORNING } from '#test/support/clock.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { aDispatcher, deliveriesOf, tell } from '#test/support/dispatching.ts';
import { actorWith, aTenant } from '#test/support/tenants.ts';
import { aReceiver, verified } from '#test/support/webhook-receiver.ts';

const HALTED = 'order.halted';
const DAY_MINUTES = 1440;

async function aHouse(db: Database) {
  const clock = clockAt(SOME_MORNING);
  const parts: Parts = {
    db,
    clock,
    secrets,
    log: listeningLog([]),
    background: makeBackground(() => {}),
    sealerOf: makeSealerOf('a secret for tests alone'),
    isLoopbackAllowed: true,
  };
  const services: Services = makeServices(parts);
  const actor = actorWith(await aTenant(db));
  const dispatcher = aDispatcher(db, makeChannels(parts, services, 'http://cardline.test'), { clock });
  const receiver = await aReceiver();
  const add = async (topics: readonly string[] | null = null, url = receiver.url) =>
    value(await services.webhooks.addWebhook(actor, { url, description: 'ERP', topics }));
  const halted = (order: string, more: object = {}) =>
    tell(db, actor.providerId, [{ order, ...more } as never], HALTED);
  return { db, clock, services, actor, dispatcher, receiver, add, halted };
}

eachDatabase('webhooks out', (open) => {
  describe('a message', () => {
    it('is posted once, as Standard Webhooks has it: its body says type, timestamp and data, its signature is right', async () => {
      const { add, halted, dispatcher, receiver, db } = await aHouse(await open());
      const { secret } = await add();
      await halted('BG-1', { version: 2, status: 'halted' });
      await dispatcher.untilDone();
      expect(receiver.received).toHaveLength(1);
      const [message] = receiver.received;
      if (!message) throw new Error('a message came');
      expect(verified(secret, message)).toEqual({
        type: HALTED,
        timestamp: SOME_MORNING,
        data: { order: 'BG-1', version: 2, status: 'halted' },
      });
      expect(message.id).toMatch(/^msg_[0-9a-f]{32}$/);
      expect(message.headers).toMatchObject({
        'content-type': 'application/json',
        'cardline-delivery': 'dlv_1',
      });
      expect(() => verified('whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldCwgbG9uZw==', message)).toThrow();
      expect(await deliveriesOf(db)).toMatchObject([
        { channel: 'webhook', target: 'webhook:1', subject: 'BG-1', status: 'sent' },
      ]);
    });

    it('holds what the catalogue of topics names and nothing else: no costs, no inner keys', async () => {
      const { add, dispatcher, receiver, db, actor } = await aHouse(await open());
      await add();
      const run = { run: 'run_1', asOf: '2026-03-31', sell: { lines: 1 }, buy: { amount: 99 } };
      await tell(db, actor.providerId, [run as never], 'billing.run_done');
      await tell(db, actor.providerId, [{ sheet: 'x' } as never], 'workbook.checked');
      await dispatcher.untilDone();
      const { buy: _, ...told } = run;
      expect(receiver.received.map(({ body }) => body.data)).toEqual([told]);
    });

    it('goes only to webhooks that ask for its topic', async () => {
      const { add, halted, dispatcher, receiver } = await aHouse(await open());
      const other = await aReceiver();
      await add(['invoice.issued'], other.url);
      await add([HALTED]);
      await halted('BG-1');
      await dispatcher.untilDone();
      expect(receiver.received).toHaveLength(1);
      expect(other.received).toEqual([]);
    });

    it('never goes to another provider’s webhook', async () => {
      const { add, halted, dispatcher, receiver, db, services } = await aHouse(await open());
      await add();
      const stranger = actorWith(await aTenant(db, 'wavelink'));
      // Both companies' news are planned at once.
      await tell(db, stranger.providerId, [{ order: 'W-1' } as never], HALTED);
      await halted('BG-1');
      await dispatcher.untilDone();
      expect(receiver.received.map(({ body }) => body.data.order)).toEqual(['BG-1']);
      for (const answer of [
        await services.webhooks.getWebhook(stranger, 1),
        await services.webhooks.changeWebhook(stranger, 1, { status: 'disabled' }),
        await services.webhooks.rotateSecret(stranger, 1),
        await services.webhooks.pingWebhook(stranger, 1),
        await services.webhooks.listDeliveries(stranger, 1, undefined, { limit: 10, cursor: null }),
        await services.webhooks.redeliverFailed(stranger, 1),
      ])
        expect(answer).toMatchObject({ ok: false, faults: [{ code: 'webhook_not_found' }] });
      expect(
        value(await services.webhooks.listWebhooks(stranger, { limit: 10, cursor: null })).items,
      ).toEqual([]);
    });
  });

  describe('order and retries', () => {
    it('messages of a webhook arrive in the order in which things happened', async () => {
      const { add, halted, dispatcher, receiver } = await aHouse(await open());
      await add();
      for (const order of ['BG-1', 'BG-2', 'BG-3']) await halted(order);
      await dispatcher.untilDone();
      expect(receiver.received.map(({ body }) => body.data.order)).toEqual(['BG-1', 'BG-2', 'BG-3']);
    });

    it('a failure is tried again under the same id, before what is about the same, and holds up nothing else', async () => {
      const { add, halted, dispatcher, receiver } = await aHouse(await open());
      const { secret } = await add();
      receiver.answers.push(500, 302);
      await halted('BG-1', { version: 2 });
      await halted('BG-1', { version: 3 });
      await dispatcher.untilDone();
      expect(receiver.received.map(({ body }) => body.data.version)).toEqual([2, 2, 2, 3]);
      expect(new Set(receiver.received.slice(0, 3).map(({ id }) => id)).size).toBe(1);
      expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(2);
      for (const message of receiver.received) expect(verified(secret, message)).toBeTruthy();
    });

    it('Retry-After is kept to, and a redirect is not followed', async () => {
      const { add, halted, dispatcher, receiver, clock, db } = await aHouse(await open());
      const elsewhere = await aReceiver();
      await add();
      receiver.answers.push([503, { 'retry-after': '90' }], [307, { location: elsewhere.url }]);
      await halted('BG-1');
      const { nextDueAt } = await dispatcher.dispatch();
      expect(Date.parse(nextDueAt ?? '') - Date.parse(clock.now())).toBe(90_000);
      clock.pass(1.5);
      await dispatcher.dispatch();
      expect(await deliveriesOf(db)).toMatchObject([
        { status: 'waiting', lastError: expect.stringMatching(/^127\.0\.0\.1:\d+ answered 307\.$/) },
      ]);
      expect(elsewhere.received).toEqual([]);
    });

    it('is given up after twelve attempts; redelivered, it has all of them before it again', async () => {
      const { add, halted, dispatcher, receiver, services, actor } = await aHouse(await open());
      await add();
      receiver.answers.push(...Array.from({ length: 12 }, () => 500));
      await halted('BG-1');
      await dispatcher.untilDone();
      const list = async () =>
        value(await services.webhooks.listDeliveries(actor, 1, undefined, { limit: 10, cursor: null })).items;
      // That messages to it were given up is not told to itself.
      expect(await list()).toMatchObject([
        { id: 1, status: 'dead', attempts: 12, lastError: expect.stringContaining('answered 500.') },
      ]);
      expect(value(await services.webhooks.redeliver(actor, 1, 1))).toMatchObject({ attempts: 0 });
      await dispatcher.untilDone();
      expect(await list()).toMatchObject([{ status: 'sent' }]);
      expect(await services.webhooks.redeliver(actor, 1, 1)).toMatchObject({ ok: false });
      expect(value(await services.webhooks.redeliverFailed(actor, 1))).toBe(0);
    });

    it('where nobody listens, the error says why', async () => {
      const { add, halted, dispatcher, db } = await aHouse(await open());
      await add(null, 'http://127.0.0.1:9/');
      await halted('BG-1');
      await dispatcher.dispatch();
      expect(await deliveriesOf(db)).toMatchObject([
        { lastError: expect.stringMatching(/^127\.0\.0\.1:9 gave no answer: ./) },
      ]);
    });
  });

  describe('410 Gone', () => {
    it('disables the webhook, which other webhooks are told; nothing more is sent until it is enabled', async () => {
      const { add, halted, dispatcher, receiver, services, actor, db } = await aHouse(await open());
      const other = await aReceiver();
      await add([HALTED]);
      await add(['webhook.disabled'], other.url);
      receiver.answers.push(410);
      await halted('BG-1');
      await halted('BG-2');
      await dispatcher.untilDone();
      expect(receiver.received).toHaveLength(1);
      expect(value(await services.webhooks.getWebhook(actor, 1))).toMatchObject({
        status: 'disabled',
        disabledReason: expect.stringMatching(/^127\.0\.0\.1:\d+ answered 410\.$/),
      });
      expect(other.received.map(({ body }) => body)).toMatchObject([
        { type: 'webhook.disabled', data: { webhook: 'whk_1', url: receiver.url } },
      ]);
      expect((await db.orm.select().from(audit)).map(({ action }) => action)).toContain('webhook.disabled');
      for (const answer of [
        await services.webhooks.pingWebhook(actor, 1),
        await services.webhooks.redeliverFailed(actor, 1),
      ])
        expect(answer).toMatchObject({ ok: false, faults: [{ code: 'webhook_disabled' }] });

      const enabled = value(await services.webhooks.changeWebhook(actor, 1, { status: 'active' }));
      expect(enabled).toMatchObject({ status: 'active', disabledReason: null });
      expect(value(await services.webhooks.redeliverFailed(actor, 1))).toBe(2);
      await dispatcher.untilDone();
      expect(receiver.received.map(({ body }) => body.data.order)).toEqual(['BG-1', 'BG-1', 'BG-2']);
    });
  });

  describe('the secret', () => {
    it('is rotated: for a day messages are signed with both, then with the new one alone', async () => {
      const { add, halted, dispatcher, receiver, services, actor, clock } = await aHouse(await open());
      const { secret: former } = await add();
      const rotated = value(await services.webhooks.rotateSecret(actor, 1));
      expect(rotated.secret).not.toBe(former);
      clock.pass(DAY_MINUTES - 1);
      await halted('BG-1');
      await dispatcher.untilDone();
      clock.pass(1);
      await halted('BG-2');
      await dispatcher.untilDone();
      const [first, second] = receiver.received;
      if (!first || !second) throw new Error('two messages came');
      expect(verified(former, first)).toEqual(verified(rotated.secret, first));
      expect(verified(rotated.secret, second)).toMatchObject({ data: { order: 'BG-2' } });
      expect(() => verified(former, second)).toThrow();
    });

    it('is kept sealed, and shown nowhere once it was', async () => {
      const { add, services, actor, db } = await aHouse(await open());
      const { secret } = await add();
      const kept = await db.readJson<string[]>('select json_group_array(sealed_secret) from webhook', []);
      expect(kept.join()).not.toContain(secret.slice('whsec_'.length, 20));
      const shown = JSON.stringify([
        await services.webhooks.listWebhooks(actor, { limit: 10, cursor: null }),
        await services.webhooks.getWebhook(actor, 1),
        await db.orm.select().from(audit),
      ]);
      expect(shown).not.toContain('whsec_');
      expect(shown).not.toContain('ealed');
    });
  });

  it('a test goes to the one webhook, whatever its topics', async () => {
    const { add, dispatcher, receiver, services, actor } = await aHouse(await open());
    const other = await aReceiver();
    await add(['invoice.issued']);
    await add(null, other.url);
    value(await services.webhooks.pingWebhook(actor, 1));
    await dispatcher.untilDone();
    expect(receiver.received.map(({ body }) => body)).toMatchObject([
      { type: 'webhook.ping', data: { webhook: 'whk_1', by: 'Somebody' } },
    ]);
    expect(other.received).toEqual([]);
  });

  it('a disabled webhook is told of nothing, nor later of what happened meanwhile', async () => {
    const { add, halted, dispatcher, receiver, services, actor } = await aHouse(await open());
    await add();
    value(await services.webhooks.changeWebhook(actor, 1, { status: 'disabled' }));
    await halted('BG-1');
    await dispatcher.untilDone();
    value(await services.webhooks.changeWebhook(actor, 1, { status: 'active' }));
    await dispatcher.untilDone();
    expect(receiver.received).toEqual([]);
  });
});
