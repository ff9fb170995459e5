import { describe, expect, it } from 'vitest';
import { invariant } from '#core/result.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { CUSTOMER } from '#test/support/builders.ts';
import { aWish } from '../app/orders/ordering.ts';
import { aConsole, type TestConsole, value } from './support/a-console.ts';
import type { Visitor } from './support/visitor.ts';

/** A customer with the plan from a day on, its order placed and activated. */
async function subscribed(it: TestConsole, plan = 'NBN-FLEX', activationDate = '2026-03-02'): Promise<void> {
  const { order } = value(await it.services.orders.placeOrder(it.actor(), aWish(plan)));
  for (const provider of ['wavelink', 'bluegum'] as const) {
    const queue = value(
      await it.services.orders.listQueue(it.actor(provider), {}, { limit: 50, cursor: null }),
    );
    for (const request of queue.items.filter(({ orderNumber }) => orderNumber === order.number))
      value(
        await it.services.orders.activateRequest(it.actor(provider), {
          requestId: request.id,
          activationDate: activationDate as never,
        }),
      );
  }
}

/** Bluegum's schedules, its billing done up to a day. */
async function scheduledFrom(it: TestConsole, lastDoneOn: string) {
  const store = makeScheduleStore(it.db);
  const { providerId } = it.actor();
  await store.addMissing([
    { providerId, job: 'billing', atMinutes: 0, enabled: true, lastDoneOn: lastDoneOn as never },
  ]);
  const schedules = (await store.all()).find(({ tenant }) => tenant.providerId === providerId);
  invariant(schedules !== undefined, 'bluegum has schedules');
  return { schedules };
}

const previewed = async (bill: Visitor, asOf: string) => {
  await bill.open('/billing');
  return bill.send('preview', { asOf });
};

describe('billing', () => {
  it('BILL-11: is run from exactly the figures that were looked at', async () => {
    const it = await aConsole();
    await subscribed(it);
    const bill = await it.signedIn('billing');
    const seen = await previewed(bill, '2026-03-02');
    expect(seen.heading).toBe('Preview as of 2 Mar 2026');
    expect(seen.text).toContain('This is a preview: nothing was written.');
    expect((await bill.open('/billing/cardlines')).text).toContain('No cardlines');
    await bill.open(seen.path);
    const done = await bill.send('Run');
    expect(done.text).toContain('Billed: ');
    expect(done.text).toMatch(/Access fee 1 /);
    const ledger = await bill.open(`/billing/cardlines?account=${CUSTOMER}`);
    expect(ledger.text).toContain('Pending');
    const report = await bill.open(`${done.path.replace(/\?.*/, '')}/report`);
    expect(report.text).toContain('Margin by plan and service');
    expect(report.text).toMatch(/No day alike was billed before/);
    await bill.open(`/billing/cardlines?account=${CUSTOMER}`);
    const line = await bill.follow('Access fee');
    expect(line.text).toContain('Why it has this amount');
    expect(line.text).not.toMatch(/[{}]/);
    for (const text of [
      'FEE-3',
      'What it was made from',
      'Bracket: the whole period',
      'Full: charged, 2 Mar 2026',
    ])
      expect(line.text).toContain(text);
    expect((await previewed(bill, '2026-03-02')).text).toContain('There is nothing to bill.');
  });

  it('BILL-11: where the figures have moved nothing is billed, and the new figures are shown to be run', async () => {
    const it = await aConsole();
    await subscribed(it);
    const bill = await it.signedIn('billing');
    await previewed(bill, '2026-03-02');
    await subscribed(it, 'ROUTER');
    const stale = await bill.send('Run');
    expect(stale.text).toContain('The figures have moved since the preview');
    expect(
      await it.services.billing.listCardlines(
        it.actor(),
        { account: null, status: null, side: 'sell' },
        { limit: 5, cursor: null },
      ),
    ).toMatchObject({ value: { items: [] } });
    expect((await bill.send('Run')).text).toContain('Billed: ');
  });

  it('BILL-10: the same preview run twice bills once', async () => {
    const it = await aConsole();
    await subscribed(it);
    const [bill, kim] = [await it.signedIn('billing'), await it.signedIn('billing', 'viewer')];
    const { path } = await previewed(bill, '2026-03-02');
    await kim.open(path);
    await Promise.all([bill.send('Run'), kim.send('Run')]);
    const lines = value(
      await it.services.billing.listCardlines(
        it.actor(),
        { account: CUSTOMER, status: null, side: 'sell' },
        { limit: 50, cursor: null },
      ),
    ).items;
    const identities = lines.map((line) => [line.kind, line.from, line.service?.id].join());
    expect(new Set(identities).size).toBe(lines.length);
    expect(lines.length).toBeGreaterThan(0);
  });

  it('BILL-10, BILL-11: what was approved and is billed already is told by its run, and leaves nothing to look at', async () => {
    const it = await aConsole();
    await subscribed(it);
    const [bill, kim] = [await it.signedIn('billing'), await it.signedIn('billing', 'viewer')];
    const { path } = await previewed(bill, '2026-03-02');
    await kim.open(path);
    const billed = await bill.send('Run');
    const again = await kim.send('Run');
    const number = /run_\d+/.exec(billed.path)?.[0];
    expect(again.path).not.toBe(billed.path);
    expect(again.text).toContain(`Nothing is left to bill: ${number} billed all that was approved.`);
    const report = await kim.open(`${path}/report`);
    expect([report.status, report.heading]).toEqual([409, 'The figures have moved']);
    expect((await kim.follow('Preview the day again')).path).toBe('/billing?asOf=2026-03-02');
    expect((await kim.open('/billing?asOf=2025-01-02')).html).toContain('value="2025-01-02"');
    expect((await kim.open('/')).text).toMatch(/Last billing run.{0,40}Nothing left to bill/s);
    for (const page of [again, await kim.open('/billing'), await kim.open('/')])
      expect(page.text).not.toMatch(/Stale|figures have moved/);
  });

  it('says of a day that lies ahead how far it does, above Run', async () => {
    const it = await aConsole();
    await subscribed(it);
    const bill = await it.signedIn('billing');
    const text = async (asOf: string) => (await previewed(bill, asOf)).text;
    expect(await text('2027-03-01')).toMatch(/This day lies ahead: 1 Mar 2027 is in \d+ months\. Run/);
    expect(await text('2026-03-02')).not.toContain('lies ahead');
  });

  it('shows a date that is none beside its field, and takes the power', async () => {
    const it = await aConsole();
    const bill = await it.signedIn('billing');
    const refused = await previewed(bill, 'tomorrow');
    expect([refused.status, bill.faults().length]).toEqual([422, 1]);
    expect((await bill.send('preview', { asOf: '2099-01-01' })).status).toBe(422);
    const viewer = await it.signedIn('viewer');
    expect((await viewer.open('/billing')).text).toContain('takes the power “billing”');
    expect(() => viewer.form('preview')).toThrow('no form');
  });

  it('shows a run that is under way by reloading itself', async () => {
    const it = await aConsole();
    await subscribed(it);
    const bill = await it.signedIn('billing');
    const { path } = await previewed(bill, '2026-03-02');
    await it.db.write([
      {
        sql: `update billing_run set status = 'running', finished_at = null, lease_until = '2100-01-01T00:00:00.000Z',
          hash = null, tally = '{"sell":{},"buy":{}}'`,
        args: [],
      },
    ]);
    const seen = await bill.open(path);
    expect(seen.html).toContain('<meta http-equiv="refresh" content="2">');
    expect(seen.text).toContain('It is being worked out');
    expect(seen.text).toContain('Lines show here once it is worked out.');
    expect(() => bill.form('Run')).toThrow('no form');
    await it.db.write([{ sql: "update billing_run set mode = 'commit'", args: [] }]);
    const bills = await bill.open(path);
    expect(bills.text).toContain('Lines show here as they are billed.');
    for (const page of [seen, bills]) expect(page.text).not.toMatch(/Nothing is due|that were approved/);
  });

  it('shows how much of the terms a run has done, in a number and a bar', async () => {
    const it = await aConsole();
    await subscribed(it);
    const bill = await it.signedIn('billing');
    await previewed(bill, '2026-03-02');
    await bill.send('Run');
    const at = async (lastTerm: string, hash: string) => {
      await it.db.write([
        {
          sql: `update billing_run set status = 'running', finished_at = null, lease_until = '2100-01-01T00:00:00.000Z',
            last_term_id = (${lastTerm}), hash = ${hash} where mode = 'commit'`,
          args: [],
        },
      ]);
      return bill.open('/billing/runs/run_2');
    };
    const checks = await at('0', 'null');
    expect(checks.text).toContain('still those that were approved');
    expect(checks.html).not.toContain('max="100"');
    const { providerId } = it.actor();
    const all = await at(`select max(id) from subscription_term where provider_id = ${providerId}`, "'x'");
    expect(all.text).toContain('1 line so far, 100 % of the terms.');
    expect(all.html).toContain('<progress max="100" value="100"');
  });

  it('shows what customers pay apart from what we pay ourselves', async () => {
    const it = await aConsole();
    await subscribed(it, 'NBN-50');
    const bill = await it.signedIn('billing');
    const seen = await previewed(bill, '2026-03-02');
    expect(seen.text).toContain('What we pay ourselves');
    const costs = await bill.follow('Our own costs');
    expect(costs.text).toContain('BUY-NBN-50');
    expect((await bill.open('/billing/cardlines?side=buy')).status).toBe(422);
  });
});

describe('invoices', () => {
  it('INV-1: are made by hand after a look, opened as the customer’s page, and listed', async () => {
    const it = await aConsole();
    await subscribed(it);
    const bill = await it.signedIn('billing');
    await previewed(bill, '2026-03-02');
    await bill.send('Run');
    it.clock.set('2026-04-04T02:00:00.000Z');
    const later = await it.signedIn('billing');
    await later.open('/invoices');
    expect((await later.send('make', { asOf: '31 April' })).status).toBe(422);
    const preview = await later.send('make', { asOf: '2026-04-04' });
    expect(preview.heading).toBe('Invoices that would be made');
    expect(preview.text).toContain('Invoices 1');
    const made = await later.send('Make them');
    expect(made.text).toContain('1 invoice made: BG-1 to BG-1.');
    const page = await later.request('/invoices/BG-1');
    expect(page.headers.get('content-security-policy')).toContain("style-src 'sha256-");
    expect(await page.text()).toContain('Bluegum Telecom');
    expect((await later.open(`/invoices?account=${CUSTOMER}`)).text).toContain('BG-1');
    const other = await it.signedInAt('wavelink', 'admin');
    expect((await other.open('/invoices/BG-1')).status).toBe(404);
  });
});

describe('invoices that were looked at', () => {
  it('are made only while they are what was looked at', async () => {
    const it = await aConsole();
    await subscribed(it);
    const bill = await it.signedIn('billing');
    await previewed(bill, '2026-03-02');
    await bill.send('Run');
    it.clock.set('2026-04-04T02:00:00.000Z');
    const later = await it.signedIn('billing');
    await later.open('/invoices');
    await later.send('make', { asOf: '2026-04-04' });
    const other = await it.signedIn('billing', 'viewer');
    await previewed(other, '2026-04-04');
    await other.send('Run');
    const late = await later.send('Make them');
    expect(late.status).toBe(409);
    expect((await later.open('/invoices')).text).toContain('None has been made yet.');
  });
});

it('in a run’s report a cost stands beside the service that it is for, by the order line that made both', async () => {
  const it = await aConsole();
  // Both sides leave their fees to the service plans.
  await it.db.write([
    {
      sql: `update package_plan set access_fee = null where item_id in (select id from catalogue_item where code = 'BUY-ROUTER')`,
      args: [],
    },
  ]);
  await subscribed(it, 'ROUTER');
  const run = value(
    await it.services.billing.startBillingRun(it.actor(), {
      asOf: '2026-03-02' as never,
      mode: 'commit',
      previewHash: null,
      waitSeconds: 10,
    }),
  );
  const { figures } = value(await it.services.billing.readRunReport(it.actor(), run.id));
  expect(figures.margin).toEqual([{ plan: 'ROUTER', service: 'SP-ROUTER', sell: 1495, buy: 600 }]);
  const bill = await it.signedIn('billing');
  expect((await bill.open(`/billing/runs/run_${run.id}/report`)).text).toMatch(
    /ROUTER SP-ROUTER 14\.95 6\.00 8\.95/,
  );
});

describe('a scheduled day', () => {
  /** As the schedule does it ahead of its time: of 2 March, for Bluegum. */
  const announced = async () => {
    const it = await aConsole();
    await subscribed(it);
    value(
      await it.services.people.changeSettings(it.actor(), {
        billingApproval: 'manual',
        billingPreviewMinutes: 60,
      }),
    );
    const { schedules } = await scheduledFrom(it, '2026-03-01');
    await it.services.billing.announceDue(schedules, it.clock.now(), new AbortController().signal);
    return { it, bill: await it.signedIn('billing') };
  };

  it('BILL-11: stands among the runs, with its figures, and is approved, held and approved again', async () => {
    const { bill } = await announced();
    expect((await bill.open('/')).text).toContain('Billing of 2 Mar 2026 waits for approval.');
    const runs = await bill.open('/billing');
    expect(runs.text).toContain('Waits for approval');
    expect(runs.text).toContain('1 line for customers');
    await bill.follow('2 Mar 2026');
    expect(bill.seen.heading).toContain('Billing of 2 Mar 2026');
    expect((await bill.send('hold', { reason: ' ' })).status).toBe(422);
    expect((await bill.send('hold', { reason: 'Wait for the tariffs.' })).text).toContain(
      'is held by Robin billing: Wait for the tariffs.',
    );
    expect((await bill.send('Approve')).text).toContain('is approved by Robin billing.');
  });

  it('BILL-11: says on its preview how it stands and where it is decided, and offers to run it only where nobody has to decide', async () => {
    const { it, bill } = await announced();
    await bill.open('/billing');
    const preview = await bill.follow('run_1');
    expect(preview.text).toContain('It waits for approval.');
    expect(preview.text).not.toContain('Run it');
    await bill.follow('Approve it, hold it or leave accounts out');
    expect(bill.seen.heading).toContain('Billing of 2 Mar 2026');
    await bill.send('hold', { reason: 'Wait for the tariffs.' });
    const held = await bill.open(preview.path);
    expect(held.text).toContain('It is held by Robin billing: Wait for the tariffs.');
    expect(held.text).not.toContain('Run it');
    await bill.open('/billing');
    await bill.follow('Decide on 2 Mar 2026');
    await bill.send('Approve');
    expect((await bill.open(preview.path)).text).toContain('It is approved by Robin billing.');
    expect((await bill.send('Run')).text).toContain('Billed: 1 cardline');
    const viewer = await it.signedIn('viewer');
    expect((await viewer.open(preview.path)).status).toBe(200);
  });

  it('BILL-14: accounts are left out by their references; what is wrong with them stands in the form', async () => {
    const { it, bill } = await announced();
    await bill.open('/billing');
    await bill.follow('2 Mar 2026');
    const wrong = await bill.send('exclude', { accounts: 'BG-77', reason: 'Dispute.' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('There is no account "BG-77"');
    const out = await bill.send('exclude', { accounts: CUSTOMER, reason: 'Dispute.' });
    expect(out.text).toContain('0 lines for customers');
    const parked = await bill.open('/billing/parked');
    expect(parked.text).toContain('held back by Robin billing: Dispute.');
    expect((await bill.send('Release')).text).toContain(
      'which was parked for: held back by Robin billing: Dispute.',
    );
    const viewer = await it.signedIn('viewer');
    await viewer.open('/billing');
    expect((await viewer.follow('2 Mar 2026')).text).not.toContain('Exclude accounts');
  });

  it('whoever decides too late is told who was first', async () => {
    const { it, bill } = await announced();
    await bill.open('/billing');
    await bill.follow('2 Mar 2026');
    const [day] = value(await it.services.billing.listBillingDays(it.actor()));
    value(await it.services.billing.holdBilling(it.actor(), day?.run.id ?? 0, 'No.'));
    value(await it.services.billing.approveBilling(it.actor(), day?.run.id ?? 0));
    const late = await bill.send('Approve');
    expect(late.status).toBe(409);
    expect(late.text).toContain('is approved by command line.');
  });
});

describe('periods', () => {
  it('BILL-5: are approved by hand, some or all up to a day', async () => {
    const it = await aConsole();
    value(await it.services.people.changeSettings(it.actor(), { periodApproval: 'manual' }));
    await it.db.write([
      { sql: "update package_plan set bill_access_fees_in = 'arrears' where code = 'NBN-FLEX'", args: [] },
    ]);
    await subscribed(it);
    it.clock.set('2026-05-10T02:00:00.000Z');
    const bill = await it.signedIn('billing');
    const seen = await bill.open('/periods');
    expect(seen.text).toContain('2 Mar 2026 – 1 Apr 2026');
    const nothing = await bill.send('approve');
    expect(nothing.status).toBe(422);
    expect(nothing.text).toContain('Tick the periods to approve');
    const [first = ''] = /per_\d+/.exec(seen.html) ?? [];
    expect((await bill.send('approve', { periods: [first] })).text).toContain('1 period approved');
    expect((await bill.send('by-day', { upTo: 'soon' })).status).toBe(422);
    expect((await bill.send('by-day', { upTo: '2026-05-10' })).text).toContain('period approved');
    expect((await bill.open('/periods')).text).toContain('No period awaits approval.');
    expect((await bill.open('/periods?status=approved')).text).toContain('Robin billing');
  });
});

describe('a subscription', () => {
  const aSubscription = async (plan?: string) => {
    const it = await aConsole();
    await subscribed(it, plan);
    const bill = await it.signedIn('billing');
    await previewed(bill, '2026-03-02');
    await bill.send('Run');
    await bill.open(`/subscriptions?account=${CUSTOMER}`);
    const [path = ''] = /\/subscriptions\/sub_\d+/.exec(bill.seen.html) ?? [];
    await bill.open(path);
    return { it, bill, path };
  };

  it('BILL-8: is cancelled after a look at what the next run credits', async () => {
    const { bill } = await aSubscription();
    expect((await bill.send('cancel', { on: 'never' })).status).toBe(422);
    const asked = await bill.send('cancel', { on: '2026-03-12' });
    expect(asked.heading).toBe('Cancel?');
    expect(asked.text).toContain('Credit: access fee');
    const done = await bill.send('confirm');
    expect(done.text).toContain('It has no service from 12 Mar 2026 on.');
    expect(done.text).toContain('Ending');
  });

  it('decision 87: a cancellation is withdrawn again, and the forms offered are those that make sense', async () => {
    const { bill } = await aSubscription();
    expect(bill.seen.html).not.toContain('withdraw-cancellation');
    await bill.send('cancel', { on: '2026-03-02' });
    await bill.send('confirm');
    expect(bill.seen.html).not.toContain('id="migrate');
    const asked = await bill.send('withdraw-cancellation');
    expect(asked.heading).toBe('Withdraw the cancellation?');
    const done = await bill.send('confirm');
    expect(done.text).toContain('The cancellation from 2 Mar 2026 on is withdrawn');
    expect(done.text).toContain('Active');
  });

  it('decision 87: is suspended and resumed, with what the next run makes of it', async () => {
    const { bill } = await aSubscription();
    expect((await bill.send('suspend', { from: 'soon', until: 'later' })).text).toContain('2 ');
    const asked = await bill.send('suspend', { from: '2026-03-02', until: '', reason: 'unpaid' });
    expect(asked.text).toContain('Credit: access fee');
    const done = await bill.send('confirm');
    expect(done.text).toContain('Suspended from 2 Mar 2026 until it is resumed');
    expect(done.text).toContain('unpaid');
    await bill.send('resume', { on: '2026-03-05' });
    expect((await bill.send('confirm')).text).toContain('Service resumes on 5 Mar 2026.');
  });

  it('BILL-9: migrates, with every fault told', async () => {
    const { bill } = await aSubscription();
    const refused = await bill.send('migrate', { plan: 'NOBODY', on: '2026-03-12' });
    expect(refused.status).toBe(422);
    expect(bill.valuesOf(bill.form('migrate'))).toMatchObject({ plan: 'NOBODY', on: '2026-03-12' });
    const asked = await bill.send('migrate', { plan: 'NBN-50', on: '2026-03-12' });
    expect(asked.text).toContain('NBN-50 takes over on 12 Mar 2026');
    expect((await bill.send('confirm')).text).toContain('NBN-50 takes over on 12 Mar 2026');
  });

  it('CON-1: says the break-out fee of the contract before it migrates, and that the contract is broken after', async () => {
    const { it: shop, bill } = await aSubscription();
    await shop.db.write([
      {
        sql: `update contract set package_plan = 'NBN-FLEX'`,
        args: [],
      },
      { sql: `update "order" set contract_type = 'CARE-12M'`, args: [] },
    ]);
    const asked = await bill.send('migrate', { plan: 'NBN-50', on: '2026-03-12' });
    expect(asked.text).toContain('the break-out fee of 99.00 is charged with it');
    expect(asked.text).toContain('Break-out fee of the contract');
    expect((await bill.send('confirm')).text).toMatch(/CARE-12M, .*broken .*12 Mar 2026/);
  });

  it('decision 41: who cancels while a contract runs is told that this costs no break-out fee', async () => {
    const { it: shop, bill, path } = await aSubscription();
    await shop.db.write([
      { sql: `update contract set package_plan = 'NBN-FLEX'`, args: [] },
      { sql: `update "order" set contract_type = 'CARE-12M'`, args: [] },
    ]);
    const told = /The contract CARE-12M runs until 2 Mar 2027; a cancellation charges no break-out fee\./;
    expect((await bill.send('cancel', { on: '2026-03-12' })).text).toMatch(told);
    await bill.open(`${path}/what-if`);
    expect((await bill.send('what-if', { cancelOn: '2026-03-12' })).text).toMatch(told);
    expect((await bill.send('what-if', { cancelOn: '2027-03-02' })).text).not.toMatch(told);
  });

  it('FEE-4: carries an access fee of its own only where the plan allows it', async () => {
    const { bill } = await aSubscription();
    expect((await bill.send('fee', { fee: '1.234' })).status).toBe(422);
    const refused = await bill.send('fee', { fee: '12.00' });
    expect(refused.status).toBe(422);
    expect(refused.text).toMatch(/override/i);
  });

  it('BILL-8, BILL-9: what if it were migrated and then cancelled? Told beside what it is otherwise, and nothing is written', async () => {
    const { it, path } = await aSubscription();
    const viewer = await it.signedIn('viewer');
    await viewer.open(path);
    expect((await viewer.follow('What if…')).heading).toBe('What if?');
    const anyway = await viewer.send('what-if');
    expect(anyway.text).toContain('Nothing is entered: this is what runs charge anyway.');
    const asked = await viewer.send('what-if', {
      migrateTo: 'NBN-50',
      migrateOn: '2026-03-12',
      cancelOn: '2026-04-20',
      until: '2026-05-31',
    });
    expect(asked.status).toBe(200);
    for (const text of [
      'NBN-50 takes over on 12 Mar 2026, without a setup fee.',
      'It has no service from 20 Apr 2026 on.',
      'in the runs from 2 Mar 2026 to 31 May 2026',
      'Difference',
      'Lines otherwise',
      'Credit: access fee',
    ])
      expect(asked.text).toContain(text);
    expect((await viewer.open(path)).text).toContain('Active');
  });

  it('decision 87: what if it were suspended, resumed, given a fee for some periods, a bolt-on? As far as it can be asked', async () => {
    const { it, bill, path } = await aSubscription();
    const viewer = await it.signedIn('viewer');
    const offered = await viewer.open(`${path}/what-if`);
    for (const label of ['The cancellation is withdrawn', 'Resumed: first day', 'Bolt-on ended'])
      expect(offered.text).not.toContain(label);
    await bill.send('suspend', { from: '2026-03-12', until: '2026-03-22' });
    await bill.send('confirm');
    await bill.open(path);
    await bill.send('cancel', { on: '2026-05-12' });
    await bill.send('confirm');
    await viewer.open(`${path}/what-if`);
    const asked = await viewer.send('what-if', {
      withdrawCancellation: 'on',
      resumeOn: '2026-03-17',
      suspendFrom: '2026-04-05',
      suspendUntil: '2026-04-10',
      until: '2026-05-31',
    });
    expect(asked.status).toBe(200);
    for (const text of [
      'The cancellation from 12 May 2026 on is withdrawn: service goes on.',
      'Service resumes on 17 Mar 2026.',
      'Suspended from 5 Apr 2026 to 9 Apr 2026. These days are not charged.',
    ])
      expect(asked.text).toContain(text);

    const alone = await viewer.send('what-if', {
      feeTo: '2026-05-01',
      suspendUntil: '2026-04-10',
      suspendFrom: '',
      boltOnFrom: '2026-04-01',
    });
    expect([alone.status, viewer.faults()]).toEqual([
      422,
      ['Say from which day on.', 'Say which fee.', 'Say which bolt-on.'],
    ]);
    const refused = await viewer.send('what-if', {
      fee: '12.00',
      feeFrom: '2026-05-01',
      feeTo: '2026-04-01',
      boltOn: 'NOTHING',
      boltOnFrom: '2026-04-01',
      suspendFrom: '2026-03-15',
      suspendUntil: '',
    });
    expect([refused.status, viewer.faults()]).toEqual([
      409,
      [
        expect.stringContaining('It is suspended from 12 Mar 2026 to 16 Mar 2026 already'),
        expect.stringContaining('does not enable subscription access fee overrides'),
        expect.stringContaining('lies before its first'),
        'There is no bolt-on "NOTHING" in the published catalogue.',
      ],
    ]);
  });

  it('BILL-8: what if names every fault beside its field', async () => {
    const { it, path } = await aSubscription();
    const viewer = await it.signedIn('viewer');
    await viewer.open(`${path}/what-if`);
    const unread = await viewer.send('what-if', { cancelOn: 'soon', migrateTo: 'NBN-50', fee: '1.234' });
    expect([unread.status, viewer.faults().length]).toEqual([422, 3]);
    const refused = await viewer.send('what-if', {
      cancelOn: '2026-03-01',
      migrateTo: 'NOBODY',
      migrateOn: '2026-03-12',
      fee: '12.00',
      until: '2026-01-01',
    });
    expect([refused.status, viewer.faults().length]).toEqual([422, 4]);
    expect(viewer.valuesOf(viewer.form('what-if'))).toMatchObject({ migrateTo: 'NOBODY', fee: '12.00' });
    const other = await it.signedInAt('wavelink', 'admin');
    expect((await other.open(`${path}/what-if`)).status).toBe(404);
  });

  it('PROV-5: that somebody else changed meanwhile is shown as it is now', async () => {
    const { it, bill, path } = await aSubscription();
    const kim = await it.signedIn('billing', 'viewer');
    await kim.open(path);
    await bill.send('cancel', { on: '2026-03-12' });
    await bill.send('confirm');
    const late = await kim.send('cancel', { on: '2026-03-08' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('Robin billing');
    expect(late.text).toContain('Ending');
  });

  it('shows our own costs only where they are asked for, and deeds only with the power', async () => {
    const { it, bill, path } = await aSubscription('NBN-50');
    expect((await bill.open(path)).text).not.toContain('BUY-NBN-50');
    expect((await bill.follow('Show our own costs')).text).toContain('BUY-NBN-50');
    const viewer = await it.signedIn('viewer');
    expect((await viewer.open(path)).text).toContain('takes the power “subscriptions”');
    const other = await it.signedInAt('wavelink', 'admin');
    expect((await other.open(path)).status).toBe(404);
  });
});

describe('the start page', () => {
  it('says what waits for whom', async () => {
    const it = await aConsole();
    value(await it.services.orders.placeOrder(it.actor(), aWish('ROUTER')));
    const seen = await (await it.signedIn('viewer')).open('/');
    for (const text of [
      '1 Requests in the queue',
      '0 Change sets to approve',
      'Nothing has been billed yet',
      'Off: set SLACK',
    ])
      expect(seen.text).toContain(text);
  });
});
