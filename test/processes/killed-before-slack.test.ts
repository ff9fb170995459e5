/** DESIGN 4: between the commit of a change and its news there is time to be killed; the news arrives all the same, once. */
import { expect, it } from 'vitest';
import { openDatabase } from '#db/client.node.ts';
import { makeServices } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { listeningLog, value } from '#test/support/api.ts';
import { CUSTOMER } from '#test/support/builders.ts';
import { clockAt, SOME_MORNING } from '#test/support/clock.ts';
import { aDatabaseFile } from '#test/support/database.ts';
import { aDistantOffice, officeVariables } from '#test/support/distant-office.ts';
import { startProcess } from '#test/support/processes.ts';
import { overHttp } from '#test/support/slack/deliveries.ts';
import type { ChannelHandle, MessageHandle } from '#test/support/slack/people/handles.ts';
import { useFakeSlack } from '#test/support/slack/use-fake-slack.ts';
import type { Office } from '#test/support/slack-office.ts';
import { freePort } from '../../scripts/libsql-server.ts';

interface Server {
  start(): Promise<void>;
  /** As by a power cut, while these calls are on their way to Slack: they never get there. */
  killBefore(calls: readonly ReturnType<Office['slack']['hold']>[]): Promise<void>;
  stop(): Promise<void>;
}

async function anOfficeOfAProcess(): Promise<{ office: Office; server: Server }> {
  const url = `file:${await aDatabaseFile()}`;
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const clock = clockAt(SOME_MORNING);
  const slack = await useFakeSlack({ clock, deliver: overHttp(origin) });
  // Its clock stands still, and so would its limits.
  slack.liftLimits();
  const db = await openDatabase({ url });
  const services = makeServices({
    db,
    clock,
    secrets,
    log: listeningLog([]),
    background: makeBackground(() => {}),
  });
  const env = { ...officeVariables(slack), DATABASE_URL: url, PORT: String(port) };
  let running: ReturnType<typeof startProcess> | undefined;
  const server: Server = {
    async start() {
      running = startProcess('src/node.ts', ['--empty'], env);
      await running.says('Cardline is ready');
    },
    async killBefore(calls) {
      await Promise.all(calls.map(({ arrived }) => arrived));
      running?.kill('SIGKILL');
      await running?.ended;
      for (const call of calls) call.lose();
      // Some seconds pass: the lease of the dead runs out, and what it was at is due again.
      await db.write([
        { sql: `update lease set until = '2000-01-01T00:00:00.000Z'`, args: [] },
        { sql: `update delivery set due_at = created_at where status = 'waiting'`, args: [] },
      ]);
    },
    async stop() {
      running?.kill('SIGTERM');
      expect(await running?.ended).toMatchObject({ code: 0, stderr: '' });
      db.close();
    },
  };
  await server.start();
  const office = await aDistantOffice({
    db,
    services,
    clock,
    slack,
    fetch: (path, init) => fetch(`${origin}${path}`, init),
  });
  return { office, server };
}

/** Places an order as a program does; answers its number. */
async function placeOrder({ fetch, services, seller }: Office): Promise<string> {
  const { text } = value(await services.people.createToken(seller, { name: 'shop', scopes: ['orders'] }));
  const answer = await fetch('/v1/orders', {
    method: 'POST',
    headers: { authorization: `Bearer ${text}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      account: CUSTOMER,
      packagePlan: 'NBN-50',
      services: [{ details: { address: '1 High Street, Geelong VIC 3220' } }],
    }),
  });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { number: string }).number;
}

const linesOf = (message: MessageHandle): (string | undefined)[] =>
  message.thread().map(({ text }) => text.replace('↳ ', '').split('\n')[0]);
const cardsOf = (channel: ChannelHandle): readonly string[] => channel.messages().map(({ text }) => text);

/** A server starts twice; a machine that is busy with other things is no reason to fail. */
const PATIENCE_MS = 120_000;

it('the card of an order that was committed arrives once, after a restart (PROV-1)', {
  timeout: PATIENCE_MS,
}, async () => {
  const { office, server } = await anOfficeOfAProcess();
  const held = office.slack.hold('chat.postMessage');
  const number = await placeOrder(office);
  await server.killBefore([held]);
  expect(cardsOf(office.provisioning)).toEqual([]);

  await server.start();
  await office.settle();
  expect(cardsOf(office.provisioning)).toEqual([expect.stringContaining(number)]);
  await office.dana.click('Assign to me', { on: office.provisioning.message(number) });
  await office.eventually(() =>
    expect(office.provisioning.message(number).text).toContain('Assigned to Dana'),
  );
  await office.settle();
  expect(cardsOf(office.provisioning)).toHaveLength(1);
  expect(linesOf(office.provisioning.message(number))).toEqual(['Assigned to Dana Doer']);
  await server.stop();
});

it('a halt reaches both workspaces, each once, although neither had been told (PROV-3)', {
  timeout: PATIENCE_MS,
}, async () => {
  const { office, server } = await anOfficeOfAProcess();
  const { dana, slack, provisioning, orders } = office;
  const number = await placeOrder(office);
  await office.settle();
  await dana.click('Halt', { on: provisioning.message(number) });
  await dana.fill('Rejection Details', 'There is no such address.');
  // Whoever clicked on a card has it drawn anew at once, beside the news of it.
  const held = ['chat.update', 'chat.update', 'chat.postMessage'].map(slack.hold);
  // A call that waits for long is made again, by a client that thinks the first one lost.
  const again = ['chat.update', 'chat.update', 'chat.update', 'chat.update'].map(slack.hold);
  await dana.submit();
  await server.killBefore(held);
  for (const call of again) call.lose();
  expect(provisioning.message(number).text).toContain('Pending');
  expect(cardsOf(orders)).toEqual([]);

  await server.start();
  await office.settle();
  expect(cardsOf(provisioning)).toEqual([expect.stringContaining('Provisioning Halted')]);
  expect(linesOf(provisioning.message(number))).toEqual(['Provisioning Halted: There is no such address.']);
  expect(cardsOf(orders)).toEqual([expect.stringContaining('There is no such address.')]);
  expect(linesOf(orders.message(number))).toHaveLength(1);
  await server.stop();
});
