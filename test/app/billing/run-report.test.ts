import { beforeEach, describe, expect, it } from 'vitest';
import type { RunReport } from '#app/billing/run-report.ts';
import type { BillingRun, RunMode } from '#app/ports/billing.ts';
import type { Tenant } from '#app/ports/platform.ts';
import { cents } from '#core/money.ts';
import type { Database } from '#db/database.ts';
import { runCsv } from '#documents/run-csv.ts';
import { value } from '#test/support/api.ts';
import { aDatabase } from '#test/support/database.ts';
import {
  actorOf,
  anAccount,
  aPackagePlan,
  aProvider,
  aServicePlan,
  aShelf,
  billingOn,
  day,
  type Shelf,
  subscribe,
} from '#test/support/ledger-builders.ts';

const PLANS = [
  aPackagePlan({ code: 'HOME', accessFee: null, setupFee: null, setupFeeOverride: true }),
  aPackagePlan({ code: 'OFFICE', accessFee: cents(20_000) }),
  aPackagePlan({ code: 'BUY-HOME', side: 'buy', accessFee: null }),
  aPackagePlan({ code: 'BUY-OFFICE', side: 'buy', accessFee: cents(12_000) }),
];
const SERVICES = [
  aServicePlan({ code: 'SP-NBN', accessFee: cents(6000) }),
  aServicePlan({ code: 'SP-BUY-NBN', side: 'buy', accessFee: cents(4500) }),
];

let db: Database;
let tenant: Tenant;
let shelf: Shelf;
const accounts: number[] = [];

beforeEach(async () => {
  db = await aDatabase();
  tenant = await aProvider(db, { reportLineAbove: 20_000 });
  shelf = await aShelf(db, tenant, { plans: PLANS, services: SERVICES });
  accounts.length = 0;
  for (const reference of ['BG-1', 'BG-2', 'BG-3']) accounts.push(await anAccount(db, tenant, { reference }));
});

const billing = () => billingOn(db, shelf, { chunkSize: 2 });
const actor = () => actorOf(tenant);

const run = async (asOf: string, mode: RunMode = 'commit'): Promise<BillingRun> =>
  value(
    await billing().startBillingRun(actor(), { asOf: day(asOf), mode, previewHash: null, waitSeconds: 30 }),
  );
const reportOf = async ({ id }: BillingRun): Promise<RunReport> =>
  value(await billing().readRunReport(actor(), id));

const home = (at: number, start: string) => ({
  accountId: accounts[at] ?? 0,
  sell: 'HOME',
  buy: 'BUY-HOME',
  start: day(start),
  services: [{ plan: 'SP-NBN' }, { plan: 'SP-BUY-NBN', side: 'buy' as const }],
});
const office = (at: number, start: string) => ({
  accountId: accounts[at] ?? 0,
  sell: 'OFFICE',
  buy: 'BUY-OFFICE',
  start: day(start),
});

describe('top movements against the last day alike', () => {
  it('name accounts and plans by what customers pay now and then, the largest difference first', async () => {
    await subscribe(db, tenant, shelf, [home(0, '2026-03-01'), office(1, '2026-03-01')]);
    await run('2026-03-01');
    await subscribe(db, tenant, shelf, [
      office(0, '2026-04-01'),
      home(2, '2026-04-01'),
      home(2, '2026-04-01'),
    ]);
    // The days between are no days alike.
    await run('2026-03-15');
    const { figures } = await reportOf(await run('2026-04-01'));
    expect(figures.comparedWith).toBe('2026-03-01');
    expect(figures.accounts).toEqual([
      { name: 'BG-1', before: 6000, now: 26_000 },
      { name: 'BG-3', before: 0, now: 12_000 },
    ]);
    expect(figures.plans).toEqual([
      { name: 'OFFICE', before: 20_000, now: 40_000 },
      { name: 'HOME', before: 6000, now: 18_000 },
    ]);
  });

  it('hold a day that was billed in two runs against the whole of the day alike, and the 31st against a shorter month’s last', async () => {
    await subscribe(db, tenant, shelf, [office(0, '2026-02-28')]);
    await run('2026-02-28');
    await subscribe(db, tenant, shelf, [home(1, '2026-03-31')]);
    await run('2026-03-31');
    await subscribe(db, tenant, shelf, [home(2, '2026-03-31')]);
    const { figures } = await reportOf(await run('2026-03-31'));
    expect(figures.comparedWith).toBe('2026-02-28');
    // The 28th of March billed BG-1 by the first run of the 31st: what that run billed counts in.
    expect(figures.accounts).toEqual([
      { name: 'BG-2', before: 0, now: 6000 },
      { name: 'BG-3', before: 0, now: 6000 },
    ]);
    expect(figures.plans).toEqual([{ name: 'HOME', before: 0, now: 12_000 }]);
  });

  it('are none where no day alike was billed', async () => {
    await subscribe(db, tenant, shelf, [office(0, '2026-03-01')]);
    expect((await reportOf(await run('2026-03-01'))).figures).toMatchObject({
      comparedWith: null,
      accounts: [],
      plans: [],
    });
  });
});

it('margin is sold less bought, each cost beside the plan that it is for', async () => {
  await subscribe(db, tenant, shelf, [home(0, '2026-03-01'), home(1, '2026-03-01'), office(2, '2026-03-01')]);
  const done = await run('2026-03-01');
  const { figures } = await reportOf(done);
  expect(figures.margin).toEqual([
    // Services that no order joined stand by themselves.
    { plan: 'HOME', service: 'SP-BUY-NBN', sell: 0, buy: 9000 },
    { plan: 'HOME', service: 'SP-NBN', sell: 12_000, buy: 0 },
    { plan: 'OFFICE', service: null, sell: 20_000, buy: 12_000 },
  ]);
});

it('BILL-11: the report of a preview is that of the run made from it', async () => {
  await subscribe(db, tenant, shelf, [home(0, '2026-03-01'), office(1, '2026-03-01')]);
  await run('2026-03-01');
  await subscribe(db, tenant, shelf, [office(0, '2026-04-01'), home(2, '2026-04-01')]);
  const preview = await run('2026-04-01', 'preview');
  const shown = await reportOf(preview);
  const done = await reportOf(await run('2026-04-01'));
  expect(done.figures).toEqual(shown.figures);
  expect(done.figures.large).toMatchObject({ count: 2 });
  expect(done.run.hash).toBe(shown.run.hash);
  // It was made before the figures moved, so it says the same; one that was not cannot be made any more.
  expect((await reportOf(preview)).figures).toEqual(shown.figures);
  const late = await run('2026-05-01', 'preview');
  await run('2026-05-01');
  expect(await billing().readRunReport(actor(), late.id)).toMatchObject({
    ok: false,
    faults: [{ code: 'preview_moved', kind: 'conflict' }],
  });
});

it('names lines over the amount from which they are to be named, credits too, and counts the rest', async () => {
  await subscribe(db, tenant, shelf, [
    office(0, '2026-03-01'),
    home(1, '2026-03-01'),
    { ...office(2, '2026-03-01'), end: { on: day('2026-03-01'), knownFrom: day('2026-03-05') } },
  ]);
  await run('2026-03-01');
  const { figures } = await reportOf(await run('2026-03-05'));
  expect(figures.large).toMatchObject({
    above: 20_000,
    count: 1,
    lines: [{ account: 'BG-3', packagePlan: 'OFFICE', kind: 'credit', side: 'sell', amount: -20_000 }],
  });
});

it('BILL-5: says what was left out: parked accounts, periods that wait, suspended subscriptions', async () => {
  await shelf.publish({
    plans: PLANS.map((plan) =>
      plan.code === 'OFFICE' ? { ...plan, billAccessFeesIn: 'arrears' as const } : plan,
    ),
  });
  await db.write([{ sql: `update provider set period_approval = 'manual'`, args: [] }]);
  await subscribe(db, tenant, shelf, [
    { accountId: accounts[0] ?? 0, sell: 'OFFICE', start: day('2026-03-01') },
    home(1, '2026-03-01'),
    home(2, '2026-03-01'),
  ]);
  await db.write([
    { sql: `update account set parked_reason = 'looked at by hand' where reference = 'BG-2'`, args: [] },
    {
      sql: `update subscription set suspensions = '[{}]' where id = 3`,
      args: [],
    },
    {
      sql: `update subscription_term set pauses = '[{"from":"2026-03-01","until":null}]', pauses_known_from = '2026-03-01'
        where subscription_id = 3`,
      args: [],
    },
  ]);
  const { run: done, figures } = await reportOf(await run('2026-05-01'));
  expect(figures).toMatchObject({ waitingPeriods: 2, suspended: 1 });
  expect(done.parked).toMatchObject([{ account: 'BG-2', reason: 'looked at by hand', chunk: -1 }]);
});

it('is for whoever may look, of the provider’s own runs, once they have ended', async () => {
  const done = await run('2026-03-01');
  expect(await billing().readRunReport(actorOf(tenant, []), done.id)).toMatchObject({ ok: false });
  const other = await aProvider(db, { code: 'redgum' });
  expect(await billing().readRunReport(actorOf(other), done.id)).toMatchObject({
    ok: false,
    faults: [{ code: 'run_not_found' }],
  });
});

it('every line of a run is in its file, costs too; a preview’s lines are the same without numbers', async () => {
  await subscribe(db, tenant, shelf, [home(0, '2026-03-01'), office(1, '2026-03-01'), home(2, '2026-03-01')]);
  const csvOf = async ({ id }: BillingRun): Promise<string[]> => {
    const pieces: string[] = [];
    for await (const piece of runCsv(value(await billing().exportRunCardlines(actor(), id))))
      pieces.push(piece);
    return pieces.join('').trimEnd().split('\r\n');
  };
  const shown = await csvOf(await run('2026-03-01', 'preview'));
  const billed = await csvOf(await run('2026-03-01'));
  expect(billed[0]).toMatch(/^Side,Account,Subscription,Package Plan/);
  expect(billed).toHaveLength(1 + 6);
  expect(billed[1]).toBe(
    'sell,BG-1,sub_1,HOME,SP-NBN,,,access_fee,2026-03-01,2026-03-31,60.00,0.10,6.00,66.00,cl_1,1',
  );
  const withoutNumbers = (lines: readonly string[]) => lines.map((line) => line.replace(/,cl_\d+,/, ',,'));
  expect(withoutNumbers(billed)).toEqual(shown);
});
