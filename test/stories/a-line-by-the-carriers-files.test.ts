/** A phone line from its order to its first bill, by the files that a retailer and its carrier exchange (WF-1 to WF-4). */
import { HttpResponse, http } from 'msw';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { hookSecret } from '#http/webhook-signature.ts';
import { makeChannels, makeDispatching } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { anApi, value } from '#test/support/api.ts';
import { CUSTOMER, stockTradingPair } from '#test/support/builders.ts';
import { network } from '#test/support/network.ts';
import { webhookHeaders } from '#test/support/webhook-headers.ts';
import { aBatch, CARRIER } from '../app/workflow/carrying.ts';

const ADDRESS = 'https://files.carrier.example/in';
const silent = { info: () => {}, warn: () => {}, error: () => {} };

it('is ordered, told, advised, activated and billed, each once', async () => {
  const sourceSecrets = (source: string) => hookSecret('an installation secret of some length', source);
  const api = await anApi({ sourceSecrets });
  const { db, clock, services } = api;
  await stockTradingPair(db, api.providers);
  const background = makeBackground((work) => void work);
  const parts = { db, clock, secrets, log: silent, background, sourceSecrets };
  const dispatcher = makeDispatching(parts, makeChannels(parts, services, 'http://cardline.test'));
  const schedule = api.actor('bluegum');

  // An admin takes the carrier in and hands its secrets over.
  await api.post('/v1/carriers', { code: CARRIER, name: 'Opti Carrier', deliveryUrl: ADDRESS });
  const { body: keys } = await api.post<{ hookSecret: string; deliverySecret: string }>(
    `/v1/carriers/${CARRIER}/secrets`,
  );

  // Monday: a line is ordered. Tuesday at 8:00 the carrier is told.
  const { body: order } = await api.post<{ number: string; services: { request: { id: string } }[] }>(
    '/v1/orders',
    {
      account: CUSTOMER,
      packagePlan: 'PSTN',
      services: [{ details: { number: '+61355503000' } }],
    },
  );
  clock.set('2026-03-02T21:00:00.000Z');
  value(await services.workflow.collectServices(schedule, plainDate('2026-03-03')));

  // The carrier's machine takes the file in, and can tell whose it is.
  const received: string[] = [];
  network.use(
    http.post(ADDRESS, async ({ request }) => {
      const text = await request.text();
      new Webhook(keys.deliverySecret).verify(text, Object.fromEntries(request.headers), {
        jsonParse: false,
      });
      received.push(text);
      return new HttpResponse(null, { status: 204 });
    }),
  );
  await dispatcher.dispatch();
  await dispatcher.dispatch();
  expect(received).toEqual([(await api.get(`/v1/carriers/${CARRIER}/activity-files/1.csv`)).text]);
  expect(await api.get(`/v1/carriers/${CARRIER}/activity-files/1`)).toMatchObject({
    body: { deliveredAt: '2026-03-02T21:00:00.000Z', rows: [{ order: order.number }] },
  });

  // A week of silence is noticed; then it answers, twice by the same post.
  clock.set('2026-03-10T22:00:00.000Z');
  value(await services.workflow.watchWorkflows(schedule, plainDate('2026-03-11')));
  expect(await api.get('/v1/workflow/alerts')).toMatchObject({ body: { items: [{ level: 'warn' }] } });
  const answer = aBatch([`${order.number},advice`, `${order.number},activation,2026-03-16`], { sequence: 1 });
  const send = () =>
    api.withToken(null).post(`/hooks/carriers/${CARRIER}?name=day-1.csv`, answer, {
      'content-type': 'text/csv',
      ...webhookHeaders(keys.hookSecret, answer),
    });
  for (const wasTakenBefore of [false, true])
    expect(await send()).toMatchObject({ status: 200, body: { wasTakenBefore, applied: 2, status: 'done' } });
  expect(await api.get('/v1/workflow/alerts')).toMatchObject({ body: { items: [] } });

  // The customer's line is active, and its billing has begun.
  expect(await api.get(`/v1/orders/${order.number}`)).toMatchObject({
    body: { status: 'active', subscription: { start: '2026-03-16' }, services: [{ workflow: null }] },
  });
  const log = await api.get<{ items: { text: string }[] }>(`/v1/orders/${order.number}/log`);
  expect(log.body.items.map(({ text }) => text)).toEqual([
    'Order placed',
    'Pending Activity Collection',
    'FSR Request sent in file sequence 1',
    'Churn advice in file sequence 1',
    'Service activation Complete',
  ]);
  await api.post('/v1/billing/runs?wait=30', { asOf: '2026-03-16', mode: 'commit' });
  const lines = await api.get<{ items: { account: string; from: string }[] }>(
    `/v1/cardlines?account=${CUSTOMER}`,
  );
  expect(lines.body.items.map(({ from }) => from)).toContain('2026-03-16');
});
