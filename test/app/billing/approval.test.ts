import { beforeEach, describe, expect, it } from 'vitest';
import type { BillingDayView } from '#app/billing/decide-day.ts';
import type { BillingPorts } from '#app/billing/services.ts';
import { systemActor } from '#app/people/system-actor.ts';
import type { BillingDayStatus } from '#app/ports/billing-days.ts';
import type { Actor, Tenant } from '#app/ports/platform.ts';
import type { Instant } from '#core/calendar.ts';
import { cents } from '#core/money.ts';
import type { Database } from '#db/database.ts';
import { makeBillingDayStore } from '#db/stores/billing-day-store.ts';
import { makeChunkStore } from '#db/stores/chunk-store.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { makeTick } from '#jobs/tick.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { value } from '#test/support/api.ts';
import { clockAt, type TestClock } from '#test/support/clock.ts';
import { expectConsole } from '#test/support/console.ts';
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
let clock: TestClock;
let isDiskFull = false;

/** Noon in Melbourne on 28 February 2026; billing runs at two in the night, previewed twelve hours before. */
const NOON = '2026-02-28T01:00:00.000Z';

async function aHouse(settings: Partial<Parameters<typeof aProvider>[1]> = {}): Promise<void> {
  db = await aDatabase();
  isDiskFull = false;
  clock = clockAt(NOON);
  tenant = await aProvider(db, { billingApproval: 'manual', billingPreviewMinutes: 12 * 60, ...settings });
  shelf = await aShelf(db, tenant, { plans: [aPackagePlan({ code: 'HOME', accessFee: cents(6000) })] });
  for (const reference of ['BG-1', 'BG-2', 'BG-3']) {
    const accountId = await anAccount(db, tenant, { reference });
    await subscribe(db, tenant, shelf, [{ accountId, sell: 'HOME', start: day('2026-03-01') }]);
  }
  await makeScheduleStore(db).addMissing([
    {
      providerId: tenant.providerId,
      job: 'billing',
      atMinutes: 120,
      enabled: true,
      lastDoneOn: day('2026-02-28'),
    },
  ]);
}
beforeEach(() => aHouse());

const NO_TRACES = { audit: [], outbox: [] };

const billing = (overrides: Partial<BillingPorts> = {}) => {
  const chunks = makeChunkStore(db);
  return billingOn(db, shelf, {
    chunkSize: 2,
    clock,
    chunks: {
      ...chunks,
      writeChunk: async (...args) => {
        if (isDiskFull) throw new Error('the disk is full');
        return chunks.writeChunk(...args);
      },
    },
    ...overrides,
  });
};

/** What the schedules do when it is this time in Melbourne; the days that were touched, with what became of each. */
async function tick(at: string): Promise<string[]> {
  clock.set(at as Instant);
  const quiet = async () => ({ ok: true as const, value: {} });
  const services = billing();
  const events = await makeTick({
    schedules: makeScheduleStore(db),
    leases: makeLeaseStore(db),
    jobs: {
      billing: (actor, on, signal) => services.billDay(actor, on, signal),
      invoices: quiet,
      activity_files: quiet,
      workflow_watch: quiet,
      catalogue: quiet,
    },
    tendRuns: services.tendRuns,
    announceBilling: services.announceDue,
    keepSheets: async () => {},
    keepRerates: async () => {},
    clock,
    secrets,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  })(clock.now());
  return events.filter(({ job }) => job === 'billing').map(({ day: on, outcome }) => `${on} ${outcome}`);
}
const EVENING = '2026-02-28T03:30:00.000Z';
const NIGHT = '2026-02-28T15:30:00.000Z';
const LATER = '2026-02-28T16:00:00.000Z';

const person = (name: string, powers?: Parameters<typeof actorOf>[1]): Actor => ({
  ...actorOf(tenant, powers),
  actorId: `usr_${name}`,
  actorName: name,
});
const dana = () => person('Dana');
const eli = () => person('Eli');

const open = async (): Promise<BillingDayView> => {
  const [first] = value(await billing().listBillingDays(dana()));
  if (first === undefined) throw new Error('no day is announced');
  return first;
};
const statusNow = async (): Promise<BillingDayStatus> => (await open()).day.status;
const billed = async (): Promise<number> => (await ledgerOf(db)).length;
const told = (topic: string) =>
  db.readJson<Record<string, unknown>[]>(
    `select json_group_array(json(body)) from (select body from outbox where topic = ? order by id)`,
    [topic],
  );

describe('a preview before the scheduled run', () => {
  it('BILL-11: is made and told some time ahead, once, and writes nothing', async () => {
    expect(await tick(NOON)).toEqual([]);
    expect(value(await billing().listBillingDays(dana()))).toEqual([]);
    await tick(EVENING);
    await tick(EVENING);
    const { day: announced, run } = await open();
    expect(announced).toMatchObject({ asOf: '2026-03-01', status: 'waiting', runId: run.id });
    expect(run).toMatchObject({
      mode: 'preview',
      asOf: '2026-03-01',
      tally: { sell: { access_fee: { lines: 3 } } },
    });
    expect(await told('billing.previewed')).toEqual([{ asOf: '2026-03-01', run: `run_${run.id}` }]);
    expect(await billed()).toBe(0);
  });

  it('where billing is automatic the day is billed by itself, unless somebody holds it', async () => {
    await aHouse({ billingApproval: 'automatic' });
    await tick(EVENING);
    const { day: announced, run } = await open();
    expect(announced.status).toBe('announced');
    value(await billing().holdBilling(dana(), run.id, 'The tariffs are wrong.'));
    expect(await tick(NIGHT)).toEqual(['2026-03-01 waiting']);
    expect(await billed()).toBe(0);
    value(await billing().approveBilling(eli(), run.id));
    expect(await tick(LATER)).toEqual(['2026-03-01 done']);
    expect(await billed()).toBe(3);
    // The next day is announced in its turn, and goes by itself.
    await tick('2026-03-01T03:30:00.000Z');
    expect((await open()).day).toMatchObject({ asOf: '2026-03-02', status: 'announced' });
    expect(await tick('2026-03-01T15:30:00.000Z')).toEqual(['2026-03-02 done']);
    expect(value(await billing().listBillingDays(dana()))).toEqual([]);
  });
});

describe('a day that is approved by hand', () => {
  it('BILL-11: is billed once somebody approves exactly its preview; those after it wait their turn', async () => {
    await tick(EVENING);
    const { run } = await open();
    expect(await tick('2026-03-02T15:30:00.000Z')).toEqual(['2026-03-01 waiting']);
    expect(await billed()).toBe(0);
    const approved = value(await billing().approveBilling(dana(), run.id, { hash: run.hash ?? '' }));
    expect(approved.day).toMatchObject({ status: 'approved', decidedBy: { name: 'Dana' } });
    // The missed days follow in order: the second one waits for its own approval.
    expect(await tick('2026-03-02T15:31:00.000Z')).toEqual(['2026-03-01 done', '2026-03-02 waiting']);
    expect(await billed()).toBe(3);
    expect((await open()).day).toMatchObject({ asOf: '2026-03-02', status: 'waiting' });
    expect((await told('billing.day_changed')).map(({ text }) => text)).toEqual([
      'Billing of 1 Mar 2026 approved by Dana: 3 lines for customers, 180.00 ex tax.',
      'Billing of 1 Mar 2026 has begun, as Dana approved it.',
      expect.stringMatching(
        /^Billing of 1 Mar 2026 is done, by run_\d+: 3 lines for customers, 180\.00 ex tax\.$/,
      ),
    ]);
  });

  it('BILL-11: whose figures moved after the approval is not billed: it waits on the new ones, and people are called', async () => {
    await tick(EVENING);
    const { run } = await open();
    value(await billing().approveBilling(dana(), run.id));
    const accountId = await anAccount(db, tenant, { reference: 'BG-4' });
    await subscribe(db, tenant, shelf, [{ accountId, sell: 'HOME', start: day('2026-03-01') }]);
    expect(await tick(NIGHT)).toEqual(['2026-03-01 waiting']);
    expect(await billed()).toBe(0);
    const { day: again, run: moved } = await open();
    expect(again).toMatchObject({
      status: 'waiting',
      decidedBy: null,
      reason: expect.stringMatching(/had moved/),
    });
    expect(moved).toMatchObject({ status: 'stale', tally: { sell: { access_fee: { lines: 4 } } } });
    expect((await told('billing.day_changed')).at(-1)).toMatchObject({ isLoud: true });
    // What was approved before is no approval of this.
    expect(await billing().approveBilling(dana(), run.id)).toMatchObject({
      ok: false,
      faults: [{ code: 'preview_moved', kind: 'conflict' }],
    });
    expect(await billing().approveBilling(dana(), moved.id, { hash: run.hash ?? '' })).toMatchObject({
      ok: false,
      faults: [{ code: 'preview_moved' }],
    });
    value(await billing().approveBilling(dana(), moved.id, { hash: moved.hash ?? '' }));
    expect(await tick(LATER)).toEqual(['2026-03-01 done']);
    expect(await billed()).toBe(4);
  });

  it('that is held is not billed until somebody approves it; who comes late is told who decided what', async () => {
    await tick(EVENING);
    const { run } = await open();
    value(await billing().approveBilling(dana(), run.id));
    value(await billing().holdBilling(eli(), run.id, 'Wait for the tariffs'));
    expect(await tick(NIGHT)).toEqual(['2026-03-01 waiting']);
    expect(await billing().holdBilling(dana(), run.id, 'Wait.')).toMatchObject({
      ok: false,
      faults: [{ kind: 'conflict', message: 'Billing of 1 Mar 2026 is held by Eli: Wait for the tariffs.' }],
    });
    expect(await billing().holdBilling(dana(), run.id, ' ')).toMatchObject({ ok: false });
    value(await billing().approveBilling(dana(), run.id));
    expect(await billing().approveBilling(eli(), run.id)).toMatchObject({
      ok: false,
      faults: [{ message: 'Billing of 1 Mar 2026 is approved by Dana.' }],
    });
    expect(await tick(LATER)).toEqual(['2026-03-01 done']);
  });

  it('two people who decide at once: one decides, the other is told', async () => {
    await tick(EVENING);
    const { run } = await open();
    const both = await Promise.all([
      billing().approveBilling(dana(), run.id),
      billing().holdBilling(eli(), run.id, 'Not yet.'),
    ]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await told('billing.day_changed')).toHaveLength(1);
  });

  it('who holds it before its run begins is in time, whatever the schedule had read', async () => {
    await tick(EVENING);
    const { run } = await open();
    value(await billing().approveBilling(dana(), run.id));
    const days = makeBillingDayStore(db);
    const services = billing({
      days: {
        ...days,
        find: async (...args) => {
          const found = await days.find(...args);
          if (found?.status === 'approved')
            await days.change(args[0], found, { status: 'held', reason: 'Stop.' }, NO_TRACES);
          return found;
        },
      },
    });
    expect(await services.billDay(systemActor(tenant, 'schedule'), day('2026-03-01'))).toMatchObject({
      ok: false,
      faults: [{ code: 'billing_awaits_approval' }],
    });
    expect(await billed()).toBe(0);
    expect(await statusNow()).toBe('held');
  });

  it('BILL-14: accounts that are left out are parked with who and why, and the day waits on a preview without them', async () => {
    await tick(EVENING);
    const { run } = await open();
    value(await billing().approveBilling(eli(), run.id));
    const wrong = await billing().excludeAccounts(dana(), run.id, {
      accounts: ['BG-1', 'BG-9', 'BG-8'],
      reason: ' ',
    });
    // All that is wrong at once.
    expect(wrong).toMatchObject({
      ok: false,
      faults: [{ path: 'reason' }, { message: expect.stringContaining('BG-9') }, { code: 'unknown_account' }],
    });
    expect(
      await billing().excludeAccounts(dana(), run.id, { accounts: ['BG-1', 'BG-9', 'BG-8'], reason: 'x' }),
    ).toMatchObject({ ok: false, faults: [{ code: 'unknown_account' }, { code: 'unknown_account' }] });
    expect(value(await billing().listParkedAccounts(dana()))).toEqual([]);
    const out = value(
      await billing().excludeAccounts(dana(), run.id, { accounts: ['BG-1', 'BG-1 '], reason: 'Dispute.' }),
    );
    expect(out.day).toMatchObject({ status: 'waiting', changedBy: [{ name: 'Dana' }] });
    expect(out.run).toMatchObject({ tally: { sell: { access_fee: { lines: 2 } } } });
    expect(value(await billing().listParkedAccounts(dana()))).toMatchObject([
      { account: 'BG-1', reason: 'held back by Dana: Dispute.', since: clock.now() },
    ]);
    value(await billing().approveBilling(eli(), out.run.id));
    expect(await tick(NIGHT)).toEqual(['2026-03-01 done']);
    expect(await billed()).toBe(2);
    // Released with what it was parked for, it is caught up by the next day.
    expect(value(await billing().releaseAccount(dana(), 'BG-1'))).toEqual({
      account: 'BG-1',
      reason: 'held back by Dana: Dispute.',
    });
    await tick('2026-03-01T15:30:00.000Z');
    const next = await open();
    value(await billing().approveBilling(dana(), next.run.id));
    expect(await tick('2026-03-01T16:00:00.000Z')).toEqual(['2026-03-02 done']);
    expect(await billed()).toBe(3);
  });

  it('with four eyes, whoever held it or left accounts out does not approve it, nor bill it by hand', async () => {
    await aHouse({ billingFourEyes: true });
    await tick(EVENING);
    const { run } = await open();
    const { run: without } = value(
      await billing().excludeAccounts(dana(), run.id, { accounts: ['BG-1'], reason: 'Dispute.' }),
    );
    expect(await billing().approveBilling(dana(), without.id)).toMatchObject({
      ok: false,
      faults: [{ code: 'second_person_needed', kind: 'forbidden' }],
    });
    const byHand = {
      asOf: day('2026-03-01'),
      mode: 'commit' as const,
      previewHash: without.hash,
      waitSeconds: 30,
    };
    expect(await billing().startBillingRun(dana(), byHand)).toMatchObject({
      ok: false,
      faults: [{ code: 'second_person_needed' }],
    });
    value(await billing().approveBilling(eli(), without.id));
    expect(await tick(NIGHT)).toEqual(['2026-03-01 done']);
  });

  it('whose run fails waits again, on a preview of what is left, and people are called; nothing is billed twice', async () => {
    await tick(EVENING);
    const { run } = await open();
    value(await billing().approveBilling(dana(), run.id));
    isDiskFull = true;
    expectConsole('error', /billing run failed/);
    expect(await tick(NIGHT)).toEqual(['2026-03-01 waiting']);
    expect(await told('billing.run_failed')).toHaveLength(1);
    const failed = await open();
    expect(failed.day).toMatchObject({
      status: 'waiting',
      reason: expect.stringMatching(/^run_\d+ failed\./),
    });
    expect((await told('billing.day_changed')).at(-1)).not.toHaveProperty('isLoud');
    // It is not tried again by itself, minute by minute.
    expect(await tick(LATER)).toEqual(['2026-03-01 waiting']);
    expect(await told('billing.run_failed')).toHaveLength(1);
    isDiskFull = false;
    value(await billing().approveBilling(dana(), failed.run.id));
    expect(await tick('2026-02-28T16:30:00.000Z')).toEqual(['2026-03-01 done']);
    expect(await billed()).toBe(3);
  });

  it('that was billed by hand meanwhile is over with its approval, and bills nothing again', async () => {
    await tick(EVENING);
    const { run } = await open();
    const byHand = { asOf: day('2026-03-01'), mode: 'commit' as const, previewHash: null, waitSeconds: 30 };
    expect(await billing().startBillingRun(dana(), byHand)).toMatchObject({
      ok: false,
      faults: [{ code: 'preview_needed', path: 'previewHash' }],
    });
    value(await billing().startBillingRun(dana(), { ...byHand, previewHash: run.hash }));
    expect(await billed()).toBe(3);
    value(await billing().approveBilling(dana(), run.id));
    expect(await tick(NIGHT)).toEqual(['2026-03-01 done']);
    expect(await billed()).toBe(3);
  });

  it('is decided by whoever has the power, of one’s own company', async () => {
    await tick(EVENING);
    const { run } = await open();
    expect(await billing().approveBilling(person('Vic', ['view']), run.id)).toMatchObject({
      ok: false,
      faults: [{ code: 'power_missing' }],
    });
    const other = await aProvider(db, { code: 'redgum' });
    expect(await billing().approveBilling(actorOf(other), run.id)).toMatchObject({
      ok: false,
      faults: [{ kind: 'not_found' }],
    });
    expect(await statusNow()).toBe('waiting');
  });
});
