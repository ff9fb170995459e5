import { beforeEach, expect, it } from 'vitest';
import type { PeriodFilter } from '#app/billing/list-periods.ts';
import type { PeriodStatus } from '#app/billing/periods-of-term.ts';
import type { Tenant } from '#app/ports/platform.ts';
import { cents } from '#core/money.ts';
import type { Database } from '#db/database.ts';
import { value } from '#test/support/api.ts';
import { aDatabase } from '#test/support/database.ts';
import {
  actorOf,
  anAccount,
  aPackagePlan,
  aProvider,
  aShelf,
  billingOn,
  day,
  ledgerOf,
  type Shelf,
  subscribe,
} from '#test/support/ledger-builders.ts';

let db: Database;
let tenant: Tenant;
let shelf: Shelf;

/** Two subscriptions in arrears, one of them cancelled from 20 March, and one in advance. */
beforeEach(async () => {
  db = await aDatabase();
  tenant = await aProvider(db, { periodApproval: 'manual' });
  shelf = await aShelf(db, tenant, {
    plans: [
      aPackagePlan({ code: 'ARREARS', billAccessFeesIn: 'arrears', accessFee: cents(3100) }),
      aPackagePlan({ code: 'ADVANCE' }),
    ],
  });
  const accountId = await anAccount(db, tenant);
  const start = day('2026-01-01');
  await subscribe(db, tenant, shelf, [
    { accountId, sell: 'ARREARS', start },
    { accountId, sell: 'ARREARS', start, end: { on: day('2026-03-20'), knownFrom: day('2026-03-10') } },
    { accountId, sell: 'ADVANCE', start },
  ]);
});

/** Noon in Melbourne. */
const on = (date: string) => billingOn(db, shelf, { now: `${date}T02:00:00.000Z`, chunkSize: 2 });

const run = async (asOf: string) => {
  const done = await on(asOf).startBillingRun(actorOf(tenant), {
    asOf: day(asOf),
    mode: 'commit',
    previewHash: null,
    waitSeconds: 30,
  });
  return value(done).tally.sell;
};

async function list(date: string, status: PeriodStatus | null, limit = 100): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page = value(await on(date).listPeriods(actorOf(tenant), { status }, { limit, cursor }));
    for (const period of page.items)
      found.push(`${period.subscriptionId} ${period.from}..${period.to} ${period.status}`);
    cursor = page.nextCursor as string | null;
  } while (cursor !== null);
  return found;
}

it('BILL-5: says of each period whether it is open, waits for approval, is approved or closed', async () => {
  await run('2026-03-25');
  expect(await list('2026-03-25', null)).toEqual([
    '1 2026-01-01..2026-01-31 awaiting_approval',
    '1 2026-02-01..2026-02-28 awaiting_approval',
    '1 2026-03-01..2026-03-31 open',
    '2 2026-01-01..2026-01-31 awaiting_approval',
    '2 2026-02-01..2026-02-28 awaiting_approval',
    '2 2026-03-01..2026-03-19 awaiting_approval',
    '3 2026-01-01..2026-01-31 closed',
    '3 2026-02-01..2026-02-28 closed',
    '3 2026-03-01..2026-03-31 open',
  ]);
  for (const limit of [1, 2, 4])
    expect(await list('2026-03-25', null, limit)).toEqual(await list('2026-03-25', null));
});

it('lists periods of one status, those that no run has seen yet among them', async () => {
  expect(await list('2026-03-25', 'awaiting_approval')).toHaveLength(5);
  expect(await list('2026-03-25', 'open')).toEqual([
    '1 2026-03-01..2026-03-31 open',
    '3 2026-03-01..2026-03-31 open',
  ]);
  expect(await list('2026-03-25', 'approved')).toEqual([]);
  expect(await list('2026-03-25', 'closed')).toHaveLength(2);
});

it('BILL-4: an arrears fee is billed by the first run after its approval, in whatever order they come', async () => {
  expect(await run('2026-03-01')).toEqual({ access_fee: { lines: 3, amount: 9000, tax: 900 } });
  // February of the first subscription before January of it.
  await on('2026-03-02').approvePeriods(actorOf(tenant), { periods: [{ termId: 1, k: 1 }] });
  expect(await run('2026-03-01')).toEqual({});
  expect(await run('2026-03-02')).toEqual({ access_fee: { lines: 1, amount: 3100, tax: 310 } });
  await on('2026-03-05').approvePeriods(actorOf(tenant), { periods: [{ termId: 1, k: 0 }] });
  expect(await run('2026-03-05')).toEqual({ access_fee: { lines: 1, amount: 3100, tax: 310 } });
  expect(await list('2026-03-05', 'approved')).toEqual([
    '1 2026-01-01..2026-01-31 approved',
    '1 2026-02-01..2026-02-28 approved',
  ]);
});

it('BILL-5: the shortened last period of a cancelled subscription needs approval like any other', async () => {
  await run('2026-03-20');
  expect(value(await on('2026-03-21').approvePeriods(actorOf(tenant), { upTo: day('2026-03-21') }))).toEqual({
    approved: 5,
    alreadyApproved: 0,
  });
  await run('2026-03-21');
  expect((await ledgerOf(db)).filter((line) => line.startsWith('2 '))).toEqual([
    '2 sell ARREARS - 2/0 2026-01-01: 2026-01-01..2026-01-31 on 2026-03-21 3100+310',
    '2 sell ARREARS - 2/0 2026-02-01: 2026-02-01..2026-02-28 on 2026-03-21 3100+310',
    '2 sell ARREARS - 2/0 2026-03-01: 2026-03-01..2026-03-19 on 2026-03-21 1900+190',
  ]);
});

it('approves all that ended by a day, once, with one trace', async () => {
  const approve = () => on('2026-03-25').approvePeriods(actorOf(tenant), { upTo: day('2026-02-28') });
  expect(value(await approve())).toEqual({ approved: 4, alreadyApproved: 0 });
  expect(value(await approve())).toEqual({ approved: 0, alreadyApproved: 0 });
  expect(await list('2026-03-25', 'awaiting_approval')).toEqual([
    '2 2026-03-01..2026-03-19 awaiting_approval',
  ]);
  const traces = await db.readJson(
    `select json_array((select count(*) from audit where action = 'periods.approved'),
       (select count(*) from outbox where topic = 'periods.approved'))`,
    [],
  );
  expect(traces).toEqual([1, 1]);
});

it('counts what was approved before, and approves none where one cannot be', async () => {
  const approve = (periods: { termId: number; k: number }[]) =>
    on('2026-03-25').approvePeriods(actorOf(tenant), { periods });
  await approve([{ termId: 1, k: 0 }]);
  expect(
    value(
      await approve([
        { termId: 1, k: 0 },
        { termId: 1, k: 1 },
        { termId: 1, k: 1 },
      ]),
    ),
  ).toEqual({ approved: 1, alreadyApproved: 1 });
  expect(
    await approve([
      { termId: 2, k: 0 },
      { termId: 1, k: 2 },
      { termId: 3, k: 0 },
      { termId: 2, k: 3 },
      { termId: 99, k: 0 },
    ]),
  ).toMatchObject({
    ok: false,
    faults: [
      { code: 'period_not_ended', path: 'periods[1]' },
      { code: 'period_needs_no_approval', path: 'periods[2]' },
      { code: 'period_not_found', path: 'periods[3]', kind: 'not_found' },
      { code: 'period_not_found', path: 'periods[4]', kind: 'not_found' },
    ],
  });
  expect(await list('2026-03-25', 'approved')).toHaveLength(2);
});

it('where periods are approved by themselves, none waits', async () => {
  await db.write([{ sql: `update provider set period_approval = 'automatic'`, args: [] }]);
  expect(await list('2026-03-25', 'awaiting_approval')).toEqual([]);
  expect(await list('2026-03-25', 'closed')).toHaveLength(7);
});

it('is not for everybody, and another provider has no periods here', async () => {
  const refused = await on('2026-03-25').approvePeriods(actorOf(tenant, ['view']), {
    upTo: day('2026-03-25'),
  });
  expect(refused).toMatchObject({ ok: false, faults: [{ code: 'power_missing' }] });
  const stranger = await aProvider(db, { code: 'other', periodApproval: 'manual' });
  const approved = await on('2026-03-25').approvePeriods(actorOf(stranger), {
    periods: [{ termId: 1, k: 0 }],
  });
  expect(approved).toMatchObject({ ok: false, faults: [{ code: 'period_not_found' }] });
  expect(
    value(await on('2026-03-25').approvePeriods(actorOf(stranger), { upTo: day('2026-03-25') })).approved,
  ).toBe(0);
});

it('BILL-5: says what holds each period up: its end, approval, usage in quarantine, a parked account, a suspension', async () => {
  await run('2026-03-25');
  const found = async (date: string, filter: Partial<PeriodFilter>) =>
    value(
      await on(date).listPeriods(actorOf(tenant), { status: null, ...filter }, { limit: 100, cursor: null }),
    ).items.map(({ subscriptionId, from, to, heldUpBy }) =>
      `${subscriptionId} ${from}..${to} ${heldUpBy.map(({ code }) => code).join(' ')}`.trim(),
    );
  expect(await found('2026-03-25', {})).toEqual([
    '1 2026-01-01..2026-01-31 awaits_approval',
    '1 2026-02-01..2026-02-28 awaits_approval',
    '1 2026-03-01..2026-03-31 not_ended',
    '2 2026-01-01..2026-01-31 awaits_approval',
    '2 2026-02-01..2026-02-28 awaits_approval',
    // The shortened last one, which falls due on the first day without service.
    '2 2026-03-01..2026-03-19 awaits_approval',
    '3 2026-01-01..2026-01-31',
    '3 2026-02-01..2026-02-28',
    '3 2026-03-01..2026-03-31 not_ended',
  ]);
  await db.write([
    {
      sql: `insert into service (provider_id, subscription_id, service_plan_id, side, identifier, details, status, active_from)
        values (?, 2, ?, 'sell', '0399990001', '{}', 'active', '2026-01-01')`,
      args: [tenant.providerId, shelf.itemOf('ARREARS')],
    },
    {
      sql: `insert into usage_intake (id, provider_id, source, received_by, received_at) values (1, ?, 'x', 'x', '2026-03-01T00:00:00.000Z')`,
      args: [tenant.providerId],
    },
    ...[
      ['1', '2026-03-19'],
      ['2', '2026-03-20'],
      ['3', '2026-02-28'],
    ].map(([record = '', localDate = '']) => ({
      sql: `insert into usage_record (provider_id, intake_id, supplier, record_id, status, local_date, reason, raw)
        values (?, 1, 'OPTI', ?, 'quarantined', ?, 'no_rate', '{"service":"0399990001"}')`,
      args: [tenant.providerId, record, localDate],
    })),
    {
      sql: `update subscription_term set pauses = '[{"from":"2026-02-10","until":"2026-02-20"}]' where subscription_id = 1`,
      args: [],
    },
  ]);
  expect(await found('2026-03-25', { heldUpBy: 'usage_in_quarantine' })).toEqual([
    '2 2026-02-01..2026-02-28 awaits_approval usage_in_quarantine',
    '2 2026-03-01..2026-03-19 awaits_approval usage_in_quarantine',
  ]);
  expect(await found('2026-03-25', { heldUpBy: 'suspended' })).toEqual([
    '1 2026-02-01..2026-02-28 awaits_approval suspended',
  ]);
  expect(await found('2026-03-25', { heldUpBy: 'account_parked' })).toEqual([]);
  await db.write([{ sql: `update account set parked_reason = 'a dispute'`, args: [] }]);
  expect(await found('2026-03-25', { heldUpBy: 'account_parked' })).toHaveLength(7);
  expect(await found('2026-03-25', { account: 'BG-10001', status: 'open' })).toHaveLength(2);
  expect(await found('2026-03-25', { account: 'BG-99999' })).toEqual([]);
});
