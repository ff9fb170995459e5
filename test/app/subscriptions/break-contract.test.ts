import { describe, expect, it } from 'vitest';
import { done, rowsOf } from '#test/app/orders/ordering.ts';
import { aSubscribing, billed, day, ledgerOf, ownWork, type Subscribing, subscribed } from './subscribing.ts';

const migrate = async (
  { subscriptions, sam }: Subscribing,
  id: number,
  on: string,
  { plan = 'ROUTER', mode = 'commit' }: { plan?: string; mode?: 'preview' | 'commit' } = {},
) => done(await subscriptions.migrateSubscription(sam, { id, on: day(on), plan, mode }));

/** Break-out fees and their credits. */
const feesOf = (world: Subscribing, id: number) => ledgerOf(world, id, 'abs(kind) = 6');
const CHARGE = { side: 'sell', kind: 6, from: '2026-03-12', to: '2026-03-12', amount: 9900, tax: 990 };
const CREDIT = { ...CHARGE, kind: -6, amount: -9900, tax: -990 };

async function contractOf({ subscriptions, sam }: Subscribing, id: number) {
  return done(await subscriptions.getSubscription(sam, { id })).contract;
}

describe('CON-1: Migrations outside the contract pool break the contract and charge its break-out fee', () => {
  it('is said beforehand, with its line, and a preview writes nothing', async () => {
    const world = await aSubscribing();
    const id = await ownWork(world, 'SIGNED');
    const seen = await migrate(world, id, '2026-03-12', { mode: 'preview' });
    expect(seen.told.contract).toEqual({
      contractType: 'CARE-12M',
      pool: 'CARE',
      until: '2027-03-02',
      breakOutFee: 9900,
    });
    expect(seen.told.text).toContain('the break-out fee of 99.00 is charged with it.');
    expect(seen.breakOut).toMatchObject([
      {
        kind: 'product',
        packagePlan: 'SIGNED',
        amount: 9900,
        tax: 990,
        explanation: {
          rules: ['CON-1'],
          text: 'Break-out fee of 99.00: the migration on 12 Mar 2026 leaves the pool CARE of the contract CARE-12M, which runs until 2 Mar 2027. Tax at 10 %: 9.90.',
        },
      },
    ]);
    expect(await feesOf(world, id)).toEqual([]);
    const whatIf = done(
      await world.subscriptions.simulateSubscription(world.sam, {
        id,
        events: [{ type: 'migrate', on: day('2026-03-12'), packagePlan: 'ROUTER' }],
      }),
    );
    expect(whatIf.lines.filter(({ kind }) => kind === 'product')).toMatchObject([
      { amount: 9900, generatedOn: '2026-03-02' },
    ]);
    const without = whatIf.lines.filter(({ kind }) => kind !== 'product');
    const net = without.reduce((sum, { amount }) => sum + amount, 0);
    const { credited, charged } = whatIf.otherwise.totals;
    expect(whatIf.difference.amount).toBe(net + 9900 - credited - charged);
  });

  it('is charged once, with the migration: runs add nothing to it, and their forecast stays true', async () => {
    const world = await aSubscribing();
    const id = await ownWork(world, 'SIGNED');
    await billed(world, world.sam, '2026-03-02');
    const moved = await migrate(world, id, '2026-03-12');
    expect(await feesOf(world, id)).toMatchObject([CHARGE]);
    const before = (await ledgerOf(world, id)).length;
    await billed(world, world.sam, moved.nextRun.asOf);
    const amounts = (lines: readonly { amount: number; side: string }[]) =>
      lines.flatMap(({ side, amount }) => (side === 'sell' ? [amount] : [])).sort();
    expect(amounts((await ledgerOf(world, id)).slice(before))).toEqual(amounts(moved.nextRun.lines));
    await billed(world, world.sam, '2026-03-12');
    expect(await feesOf(world, id)).toHaveLength(1);
  });

  it('BILL-12: its line explains itself in the ledger', async () => {
    const world = await aSubscribing();
    const id = await ownWork(world, 'SIGNED');
    const moved = await migrate(world, id, '2026-03-12');
    const [row] = await rowsOf<{ id: number }>(world.db, 'cardline', ['id'], 'kind = 6');
    const line = done(await world.billing.readCardline(world.sam, row?.id ?? 0));
    expect(line.explanation).toEqual(moved.breakOut[0]?.explanation);
    expect(line).toMatchObject({ kind: 'product', generatedOn: '2026-03-02', packagePlan: 'SIGNED' });
  });

  it('a second migration breaks nothing more', async () => {
    const world = await aSubscribing();
    const id = await ownWork(world, 'SIGNED');
    await migrate(world, id, '2026-03-12');
    const again = await migrate(world, id, '2026-03-20', { plan: 'SIGNED' });
    expect(again.told.contract).toBeNull();
    const out = await migrate(world, id, '2026-03-25');
    expect([out.told.contract, out.breakOut]).toEqual([null, []]);
    expect(await feesOf(world, id)).toMatchObject([CHARGE]);
  });

  it('of two who migrate at once one is charged for', async () => {
    const world = await aSubscribing();
    const id = await ownWork(world, 'SIGNED');
    const asked = () =>
      world.subscriptions.migrateSubscription(world.sam, {
        id,
        on: day('2026-03-12'),
        plan: 'ROUTER',
        mode: 'commit',
      });
    const results = await Promise.all([asked(), asked()]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await feesOf(world, id)).toHaveLength(1);
  });

  it('nothing is charged within the pool', async () => {
    const world = await aSubscribing(undefined, {
      settings: [
        'create temp table also as select * from contract',
        `update also set id = id + 1000, package_plan = 'ROUTER'`,
        'insert into contract select * from also',
      ],
    });
    const id = await ownWork(world, 'SIGNED');
    const moved = await migrate(world, id, '2026-03-12');
    expect([moved.told.contract, moved.breakOut]).toEqual([null, []]);
    expect(moved.subscription.contract).toMatchObject({ status: 'running', brokenOn: null });
  });

  it('nothing is charged once its term is over, without a contract, or for a fee of nothing (FEE-5)', async () => {
    const world = await aSubscribing(undefined, { settings: ['update contract set break_out_fee = 0'] });
    const id = await ownWork(world, 'SIGNED');
    const later = await migrate(world, id, '2027-03-02', { mode: 'preview' });
    expect([later.told.contract, later.breakOut]).toEqual([null, []]);
    const free = await migrate(world, id, '2026-03-12');
    expect([free.told.contract?.breakOutFee, free.breakOut]).toEqual([0, []]);
    expect(free.told.text).toContain('breaking it costs nothing');
    expect(free.subscription.contract).toMatchObject({ brokenOn: '2026-03-12' });

    const other = await ownWork(world, 'SIGNED');
    await world.db.write([{ sql: 'update "order" set contract_type = null', args: [] }]);
    const unbound = await migrate(world, other, '2026-03-12');
    expect([unbound.told.contract, unbound.subscription.contract]).toEqual([null, null]);
    expect(await rowsOf(world.db, 'cardline', ['id'], 'abs(kind) = 6')).toEqual([]);
  });

  it("a supplier's own books take no part in the contract of its retailer", async () => {
    const world = await aSubscribing(undefined, {
      settings: [`update contract set package_plan = 'BUNDLE'`],
    });
    const { id, supplyId } = await subscribed(world, { packagePlan: 'BUNDLE' });
    await world.db.write([{ sql: `update "order" set contract_type = 'CARE-12M'`, args: [] }]);
    await migrate(world, id, '2026-03-12', { plan: 'NBN-50' });
    expect(await feesOf(world, id)).toMatchObject([CHARGE]);
    expect(await feesOf(world, supplyId)).toEqual([]);
    const supply = done(await world.subscriptions.getSubscription(world.dana, { id: supplyId }));
    expect([supply.contract, supply.terms]).toMatchObject([null, [{}, {}]]);
  });
});

describe('CON-1, decision 87: a migration that does not take effect breaks nothing', () => {
  it('withdrawn, the fee goes back by a credit; made again, it is charged again', async () => {
    const world = await aSubscribing();
    const id = await ownWork(world, 'SIGNED');
    await migrate(world, id, '2026-03-12');
    const base = { id, mode: 'commit' } as const;
    const seen = done(await world.subscriptions.withdrawMigration(world.sam, { id, mode: 'preview' }));
    expect(seen.breakOut).toMatchObject([{ kind: 'credit', amount: -9900, tax: -990 }]);
    expect(await feesOf(world, id)).toHaveLength(1);
    const back = done(await world.subscriptions.withdrawMigration(world.sam, base));
    expect(back.breakOut[0]?.explanation.text).toBe(
      'The break-out fee of 99.00 goes back: the migration on 12 Mar 2026 does not take effect, so the contract CARE-12M is not broken by it. Tax at 10 %: 9.90 goes back with it.',
    );
    expect(back.subscription.contract).toMatchObject({ status: 'running', brokenOn: null });
    expect(await feesOf(world, id)).toMatchObject([CHARGE, CREDIT]);
    await migrate(world, id, '2026-03-12');
    expect(await feesOf(world, id)).toMatchObject([CHARGE, CREDIT, CHARGE]);
  });

  it('a cancellation that forestalls it takes the fee back, and its withdrawal charges it after all', async () => {
    const world = await aSubscribing();
    const id = await ownWork(world, 'SIGNED');
    await migrate(world, id, '2026-03-12');
    const cancel = async (on: string) =>
      done(await world.subscriptions.cancelSubscription(world.sam, { id, on: day(on), mode: 'commit' }));
    expect((await cancel('2026-03-20')).breakOut).toEqual([]);
    expect((await cancel('2026-03-10')).breakOut).toMatchObject([{ kind: 'credit', amount: -9900 }]);
    const back = done(await world.subscriptions.withdrawCancellation(world.sam, { id, mode: 'commit' }));
    expect(back.breakOut).toMatchObject([{ kind: 'product', amount: 9900 }]);
    expect(await feesOf(world, id)).toMatchObject([CHARGE, CREDIT, CHARGE]);
  });
});

describe('CON-1: a contract is created when an order with a contract type completes', () => {
  it('runs from the first day, is broken by date, and ends with its term or the subscription', async () => {
    const world = await aSubscribing();
    const id = await ownWork(world, 'SIGNED');
    const contract = { contractType: 'CARE-12M', pool: 'CARE', from: '2026-03-02', until: '2027-03-02' };
    expect(await contractOf(world, id)).toEqual({ ...contract, status: 'running', brokenOn: null });
    await migrate(world, id, '2026-03-12');
    expect(await contractOf(world, id)).toEqual({
      ...contract,
      status: 'running',
      brokenOn: '2026-03-12',
    });
    world.clock.set('2026-03-12T01:00:00.000Z');
    expect(await contractOf(world, id)).toMatchObject({ status: 'broken', brokenOn: '2026-03-12' });

    const other = await ownWork(world, 'SIGNED');
    world.clock.set('2027-03-01T01:00:00.000Z');
    expect(await contractOf(world, other)).toMatchObject({ status: 'running' });
    world.clock.set('2027-03-02T01:00:00.000Z');
    expect(await contractOf(world, other)).toMatchObject({ status: 'ended', brokenOn: null });
  });

  it('a cancellation ends it and charges nothing', async () => {
    const world = await aSubscribing();
    const id = await ownWork(world, 'SIGNED');
    const cancelled = done(
      await world.subscriptions.cancelSubscription(world.sam, { id, on: day('2026-03-02'), mode: 'commit' }),
    );
    expect(cancelled.breakOut).toEqual([]);
    expect(cancelled.subscription.contract).toMatchObject({ status: 'ended', brokenOn: null });
  });
});
