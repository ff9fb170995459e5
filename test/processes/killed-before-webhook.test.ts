/** DESIGN 4: an invoice is issued, and the server is killed before its webhook has an answer; the program behind it takes it once. */
import { expect, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.node.ts';
import { makeServices } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { makeSealerOf } from '#src/runtime/sealer.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { listeningLog, someProviders, value } from '#test/support/api.ts';
import { CUSTOMER, stockTradingPair } from '#test/support/builders.ts';
import { clockAt, SOME_MORNING } from '#test/support/clock.ts';
import { aDatabaseFile } from '#test/support/database.ts';
import { startProcess } from '#test/support/processes.ts';
import { actorWith } from '#test/support/tenants.ts';
import { aReceiver, verified } from '#test/support/webhook-receiver.ts';
import { freePort } from '../../scripts/libsql-server.ts';

const SECRET = 'an installation secret of a test alone';

it('the webhook of an issued invoice arrives after a restart, under the id of the first attempt', {
  timeout: 120_000,
}, async () => {
  const url = `file:${await aDatabaseFile()}`;
  const db = await openDatabase({ url });
  onTestFinished(() => db.close());
  const services = makeServices({
    db,
    clock: clockAt(SOME_MORNING),
    secrets,
    log: listeningLog([]),
    background: makeBackground(() => {}),
    sealerOf: makeSealerOf(SECRET),
    isLoopbackAllowed: true,
  });
  const providers = await someProviders(services);
  await stockTradingPair(db, providers);
  const admin = actorWith(providers.bluegum);
  const receiver = await aReceiver();
  const { secret } = value(
    await services.webhooks.addWebhook(admin, {
      url: receiver.url,
      description: 'ERP',
      topics: ['invoice.issued'],
    }),
  );
  const { text: token } = value(await services.people.createToken(admin, { name: 'shop', scopes: ['all'] }));
  const { text: wholesalers } = value(
    await services.people.createToken(actorWith(providers.wavelink), { name: 'desk', scopes: ['all'] }),
  );

  const port = await freePort();
  const start = async () => {
    const server = startProcess('src/node.ts', ['--empty'], {
      DATABASE_URL: url,
      PORT: String(port),
      CARDLINE_NOW: SOME_MORNING,
      CARDLINE_SECRET: SECRET,
    });
    await server.says('Cardline is ready');
    return server;
  };
  const ask = async (method: string, path: string, body?: unknown, bearer = token) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    expect(answer.ok, `${method} ${path} ${answer.status}`).toBe(true);
    return (await answer.json()) as { items: { id: string }[] };
  };

  const first = await start();
  await ask('POST', '/v1/orders', {
    account: CUSTOMER,
    packagePlan: 'NBN-50',
    services: [{ details: { address: '1 High Street, Geelong VIC 3220' } }],
  });
  for (const { id } of (await ask('GET', '/v1/provisioning/queue', undefined, wholesalers)).items)
    await ask('POST', `/v1/provisioning/requests/${id}/activate`, {}, wholesalers);
  await ask('PATCH', '/v1/provider', { invoiceDelayDays: 0 });
  await ask('POST', '/v1/billing/runs?wait=30', { asOf: '2026-03-02', mode: 'commit' });
  receiver.answers.push('hang');
  await ask('POST', '/v1/invoices/runs', { asOf: '2026-03-02', mode: 'commit' });
  await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBe(1);
  first.kill('SIGKILL');
  await first.ended;
  // Some time passes: the lease of the dead runs out, and what it was at is due again.
  await db.write([
    { sql: `update lease set until = '2000-01-01T00:00:00.000Z'`, args: [] },
    { sql: `update delivery set due_at = created_at where status = 'waiting'`, args: [] },
  ]);

  const second = await start();
  const states = () => db.readJson<string[]>('select json_group_array(status) from delivery', []);
  await ask('POST', '/v1/webhooks/whk_1/rotate-secret');
  await expect.poll(states, { timeout: 30_000 }).toEqual(['sent']);
  expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(1);
  expect(receiver.received).toHaveLength(2);
  for (const message of receiver.received)
    expect(verified(secret, message)).toMatchObject({
      type: 'invoice.issued',
      data: { id: 'inv_1', account: CUSTOMER },
    });
  second.kill('SIGTERM');
  expect((await second.ended).code).toBe(0);
});
