/** The front doors of orders in real workerd: the sign-up portal and the webhook, on a real libSQL server. */
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { systemActor } from '#app/people/system-actor.ts';
import { value } from '#test/support/api.ts';
import { CUSTOMER, stockTradingPair } from '#test/support/builders.ts';
import { inWorkerd } from '#test/support/worker.ts';
import { libsqlServerProgram } from '../../scripts/libsql-server.ts';

const SECRET = { CARDLINE_SECRET: 'a secret of the installation, long enough' };
const LATER = { ...SECRET, CARDLINE_NOW: '2026-03-02T00:01:00.000Z' };

describe.skipIf(libsqlServerProgram() === null)('in workerd', () => {
  const worker = inWorkerd(() => SECRET);

  const aShop = async () => {
    const { people } = worker.services;
    const timeZone = 'Australia/Melbourne';
    const [wavelink, bluegum] = [
      value(await people.createProvider({ code: 'wavelink', name: 'Wavelink', timeZone })),
      value(await people.createProvider({ code: 'bluegum', name: 'Bluegum Telecom', timeZone })),
    ];
    const link = { wholesaler: 'wavelink', retailer: 'bluegum', accountReference: 'W-BLUEGUM' };
    value(await people.linkProviders(link));
    await stockTradingPair(worker.db, { wavelink, bluegum });
    const admin = systemActor(bluegum, 'cli');
    value(await people.changeSettings(admin, { features: ['signup_portal'] }));
    const token = value(await people.createToken(admin, { name: 'all', scopes: ['all'] })).text;
    return { admin, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } };
  };

  it('ORD-1: an end user signs up, and another system sends an order: each once, however often', async () => {
    const { admin, headers } = await aShop();
    const page = await (await worker.fetch('/signup/bluegum?plan=NBN-50')).text();
    const token = /name="_token" value="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(page).toContain('$76.95');
    // Another isolate, a minute later: it knows the form by the installation's secret.
    await worker.restartWith(LATER);
    const signUp = () =>
      worker.fetch('/signup/bluegum', {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({
          _token: token,
          plan: 'NBN-50',
          'newAccount.name': 'Ann Newcomer',
          'newAccount.email': 'ann@home.example',
          'newAccount.phone': '0491 570 156',
          'newAccount.address': '7 Low Street',
        }),
      });
    const [first, again] = [await signUp(), await signUp()];
    expect([first.status, again.headers.get('location')]).toEqual([303, first.headers.get('location')]);
    const tracked = await worker.fetch(first.headers.get('location') ?? '');
    expect(await tracked.text()).toContain('Thank you, your order is in');

    const added = await worker.fetch('/v1/hook-sources', {
      method: 'POST',
      headers,
      body: JSON.stringify({ name: 'Web shop' }),
    });
    const source = (await added.json()) as { path: string; secret: string };
    const body = JSON.stringify({
      account: CUSTOMER,
      packagePlan: 'NBN-50',
      services: [{ details: { address: '1 High Street' } }],
    });
    const at = new Date();
    const send = async () => {
      const answer = await worker.fetch(source.path, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': 'msg_1',
          'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
          'webhook-signature': new Webhook(source.secret).sign('msg_1', at, body),
        },
        body,
      });
      expect(answer.status).toBe(201);
      return (await answer.json()) as { number: string };
    };
    const sent = await send();
    expect(sent).toMatchObject({ status: 'pending', source: 'hook' });
    expect((await send()).number).toBe(sent.number);

    const { items } = value(await worker.services.orders.listOrders(admin, {}, { limit: 10, cursor: null }));
    expect(items.map(({ source: from }) => from)).toEqual(['hook', 'portal']);
    expect(worker.logs().filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});
