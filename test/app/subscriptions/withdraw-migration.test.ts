import { describe, expect, it } from 'vitest';
import { done, refusals, rowsOf } from '#test/app/orders/ordering.ts';
import { aSubscribing, billed, day, ledgerOf, type Subscribing, subscribed } from './subscribing.ts';

const migrate = async (world: Subscribing, id: number, on: string, plan = 'NBN-FLEX') =>
  done(await world.subscriptions.migrateSubscription(world.sam, { id, on: day(on), plan, mode: 'commit' }));

const withdraw = (world: Subscribing, id: number, actor = world.sam) =>
  world.subscriptions.withdrawMigration(actor, { id, mode: 'commit' });

const look = async (world: Subscribing, id: number, actor = world.sam) =>
  done(await world.subscriptions.getSubscription(actor, { id, buySide: true }));

const sums = async (world: Subscribing, id: number) => {
  const byFrom = Map.groupBy(await ledgerOf(world, id, `side = 'sell' and abs(kind) = 2`), ({ amount }) =>
    Math.sign(amount),
  );
  return [...byFrom.values()].map((lines) => lines.reduce((sum, { amount }) => sum + amount, 0));
};

describe('decision 87: withdrawing a migration that has not taken effect', () => {
  it('the old plan goes on as if nothing had been, on both sides and at the wholesaler', async () => {
    const world = await aSubscribing();
    const { id, supplyId } = await subscribed(world);
    const standing = async () => ({
      own: (await look(world, id)).terms
        .filter(({ withdrawn }) => !withdrawn)
        .map(({ side, end }) => [side, end]),
      services: (await look(world, id)).services
        .filter(({ status }) => status === 'active')
        .map(({ side, servicePlan, activeUntil }) => [side, servicePlan.code, activeUntil]),
      supply: (await look(world, supplyId, world.dana)).terms
        .filter(({ withdrawn }) => !withdrawn)
        .map(({ side, end }) => [side, end]),
    });
    const before = await standing();
    const moved = await migrate(world, id, '2026-04-10');
    expect(moved.subscription.migrationAhead).toMatchObject({
      packagePlan: { code: 'NBN-FLEX' },
      on: '2026-04-10',
    });
    const withdrawn = done(await withdraw(world, id));
    expect(withdrawn.told).toMatchObject({ plan: 'NBN-FLEX', on: '2026-04-10' });
    expect(withdrawn.subscription.migrationAhead).toBeNull();
    expect(await standing()).toEqual(before);
    for (const date of ['2026-03-02', '2026-04-02', '2026-05-02']) await billed(world, world.sam, date);
    expect(await sums(world, id)).toEqual([3 * 6995]);
  });

  it('what was billed of either plan because of it is put right by the next run', async () => {
    const world = await aSubscribing(undefined, {
      settings: [`update package_plan set bill_months_in_advance = 2 where code = 'NBN-FLEX'`],
    });
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    await migrate(world, id, '2026-03-20');
    await billed(world, world.sam, '2026-03-03');
    expect(await sums(world, id)).toHaveLength(2);
    done(await withdraw(world, id));
    await billed(world, world.sam, '2026-03-03');
    const lines = await ledgerOf(world, id, `side = 'sell' and abs(kind) = 2`);
    expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(6995);
    await billed(world, world.sam, '2026-03-03');
    expect(await ledgerOf(world, id, `side = 'sell' and abs(kind) = 2`)).toHaveLength(lines.length);
  });

  it('a cancellation withdrawn later does not bring it back, and another migration may follow', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await migrate(world, id, '2026-04-10');
    done(await withdraw(world, id));
    done(
      await world.subscriptions.cancelSubscription(world.sam, { id, on: day('2026-03-20'), mode: 'commit' }),
    );
    expect(refusals(await withdraw(world, id))).toEqual(['subscription_cancelled']);
    done(await world.subscriptions.withdrawCancellation(world.sam, { id, mode: 'commit' }));
    expect((await look(world, id)).terms.filter(({ side }) => side === 'sell')).toMatchObject([
      { packagePlan: { code: 'NBN-50' }, end: null },
      { packagePlan: { code: 'NBN-FLEX' }, withdrawn: true, end: '2026-04-10' },
    ]);
    await migrate(world, id, '2026-04-12');
    expect((await look(world, id)).terms.filter(({ side }) => side === 'sell')).toMatchObject([
      { end: '2026-04-12' },
      { withdrawn: true },
      { position: 3, packagePlan: { code: 'NBN-FLEX' }, start: '2026-04-12', end: null },
    ]);
  });

  it('refuses what is in force, what is none, and what is the retailer’s', async () => {
    const world = await aSubscribing();
    const { id, supplyId } = await subscribed(world);
    expect(refusals(await withdraw(world, id))).toEqual(['no_migration']);
    expect(refusals(await withdraw(world, supplyId, world.dana))).toEqual(['migrated_by_retailer']);
    await migrate(world, id, '2026-03-12');
    world.clock.set('2026-03-12T00:00:00.000Z');
    expect(refusals(await withdraw(world, id))).toEqual(['migration_in_effect']);
    expect(await rowsOf(world.db, 'audit', ['id'], `action = 'subscription.migration_withdrawn'`)).toEqual(
      [],
    );
  });
});
