import { describe, expect, it } from 'vitest';
import { aWish, done, kindsOf, refusals, rowsOf } from '#test/app/orders/ordering.ts';
import { aSubscribing, billed, day, ledgerOf, type Subscribing, subscribed } from './subscribing.ts';

const migrate = (
  world: Subscribing,
  id: number,
  to: {
    on: string;
    plan: string;
    mode?: 'preview' | 'commit';
    actor?: Subscribing['sam'];
    buySide?: boolean;
    version?: number;
  },
) => {
  const { on, actor = world.sam, mode = 'commit', ...rest } = to;
  return world.subscriptions.migrateSubscription(actor, { id, on: day(on), mode, ...rest });
};

const look = async (world: Subscribing, id: number, actor = world.sam) =>
  done(await world.subscriptions.getSubscription(actor, { id, buySide: true }));

/** What the next run writes is what was foretold. */
async function expectForetold(
  world: Subscribing,
  id: number,
  foretold: { asOf: string; lines: readonly { side: string; from: string; amount: number; tax: number }[] },
) {
  const before = (await ledgerOf(world, id)).length;
  await billed(world, world.sam, foretold.asOf);
  const made = (await ledgerOf(world, id)).slice(before);
  const facts = (lines: readonly { side: string; from: string; amount: number; tax: number }[]) =>
    lines.map(({ side, from, amount, tax }) => `${side} ${from} ${amount} ${tax}`).sort();
  expect(facts(made)).toEqual(facts(foretold.lines));
}

describe('migrating in the middle of a period', () => {
  it('BILL-9: ends the old plan, starts the new one without setup fee, and the run does as foretold', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    const moved = done(await migrate(world, id, { on: '2026-03-12', plan: 'NBN-FLEX', buySide: true }));
    expect(moved.told).toMatchObject({
      plan: 'NBN-FLEX',
      effectiveOn: '2026-03-12',
      services: [{ from: 'SP-NBN-50', to: 'SP-NBN-50' }],
      contract: null,
      text: 'NBN-FLEX takes over on 12 Mar 2026, without a setup fee.',
    });
    expect(moved.nextRun).toMatchObject({ asOf: '2026-03-02', totals: { credited: -4739, charged: 0 } });
    expect(moved.nextRun.lines[0]?.explanation.text).toContain('another plan takes over on 12 Mar 2026');
    expect(moved.subscription.terms).toMatchObject([
      { side: 'sell', position: 1, packagePlan: { code: 'NBN-50' }, end: '2026-03-12' },
      { side: 'sell', position: 2, packagePlan: { code: 'NBN-FLEX' }, start: '2026-03-12', end: null },
      { side: 'buy', position: 1, end: null },
    ]);
    expect(moved.subscription).toMatchObject({ packagePlan: { code: 'NBN-50' }, version: 2, end: null });
    await expectForetold(world, id, moved.nextRun);
    await billed(world, world.sam, '2026-03-12');
    const lines = await ledgerOf(world, id, `side = 'sell' and "from" = '2026-03-12' and kind > 0`);
    expect(lines).toMatchObject([{ kind: 2, to: '2026-04-11', amount: 3000 }]);
  });

  it('BILL-9: back-dated, the next run credits the old plan and charges the new one', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    world.clock.set('2026-03-20T00:00:00.000Z');
    const moved = done(await migrate(world, id, { on: '2026-03-12', plan: 'NBN-FLEX' }));
    expect(moved.nextRun.totals).toEqual({ credited: -4739, charged: 3000, tax: -174 });
    expect(moved.subscription.packagePlan.code).toBe('NBN-FLEX');
    await expectForetold(world, id, moved.nextRun);
  });

  it('BILL-9: a plan that disables it is left at the next boundary, and the answer says so', async () => {
    const world = await aSubscribing(undefined, {
      settings: [`update package_plan set disable_migrations_during_period = 1 where code = 'NBN-50'`],
    });
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    const moved = done(await migrate(world, id, { on: '2026-03-12', plan: 'NBN-FLEX', mode: 'preview' }));
    expect(moved.told).toMatchObject({ effectiveOn: '2026-04-02' });
    expect(moved.told.text).toContain('12 Mar 2026 waits for the next boundary');
    expect(moved.nextRun.lines).toEqual([]);
    expect((await look(world, id)).version).toBe(1);
    expect(done(await migrate(world, id, { on: '2026-04-02', plan: 'NBN-FLEX' })).told.effectiveOn).toBe(
      '2026-04-02',
    );
  });

  it('a cancellation before it forestalls it; one on a later day ends the new plan', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    done(await migrate(world, id, { on: '2026-03-12', plan: 'NBN-FLEX' }));
    const cancel = async (on: string) =>
      done(await world.subscriptions.cancelSubscription(world.sam, { id, on: day(on), mode: 'commit' }))
        .subscription;
    expect(await cancel('2026-03-20')).toMatchObject({ end: '2026-03-20', status: 'ending' });
    const forestalled = await cancel('2026-03-08');
    expect(forestalled).toMatchObject({ end: '2026-03-08', packagePlan: { code: 'NBN-50' } });
    expect(forestalled.terms.map(({ start, end }) => [start, end])).toEqual([
      ['2026-03-02', '2026-03-08'],
      ['2026-03-12', '2026-03-12'],
    ]);
    await billed(world, world.sam, '2026-05-02');
    expect(await ledgerOf(world, id, `side = 'sell' and kind = 2`)).toMatchObject([
      { from: '2026-03-02', to: '2026-03-07' },
    ]);
  });

  it('of two on one day the later entered one counts; a further one follows it', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    done(await migrate(world, id, { on: '2026-03-12', plan: 'NBN-FLEX' }));
    expect(refusals(await migrate(world, id, { on: '2026-03-11', plan: 'NBN-50' }))).toEqual([
      'migration_before_term on',
    ]);
    done(await migrate(world, id, { on: '2026-03-12', plan: 'NBN-50' }));
    await billed(world, world.sam, '2026-03-12');
    expect(await ledgerOf(world, id, `side = 'sell' and kind = 2`)).toMatchObject([
      { from: '2026-03-02', to: '2026-03-11', amount: 2256 },
      { from: '2026-03-12', to: '2026-04-11', amount: 6995 },
    ]);
  });
});

describe('services and the wholesaler', () => {
  it('BILL-9: what the new plan is bought as follows in both books, what it lacks ends', async () => {
    const world = await aSubscribing();
    const { id, supplyId } = await subscribed(world, { packagePlan: 'BUNDLE' });
    await billed(world, world.sam, '2026-03-02');
    await billed(world, world.dana, '2026-03-02');
    const moved = done(await migrate(world, id, { on: '2026-03-12', plan: 'NBN-50', buySide: true }));
    expect(moved.told.services).toEqual([
      { from: 'SP-NBN-50', to: 'SP-NBN-50' },
      { from: 'SP-VOIP', to: null },
    ]);
    expect(moved.subscription.services).toMatchObject([
      { side: 'sell', servicePlan: { code: 'SP-NBN-50' }, activeUntil: null },
      { side: 'buy', servicePlan: { code: 'WL-SP-NBN-50' }, activeUntil: null },
      { side: 'sell', servicePlan: { code: 'SP-VOIP' }, activeUntil: '2026-03-12' },
      { side: 'buy', servicePlan: { code: 'WL-SP-VOIP' }, activeUntil: '2026-03-12' },
    ]);
    const supply = await look(world, supplyId, world.dana);
    expect(
      supply.terms.map(({ side, packagePlan, start, end }) => [side, packagePlan.code, start, end]),
    ).toEqual([
      ['sell', 'WL-BUNDLE', '2026-03-02', '2026-03-12'],
      ['sell', 'WL-NBN-50', '2026-03-12', null],
      ['buy', 'WL-BUY-BUNDLE', '2026-03-02', '2026-03-12'],
      ['buy', 'WL-BUY-NBN-50', '2026-03-12', null],
    ]);
    await expectForetold(world, id, moved.nextRun);
    await billed(world, world.dana, '2026-03-12');
    await billed(world, world.sam, '2026-03-12');
    const amounts = async (subscription: number, side: string) =>
      (await ledgerOf(world, subscription, `side = '${side}'`)).map(({ amount }) => amount).sort();
    expect(await amounts(id, 'buy')).toEqual(await amounts(supplyId, 'sell'));
    const told = await rowsOf<{ body: string }>(
      world.db,
      'outbox',
      ['body'],
      `topic = 'subscription.migrated' and provider_id = ${world.wavelink.providerId}`,
    );
    expect(told).toHaveLength(1);
    expect(told[0]?.body).not.toContain('BG-10001');
  });

  it('BILL-9: a service on another plan of the same source goes on under its number; the old plan takes it back', async () => {
    const world = await aSubscribing(undefined, {
      settings: [
        `insert into catalogue_item (provider_id, kind, code) select provider_id, kind, 'SP-FAST' from catalogue_item where code = 'SP-NBN-50'`,
        `create temp table fast as select * from service_plan where code = 'SP-NBN-50'`,
        `update fast set id = (select max(id) + 1 from service_plan), code = 'SP-FAST', item_id = (select id from catalogue_item where code = 'SP-FAST')`,
        'insert into service_plan select * from fast',
        `update package_service set service_plan = 'SP-FAST' where package_plan = 'NBN-FLEX'`,
        `update package_plan set access_fee = null where code in ('NBN-50', 'NBN-FLEX')`,
      ],
    });
    const { id } = await subscribed(world);
    done(await migrate(world, id, { on: '2026-03-12', plan: 'NBN-FLEX' }));
    const services = await rowsOf(
      world.db,
      'service',
      ['order_service_id', 'first_term', 'last_term', 'active_from', 'active_until', 'details'],
      `subscription_id = ${id} and side = 'sell'`,
    );
    const common = { order_service_id: 1, details: '{"address":"1 High Street, Geelong VIC 3220"}' };
    expect(services).toEqual([
      { ...common, first_term: 1, last_term: 1, active_from: '2026-03-02', active_until: '2026-03-12' },
      { ...common, first_term: 2, last_term: null, active_from: '2026-03-12', active_until: null },
    ]);
    await billed(world, world.sam, '2026-03-12');
    expect(await ledgerOf(world, id, `side = 'sell' and kind = 2`)).toHaveLength(2);
    done(await migrate(world, id, { on: '2026-03-20', plan: 'NBN-50' }));
    expect(
      await rowsOf(world.db, 'service', ['id'], `subscription_id = ${id} and side = 'sell'`),
    ).toHaveLength(3);
  });

  it('PROV-1: what has to be provisioned takes a new order', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    expect(refusals(await migrate(world, id, { on: '2026-03-12', plan: 'BUNDLE' }))).toEqual([
      'service_needs_order plan',
    ]);
    const router = await migrate(world, id, { on: '2026-03-12', plan: 'ROUTER' });
    expect(router.ok ? '' : router.faults[0]?.message).toBe(
      'ROUTER has the Other service SP-ROUTER, which no service of this subscription can go on as: it has to be provisioned. Place an order for ROUTER and cancel this subscription.',
    );
  });
});

describe('what a migration is refused for', () => {
  it('CAT-3, CAT-4: every fault at once, each at its place', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    const faults = refusals(await migrate(world, id, { on: '2026-03-01', plan: 'PSTN' }));
    expect(faults).toEqual(['migration_before_term on', 'service_needs_order plan']);
    expect(refusals(await migrate(world, id, { on: '2030-03-01', plan: 'DRAFT' }))).toEqual([
      'day_too_far_ahead on',
      'service_plans_linked plan',
      'buy_and_sell_linked plan',
      'plan_not_offered plan',
    ]);
    expect(refusals(await migrate(world, id, { on: '2026-03-01', plan: 'NOTHING' }))).toEqual([
      'migration_before_term on',
      'plan_not_found plan',
    ]);
    expect(refusals(await migrate(world, id, { on: '2026-03-12', plan: 'NBN-50' }))).toEqual([
      'same_plan plan',
    ]);
    expect(refusals(await migrate(world, id, { on: '2026-03-12', plan: 'OUTDATED' }))).toEqual([
      'wholesale_plan_not_offered plan',
    ]);
  });

  it('a cancelled subscription, and services that are not active yet', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    done(
      await world.subscriptions.cancelSubscription(world.sam, { id, on: day('2026-05-02'), mode: 'commit' }),
    );
    expect(refusals(await migrate(world, id, { on: '2026-03-12', plan: 'NBN-FLEX' }))).toEqual([
      'subscription_cancelled',
    ]);
    const { deeds, sam, dana } = world;
    const { order } = done(await deeds.placeOrder(sam, aWish('BUNDLE')));
    const queue = done(await deeds.listQueue(dana, {}, { limit: 50, cursor: null }));
    const first = queue.items.find(({ orderNumber }) => orderNumber === order.number);
    done(await deeds.activateRequest(dana, { requestId: first?.id ?? 0, activationDate: day('2026-03-02') }));
    const [row] = await rowsOf<{ id: number }>(
      world.db,
      'subscription',
      ['id'],
      `order_id = ${order.id} and provider_id = ${world.bluegum.providerId}`,
    );
    expect(refusals(await migrate(world, row?.id ?? 0, { on: '2026-03-12', plan: 'NBN-50' }))).toEqual([
      'services_pending',
    ]);
  });

  it('DESIGN 8: the wholesaler does not move what a retailer sells, and sees no subscription but its own', async () => {
    const world = await aSubscribing();
    const { id, supplyId } = await subscribed(world);
    const own = await migrate(world, supplyId, { on: '2026-03-12', plan: 'WL-BUNDLE', actor: world.dana });
    expect([refusals(own), kindsOf(own)]).toEqual([['migrated_by_retailer'], ['conflict']]);
    const strange = await migrate(world, id, { on: '2026-03-12', plan: 'WL-BUNDLE', actor: world.dana });
    expect(kindsOf(strange)).toEqual(['not_found']);
  });

  it('PROV-5: of a migration and a cancellation at once one wins, the other is told', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    const results = await Promise.all([
      migrate(world, id, { on: '2026-03-12', plan: 'NBN-FLEX' }),
      world.subscriptions.cancelSubscription(world.sam, { id, on: day('2026-03-15'), mode: 'commit' }),
    ]);
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.flatMap<string>(kindsOf)).toEqual(['conflict']);
  });
});
