/** Billing in Slack, by what people see and press: the preview before the scheduled run, approved, held, with accounts left out. */
import { beforeEach, describe, expect, it } from 'vitest';
import { outbox } from '#db/schema/index.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { makeTick } from '#jobs/tick.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { value } from '#test/support/api.ts';
import { anActor, CUSTOMER } from '#test/support/builders.ts';
import { expectConsole } from '#test/support/console.ts';
import type { Person } from '#test/support/slack/people/person.ts';
import { aSlackOffice, type Office } from '#test/support/slack-office.ts';
import { aWish } from '../app/orders/ordering.ts';

let office: Office;
let bea: Person;
let ben: Person;

/** Bluegum with one customer from 1 March, entered on the 2nd, which is today and still to be billed; and two people who bill. */
const open = async (beforeOrders = async () => {}) => {
  office = await aSlackOffice();
  await beforeOrders();
  bea = await office.hire('bluegum', 'Bea Billing', ['billing']);
  ben = await office.hire('bluegum', 'Ben Books', ['billing']);
  await subscribed();
  await makeScheduleStore(office.db).addMissing([
    {
      providerId: office.providers.bluegum.providerId,
      job: 'billing',
      atMinutes: 120,
      enabled: true,
      lastDoneOn: '2026-03-01' as never,
    },
  ]);
  await office.settle();
};
beforeEach(() => open());

async function subscribed(): Promise<void> {
  const { services, providers } = office;
  const { order } = value(await services.orders.placeOrder(office.seller, aWish('NBN-FLEX')));
  for (const firm of ['wavelink', 'bluegum'] as const) {
    const actor = anActor(providers[firm]);
    const queue = value(await services.orders.listQueue(actor, {}, { limit: 50, cursor: null }));
    for (const request of queue.items.filter(({ orderNumber }) => orderNumber === order.number))
      value(
        await services.orders.activateRequest(actor, {
          requestId: request.id,
          activationDate: '2026-03-01' as never,
        }),
      );
  }
}

const settings = async (input: object) =>
  value(await office.services.people.changeSettings(anActor(office.providers.bluegum), input));

/** What the schedules do now, and all that leaves for it. */
async function tick(): Promise<string[]> {
  const quiet = async () => ({ ok: true as const, value: {} });
  const { billing } = office.services;
  const events = await makeTick({
    schedules: makeScheduleStore(office.db),
    leases: makeLeaseStore(office.db),
    jobs: {
      billing: (actor, day, signal) =>
        actor.providerCode === 'bluegum' ? billing.billDay(actor, day, signal) : quiet(),
      invoices: quiet,
      activity_files: quiet,
      workflow_watch: quiet,
      catalogue: quiet,
    },
    tendRuns: billing.tendRuns,
    announceBilling: billing.announceDue,
    keepSheets: async () => {},
    keepRerates: async () => {},
    clock: office.clock,
    secrets,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  })(office.clock.now());
  await office.settle();
  return events
    .filter(({ provider, job }) => provider === 'bluegum' && job === 'billing')
    .map(({ day, outcome }) => `${day} ${outcome}`);
}

const cards = (day: string) =>
  office.orders.messages().filter(({ text }) => text.includes(`Billing of ${day}`));
const card = (day = '2 Mar 2026') => office.orders.message(`· Billing of ${day}`);
const lines = async (): Promise<number> =>
  office.db.readJson<number>(`select json(count(*)) from cardline where provider_id = ?`, [
    office.providers.bluegum.providerId,
  ]);

describe('a day that is approved over Slack', () => {
  beforeEach(async () => {
    office.orders.add({ id: (await office.installation('bluegum')).botUserId });
    await settings({ billingApproval: 'manual' });
  });

  it('BILL-11: has one card with totals and buttons; approved it is billed, silently, with its lines as a file', async () => {
    expect(await tick()).toEqual(['2026-03-02 waiting']);
    expect(card().text).toContain('🟡 Waits for approval');
    expect(card().text).toMatch(/Customers pay/);
    expect(card().text).toContain('No day alike was billed before');
    await bea.click('Approve', { on: card() });
    expect(bea.sees()).toMatch(/lines?, [\d,]+\.\d\d ex tax/);
    await bea.confirm();
    await office.settle();
    expect(card().text).toContain('👍 Approved');
    expect(card().text).toContain('Bea Billing');
    expect(await lines()).toBe(0);

    expect(await tick()).toEqual(['2026-03-02 done']);
    expect(await lines()).toBeGreaterThan(0);
    expect(cards('2 Mar 2026')).toHaveLength(1);
    expect(card().text).toContain('✅ Billed');
    expect(card().text).not.toContain('[Approve]');
    const thread = card()
      .thread()
      .map(({ text }) => text)
      .join('\n');
    expect(thread).toContain('approved by Bea Billing');
    expect(thread).toContain('is done, by run_');
    expect(thread).toMatch(/All its lines\n📎 run_\d+\.csv/);
    // Nobody is called where all is well.
    expect(thread).not.toContain('here');
  });

  it('is held, with the reason for all to see, and approved later; the console’s decisions show in the card too', async () => {
    await tick();
    await bea.click('Hold', { on: card() });
    await bea.fill('Reason', 'Wait for the tariffs <!channel>.');
    await bea.submit();
    expect(bea.modal()).toContain('is held until somebody approves it');
    await bea.close();
    await office.settle();
    expect(card().text).toContain('🛑 Held');
    expect(card().text).toContain('Held by Bea Billing: Wait for the tariffs <!channel>.');
    expect(await tick()).toEqual(['2026-03-02 waiting']);
    expect(await lines()).toBe(0);
    const [held] = value(await office.services.billing.listBillingDays(anActor(office.providers.bluegum)));
    value(await office.services.billing.approveBilling(anActor(office.providers.bluegum), held?.run.id ?? 0));
    await office.settle();
    expect(card().text).toContain('👍 Approved');
  });

  it('BILL-14: accounts are left out by a form; the card stands on a new preview, and with four eyes somebody else approves it', async () => {
    await settings({ billingFourEyes: true });
    await tick();
    await bea.click('Exclude accounts…', { on: card() });
    await bea.fill('Accounts', 'NOBODY-1');
    await bea.fill('Reason', 'Dispute.');
    await bea.submit();
    await office.eventually(() => expect(bea.modal()).toContain('There is no account "NOBODY-1"'));
    await bea.close();
    await bea.click('Exclude accounts…', { on: card() });
    await bea.fill('Accounts', CUSTOMER);
    await bea.fill('Reason', 'Dispute.');
    await bea.submit();
    await office.eventually(() => expect(bea.modal()).toContain('without them'));
    await bea.close();
    await office.settle();
    expect(card().text).toContain('Left alone: 1 account');
    expect(card().text).toContain('held back by Bea Billing: Dispute.');
    await bea.click('Approve', { on: card() });
    await bea.confirm();
    await office.eventually(() => expect(bea.sees()).toContain('somebody else has to approve it'));
    await ben.click('Approve', { on: card() });
    await ben.confirm();
    await office.settle();
    expect(card().text).toContain('Ben Books');
    await tick();
    expect(await lines()).toBe(0);
    expect(card().text).toContain('✅ Billed');
  });

  it('two people press Approve: one approves, the other is told who did; strangers to billing may not', async () => {
    await tick();
    await bea.click('Approve', { on: card() });
    await ben.click('Approve', { on: card() });
    await bea.confirm();
    await office.settle();
    await ben.confirm();
    await office.eventually(() => expect(ben.sees()).toContain('is approved by Bea Billing.'));
    await office.sam.click('Hold', { on: card() });
    await office.eventually(() => expect(office.sam.sees()).toContain('it takes the power "billing"'));
  });

  it('BILL-11: whose figures moved calls the channel, and the card waits on the new ones', async () => {
    await tick();
    await bea.click('Approve', { on: card() });
    await bea.confirm();
    await subscribed();
    expect(await tick()).toEqual(['2026-03-02 waiting']);
    expect(card().text).toContain('🟡 Waits for approval');
    const loud = card().thread().at(-1)?.text ?? '';
    expect(loud).toContain('here');
    expect(loud).toContain('The figures had moved');
    expect(await lines()).toBe(0);
  });
});

it('days that were missed come one after the other, each with its card, and nothing is billed before its turn', async () => {
  await settings({ billingApproval: 'manual' });
  await office.db.write([
    { sql: `update schedule set last_done_on = '2026-02-28' where job = 'billing'`, args: [] },
  ]);
  expect(await tick()).toEqual(['2026-03-01 waiting']);
  expect(cards('2 Mar 2026')).toEqual([]);
  await bea.click('Approve', { on: card('1 Mar 2026') });
  await bea.confirm();
  expect(await tick()).toEqual(['2026-03-01 done', '2026-03-02 waiting']);
  expect(card('1 Mar 2026').text).toContain('✅ Billed');
  expect(await lines()).toBe(0);
  await ben.click('Approve', { on: card('2 Mar 2026') });
  await ben.confirm();
  expect(await tick()).toEqual(['2026-03-02 done']);
  expect(await lines()).toBeGreaterThan(0);
});

it('an approved run that fails calls the channel: the card waits on what is left, and approved again it is billed once', async () => {
  await settings({ billingApproval: 'manual' });
  await tick();
  await bea.click('Approve', { on: card() });
  await bea.confirm();
  await office.db.write([
    {
      sql: `create trigger full before insert on cardline begin select raise(abort, 'the disk is full'); end`,
      args: [],
    },
  ]);
  expectConsole('error', /billing run failed/);
  expect(await tick()).toEqual(['2026-03-02 waiting']);
  expect(card().text).toContain('🟡 Waits for approval');
  expect(card().thread().at(-1)?.text).toMatch(/run_\d+ failed\./);
  // Once, not by card and message both.
  const all = [...office.orders.messages(), ...card().thread()].map(({ text }) => text);
  expect(all.filter((text) => text.includes('@here'))).toEqual([
    expect.stringContaining('did not get to its end'),
  ]);
  await office.db.write([{ sql: 'drop trigger full', args: [] }]);
  await ben.click('Approve', { on: card() });
  await ben.confirm();
  expect(await tick()).toEqual(['2026-03-02 done']);
  expect(card().text).toContain('✅ Billed');
  // What the customer pays and what it costs, once.
  expect(await lines()).toBe(2);
});

it('a run that fails calls the channel, in one message however often it is tried again', async () => {
  for (const run of ['run_7', 'run_8'])
    await office.db.write([
      office.db.orm.insert(outbox).values({
        providerId: office.providers.bluegum.providerId,
        topic: 'billing.run_failed',
        dedupeKey: run,
        body: { run, asOf: '2026-03-01' },
        dueAt: office.clock.now(),
        createdAt: office.clock.now(),
      }),
    ]);
  await office.settle();
  const told = office.orders.messages().filter(({ text }) => text.includes('did not get to its end'));
  expect(told).toHaveLength(1);
  expect(told[0]?.text).toContain('here');
});

it('billing by itself that fails calls the channel once, is tried less and less often, and says once that it works again', async () => {
  await settings({ billingPreviewMinutes: 60 });
  office.clock.set('2026-03-02T14:30:00.000Z');
  await office.db.write([
    { sql: `update schedule set last_done_on = '2026-03-02' where job = 'billing'`, args: [] },
    {
      sql: `create trigger full before insert on cardline begin select raise(abort, 'the disk is full'); end`,
      args: [],
    },
  ]);
  expect(await tick()).toEqual([]);
  expectConsole('error', /billing run failed/);
  office.clock.set('2026-03-02T15:00:00.000Z');
  const outcomes: string[] = [];
  for (const minutes of [0, 1, 1, 1, 1, 30, 24 * 60]) {
    office.clock.pass(minutes);
    outcomes.push(...(await tick()).map((one) => one.replace('2026-03-', '')));
  }
  expect(outcomes.filter((one) => one.startsWith('03'))).toEqual([
    '03 failed',
    '03 failed',
    '03 later',
    '03 failed',
    '03 later',
    '03 failed',
    '03 failed',
  ]);
  const told = () =>
    office.orders.messages().filter(({ text }) => text.includes('Billing run') || text.includes('cut off'));
  // A day later once more; the runs themselves call nobody.
  expect(told().map(({ text }) => text)).toEqual([
    expect.stringMatching(/here[\s\S]*failed 1 time in a row[\s\S]*3 Mar 2026, 02:01/),
    expect.stringContaining('failed 5 times in a row'),
  ]);
  const begun = card('3 Mar 2026')
    .thread()
    .filter(({ text }) => text.includes('has begun'));
  expect(begun).toHaveLength(1);

  await office.db.write([{ sql: 'drop trigger full', args: [] }]);
  office.clock.pass(60);
  expect(await tick()).toEqual(['2026-03-03 done', '2026-03-04 done']);
  expect(told()).toHaveLength(3);
  expect(told().at(-1)?.text).toContain('3 Mar 2026 is done, after 5 tries in vain.');
  expect(told().at(-1)?.text).not.toContain('here');
});

describe('/cardline billing', () => {
  it('shows what waits and the last runs, previews today, and runs exactly that after a question that names the sums', async () => {
    await bea.command('/cardline billing', { in: '#orders' });
    await office.eventually(() => expect(bea.sees()).toContain('Nothing has been billed yet.'));
    await bea.click('Preview', { on: 'Nothing has been billed yet.' });
    await office.eventually(() => expect(bea.sees()).toContain('Preview as of 2 Mar 2026'));
    expect(await lines()).toBe(0);
    await bea.click('Run', { on: 'Preview as of 2 Mar 2026' });
    expect(bea.sees()).toMatch(/lines?, [\d,]+\.\d\d ex tax/);
    await bea.confirm();
    await office.eventually(() => expect(bea.sees()).toContain('Run as of 2 Mar 2026'));
    expect(await lines()).toBeGreaterThan(0);
    // By which whoever started it there may follow it there.
    expect(
      await office.db.readJson(
        `select json_group_array(body ->> 'via') from outbox where topic = 'billing.run_begun'`,
        [],
      ),
    ).toEqual(['slack']);
    await bea.command('/cardline billing', { in: '#orders' });
    await office.eventually(() => expect(bea.sees()).toContain('Last runs'));
  });

  it('is for whoever has the power', async () => {
    await office.sam.command('/cardline billing', { in: '#orders' });
    await office.eventually(() => expect(office.sam.sees()).toContain('Billing'));
    await office.sam.click('Preview', { on: 'Nothing has been billed yet.' });
    await office.eventually(() => expect(office.sam.sees()).toContain('it takes the power "billing"'));
  });
});

describe('/cardline periods', () => {
  /** A customer billed in arrears, one whole period of which has ended. */
  const inArrears = async () => {
    await open(async () => {
      await office.db.write([{ sql: `update package_plan set bill_access_fees_in = 'arrears'`, args: [] }]);
    });
    await settings({ periodApproval: 'manual' });
    const { db, providers } = office;
    await db.write([
      {
        sql: `update subscription_term set start = '2026-02-01', anchor_month = 2026 * 12 + 2, anchor_day = 1, next_due_on = '2026-03-01'
          where provider_id = ? and side = 'sell'`,
        args: [providers.bluegum.providerId],
      },
    ]);
  };

  it('BILL-5: says what waits and what holds it up; approves what is chosen, or all', async () => {
    await inArrears();
    await bea.command('/cardline periods', { in: '#orders' });
    await office.eventually(() => expect(bea.sees()).toContain('1 Feb 2026 – 28 Feb 2026'));
    await bea.click('Approve', { on: '1 Feb 2026 – 28 Feb 2026' });
    await bea.select('Periods', [`${CUSTOMER} NBN-FLEX 2026-02-01 – 2026-02-28`]);
    await bea.submit();
    expect(bea.modal()).toContain('1 period approved');
    await bea.close();
    await office.eventually(() => expect(bea.sees()).toContain('No period waits for approval.'));
  });

  it('approves all after a question; whoever may not is told', async () => {
    await inArrears();
    await office.sam.command('/cardline periods', { in: '#orders' });
    await office.sam.click('Approve all', { on: '1 Feb 2026 – 28 Feb 2026' });
    await office.sam.confirm();
    await office.eventually(() => expect(office.sam.sees()).toContain('it takes the power "billing"'));
    await bea.command('/cardline periods', { in: '#orders' });
    await bea.click('Approve all', { on: '1 Feb 2026 – 28 Feb 2026' });
    await bea.confirm();
    await office.eventually(() => expect(bea.sees()).toContain('1 period approved'));
  });
});
