import { describe, expect, it } from 'vitest';
import { done, refusals, rowsOf } from '#test/app/orders/ordering.ts';
import { aSubscribing, billed, day, ledgerOf, type Subscribing, subscribed } from './subscribing.ts';

interface Wish {
  readonly from: string;
  readonly until?: string;
  readonly billed?: boolean;
  readonly mode?: 'preview' | 'commit';
  readonly actor?: Subscribing['sam'];
}

const suspend = (world: Subscribing, id: number, wish: Wish) =>
  world.subscriptions.suspendSubscription(wish.actor ?? world.sam, {
    id,
    from: day(wish.from),
    until: wish.until === undefined ? null : day(wish.until),
    billed: wish.billed ?? false,
    reason: 'unpaid',
    mode: wish.mode ?? 'commit',
  });

const resume = (world: Subscribing, id: number, on: string, actor = world.sam) =>
  world.subscriptions.resumeSubscription(actor, { id, on: day(on), mode: 'commit' });

const look = async (world: Subscribing, id: number, actor = world.sam) =>
  done(await world.subscriptions.getSubscription(actor, { id, buySide: true }));

const fees = (world: Subscribing, id: number, side = 'sell') =>
  ledgerOf(world, id, `side = '${side}' and abs(kind) = 2`).then((lines) =>
    lines.map(({ kind, from, to, amount }) => `${kind} ${from}..${to} ${amount}`),
  );

describe('decision 87: suspending', () => {
  it('credits the days that are not billed, as the answer said, and shows the standing of the day', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    world.clock.set('2026-03-12T00:00:00.000Z');
    const suspended = done(await suspend(world, id, { from: '2026-03-12', until: '2026-03-22' }));
    // 21 of 31 days of 69.95 are used: 47.39 stays charged.
    expect(suspended.nextRun.totals).toEqual({ credited: -2256, charged: 0, tax: -226 });
    expect(suspended.nextRun.lines[0]?.explanation.text).toContain('it is suspended for these days');
    expect(suspended.told.text).toBe(
      'Suspended from 12 Mar 2026 to 21 Mar 2026. These days are not charged.',
    );
    expect(suspended.subscription).toMatchObject({
      status: 'suspended',
      services: [{ side: 'sell', status: 'suspended' }],
    });
    await billed(world, world.sam, '2026-03-12');
    expect(await fees(world, id)).toEqual([
      '2 2026-03-02..2026-04-01 6995',
      '-2 2026-03-12..2026-03-21 -2256',
    ]);
    world.clock.set('2026-03-22T00:00:00.000Z');
    expect((await look(world, id)).status).toBe('active');
    expect(
      done(
        await world.subscriptions.listSubscriptions(
          world.sam,
          { status: 'suspended' },
          { limit: 9, cursor: null },
        ),
      ).items,
    ).toEqual([]);
  });

  it('is found by its standing while it lasts', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    done(await suspend(world, id, { from: '2026-03-02' }));
    const page = { limit: 9, cursor: null };
    const found = done(await world.subscriptions.listSubscriptions(world.sam, { status: 'suspended' }, page));
    expect(found.items).toMatchObject([{ id, status: 'suspended' }]);
    expect(
      done(await world.subscriptions.listSubscriptions(world.sam, { status: 'active' }, page)).items,
    ).toEqual([]);
  });

  it('billed all the same changes no line', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    const suspended = done(await suspend(world, id, { from: '2026-03-12', billed: true }));
    expect(suspended.nextRun.lines).toEqual([]);
    await billed(world, world.sam, '2026-04-02');
    expect(await fees(world, id)).toEqual(['2 2026-03-02..2026-04-01 6995', '2 2026-04-02..2026-05-01 6995']);
  });

  it('until it is resumed bills nothing; resumed in the past, the days since are charged by the next run', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    done(await suspend(world, id, { from: '2026-03-12' }));
    for (const date of ['2026-03-12', '2026-04-02', '2026-05-02']) await billed(world, world.sam, date);
    expect(await fees(world, id)).toHaveLength(2);
    world.clock.set('2026-05-20T00:00:00.000Z');
    const resumed = done(await resume(world, id, '2026-04-12'));
    expect(resumed.subscription.status).toBe('active');
    await billed(world, world.sam, '2026-05-20');
    expect((await fees(world, id)).slice(2)).toEqual([
      '2 2026-04-02..2026-05-01 4663',
      '2 2026-05-02..2026-06-01 6995',
    ]);
    expect((await fees(world, id)).length).toBe(4);
  });

  it('resumed on its first day it is taken back whole', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    done(await suspend(world, id, { from: '2026-03-12' }));
    await billed(world, world.sam, '2026-03-12');
    expect(done(await resume(world, id, '2026-03-12')).told.text).toContain('is taken back');
    expect((await look(world, id)).suspensions).toEqual([]);
    await billed(world, world.sam, '2026-03-12');
    const lines = await ledgerOf(world, id, `side = 'sell' and abs(kind) = 2`);
    expect(lines.map(({ amount }) => amount)).toEqual([6995, -4739, 4739]);
  });

  it('BILL-9: goes on under the plan of a migration', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    done(await suspend(world, id, { from: '2026-03-12', until: '2026-03-22' }));
    done(
      await world.subscriptions.migrateSubscription(world.sam, {
        id,
        on: day('2026-03-17'),
        plan: 'NBN-FLEX',
        mode: 'commit',
      }),
    );
    await billed(world, world.sam, '2026-03-17');
    // NBN-FLEX, 30.00 a period from 17 March: 26 of 31 days.
    expect(await fees(world, id)).toEqual(['2 2026-03-02..2026-03-16 2256', '2 2026-03-17..2026-04-16 2516']);
  });
});

describe('decision 87: whose costs', () => {
  it('a retailer that suspends goes on paying; its wholesaler that suspends is not paid', async () => {
    const world = await aSubscribing();
    const { id, supplyId } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    done(await suspend(world, id, { from: '2026-03-12' }));
    await billed(world, world.sam, '2026-03-12');
    expect(await fees(world, id, 'buy')).toHaveLength(1);
    expect((await look(world, supplyId, world.dana)).status).toBe('active');

    done(await suspend(world, supplyId, { from: '2026-03-20', actor: world.dana }));
    await billed(world, world.sam, '2026-03-20');
    expect((await fees(world, id, 'buy')).at(-1)).toMatch(/^-2 2026-03-20\.\.2026-04-01/);
    expect(
      await rowsOf(world.db, 'outbox', ['provider_id'], `topic = 'subscription.supply_suspended'`),
    ).toEqual([{ provider_id: world.bluegum.providerId }]);
    done(await resume(world, supplyId, '2026-03-22', world.dana));
    await billed(world, world.sam, '2026-03-20');
    expect((await fees(world, id, 'buy')).at(-1)).toMatch(/^2 2026-03-22\.\.2026-04-01/);
  });
});

it('refuses days that do not fit, each with its reason', async () => {
  const world = await aSubscribing();
  const { id } = await subscribed(world);
  const refused = async (wish: Wish) => refusals(await suspend(world, id, wish));
  expect(await refused({ from: '2026-03-01', until: '2026-03-01' })).toEqual([
    'suspension_before_start from',
    'suspension_reversed until',
  ]);
  expect(await refused({ from: '2030-03-01' })).toEqual(['day_too_far_ahead from']);
  expect(refusals(await resume(world, id, '2026-03-12'))).toEqual(['not_suspended']);
  done(await suspend(world, id, { from: '2026-03-12', until: '2026-03-20' }));
  expect(await refused({ from: '2026-03-19' })).toEqual(['already_suspended']);
  done(await suspend(world, id, { from: '2026-03-20' }));
  expect(refusals(await resume(world, id, '2026-03-10'))).toEqual(['resumed_before_suspension on']);
  done(
    await world.subscriptions.cancelSubscription(world.sam, { id, on: day('2026-04-01'), mode: 'commit' }),
  );
  done(await resume(world, id, '2026-03-25'));
  expect(await refused({ from: '2026-04-02' })).toEqual(['subscription_cancelled']);
});
