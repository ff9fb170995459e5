import { describe, expect, it } from 'vitest';
import { cents } from '#core/money.ts';
import { done, kindsOf, refusals, rowsOf } from '#test/app/orders/ordering.ts';
import { anActor } from '#test/support/builders.ts';
import { aSubscribing, billed, day, ledgerOf, type Subscribing, subscribed } from './subscribing.ts';

const cancel = (
  world: Subscribing,
  id: number,
  on: string,
  more: { mode?: 'preview' | 'commit'; version?: number; buySide?: boolean; actor?: Subscribing['sam'] } = {},
) => {
  const { actor = world.sam, mode = 'commit', ...rest } = more;
  return world.subscriptions.cancelSubscription(actor, { id, on: day(on), mode, ...rest });
};

const creditsOf = (lines: readonly { kind: number; amount: number }[]) =>
  lines.filter(({ kind }) => kind < 0).map(({ amount }) => amount);

describe('cancelling', () => {
  it('BILL-8: ends service on the day named, and the run credits just what the answer said', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    world.clock.set('2026-03-20T00:00:00.000Z');

    const cancelled = done(await cancel(world, id, '2026-03-12', { buySide: true }));
    // 10 of the 31 days from 2 March were used of 69.95: 22.56 stays charged.
    expect(cancelled.nextRun.totals).toEqual({ credited: -4739, charged: 0, tax: -474 });
    expect(cancelled.nextRun.lines[0]?.explanation.text).toContain(
      'the service is cancelled from 12 Mar 2026 on',
    );
    expect(cancelled.subscription).toMatchObject({
      status: 'cancelled',
      end: '2026-03-12',
      currentPeriod: null,
      nextDueOn: '2026-03-20',
      services: [{ side: 'sell', status: 'cancelled', activeUntil: '2026-03-12' }, { side: 'buy' }],
    });

    await billed(world, world.sam, '2026-03-20');
    const credits = (await ledgerOf(world, id, 'kind < 0')).map(({ side, kind, from, to, amount, tax }) => ({
      side,
      credits: kind,
      from,
      to,
      amount,
      tax,
    }));
    expect(credits).toEqual(
      cancelled.nextRun.lines.map(({ side, from, to, amount, tax }) => ({
        side,
        credits: -2,
        from,
        to,
        amount,
        tax,
      })),
    );
    expect(credits).toHaveLength(2);
    expect(done(await world.subscriptions.getSubscription(world.sam, { id }))).toMatchObject({
      billedThrough: '2026-03-11',
      nextDueOn: null,
    });
    await billed(world, world.sam, '2027-03-20');
    expect(await ledgerOf(world, id)).toHaveLength(5);
  });

  it('BILL-8: a day ahead cuts the period that it lies in, which is not billed yet', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    const cancelled = done(await cancel(world, id, '2026-04-12'));
    expect(cancelled.subscription).toMatchObject({ status: 'ending', end: '2026-04-12' });
    expect(cancelled.nextRun).toMatchObject({ asOf: '2026-03-02', lines: [] });
    await billed(world, world.sam, '2026-04-02');
    expect(await ledgerOf(world, id, `kind = 2 and side = 'sell'`)).toMatchObject([
      { amount: 6995 },
      { from: '2026-04-02', to: '2026-04-11', amount: 2332 },
    ]);
    world.clock.set('2026-04-12T00:00:00.000Z');
    const { status } = done(await world.subscriptions.getSubscription(world.sam, { id }));
    expect(status).toBe('cancelled');
  });

  it('FEE-1: from its first day on it leaves the setup fee alone', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    const cancelled = done(await cancel(world, id, '2026-03-02'));
    expect(cancelled.nextRun.lines).toMatchObject([{ kind: 'setup_fee', amount: 4900 }]);
    expect(cancelled.subscription).toMatchObject({ end: '2026-03-02', status: 'cancelled' });
    await billed(world, world.sam, '2026-06-01');
    expect(await ledgerOf(world, id)).toMatchObject([{ kind: 1, amount: 4900 }]);
  });

  it('a preview answers the same and writes nothing', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    const preview = done(await cancel(world, id, '2026-03-12', { mode: 'preview' }));
    expect(preview).toMatchObject({
      mode: 'preview',
      subscription: { version: 1, status: 'active', end: null },
    });
    expect(await rowsOf(world.db, 'audit', ['id'], `action = 'subscription.cancelled'`)).toEqual([]);
    const real = done(await cancel(world, id, '2026-03-12', { version: 1 }));
    expect(real.nextRun).toEqual(preview.nextRun);
    expect(real.subscription.version).toBe(2);
  });

  it('BILL-8: an end comes earlier, never later; the second credits the difference', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    done(await cancel(world, id, '2026-03-20'));
    for (const on of ['2026-03-20', '2026-03-21']) {
      const again = await cancel(world, id, on);
      expect([refusals(again), kindsOf(again)]).toEqual([['already_cancelled'], ['conflict']]);
    }
    await billed(world, world.sam, '2026-03-02');
    const earlier = done(await cancel(world, id, '2026-03-12'));
    expect(earlier.nextRun.totals.credited).toBe(-1806);
    await billed(world, world.sam, '2026-03-03');
    expect(creditsOf(await ledgerOf(world, id, `side = 'sell'`))).toEqual([-2933, -1806]);
  });
});

describe('what a cancellation is refused for', () => {
  it('BILL-8: a day before the start, and one more than three years ahead', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world, { start: '2026-03-05' });
    expect(refusals(await cancel(world, id, '2026-03-04'))).toEqual(['cancellation_before_start on']);
    expect(refusals(await cancel(world, id, '2029-03-03'))).toEqual(['day_too_far_ahead on']);
    expect(done(await cancel(world, id, '2029-03-02')).subscription.status).toBe('ending');
  });

  it('a missing power, and a version that has moved on', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    const seller = anActor(world.bluegum, { powers: ['view', 'orders'] });
    expect(kindsOf(await cancel(world, id, '2026-03-12', { actor: seller }))).toEqual(['forbidden']);
    done(await cancel(world, id, '2026-03-20', { actor: anActor(world.bluegum, { name: 'Bo Biller' }) }));
    const late = await cancel(world, id, '2026-03-12', { version: 1 });
    expect([refusals(late), kindsOf(late)]).toEqual([['subscription_changed'], ['conflict']]);
    expect(late.ok ? '' : late.faults[0]?.message).toContain('Bo Biller changed it on 2 Mar 2026 at 08:00');
  });
});

describe('two companies', () => {
  it('PROV-2: what the wholesaler supplies ends with it, on the same day, in both books', async () => {
    const world = await aSubscribing();
    const { id, supplyId } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    await billed(world, world.dana, '2026-03-02');
    done(await cancel(world, id, '2026-03-12'));
    const supply = done(
      await world.subscriptions.getSubscription(world.dana, { id: supplyId, buySide: true }),
    );
    expect(supply).toMatchObject({ status: 'ending', end: '2026-03-12', version: 2 });
    expect(supply.terms.map(({ side, end }) => [side, end])).toEqual([
      ['sell', '2026-03-12'],
      ['buy', '2026-03-12'],
    ]);
    await billed(world, world.dana, '2026-03-02');
    await billed(world, world.sam, '2026-03-02');
    const own = await ledgerOf(world, id, `kind < 0 and side = 'buy'`);
    const theirs = await ledgerOf(world, supplyId, `kind < 0 and side = 'sell'`);
    expect(own).toMatchObject(theirs.map(({ amount }) => ({ amount })));
    expect(own).toHaveLength(1);

    expect(
      await rowsOf(
        world.db,
        'audit',
        ['provider_id', 'subject', 'actor', 'action'],
        `action = 'subscription.cancelled'`,
      ),
    ).toEqual([
      {
        provider_id: world.bluegum.providerId,
        subject: `sub_${id}`,
        actor: 'Sam Seller',
        action: 'subscription.cancelled',
      },
      {
        provider_id: world.wavelink.providerId,
        subject: `sub_${supplyId}`,
        actor: 'Sam Seller (Bluegum Telecom)',
        action: 'subscription.cancelled',
      },
    ]);
    const told = await rowsOf<{ body: string }>(
      world.db,
      'outbox',
      ['body'],
      `topic = 'subscription.cancelled' and provider_id = ${world.wavelink.providerId}`,
    );
    expect(told).toHaveLength(1);
    expect(told[0]?.body).not.toContain('BG-10001');
  });

  it('a wholesaler that ends its supply ends what the retailer pays, not what its customer does', async () => {
    const world = await aSubscribing();
    const { id, supplyId } = await subscribed(world);
    done(await cancel(world, supplyId, '2026-04-12', { actor: world.dana }));
    const own = done(await world.subscriptions.getSubscription(world.sam, { id, buySide: true }));
    expect(own).toMatchObject({ status: 'active', end: null, version: 2 });
    expect(own.terms.map(({ side, end }) => [side, end])).toEqual([
      ['sell', null],
      ['buy', '2026-04-12'],
    ]);
    expect(await rowsOf(world.db, 'outbox', ['provider_id'], `topic = 'subscription.supply_ended'`)).toEqual([
      { provider_id: world.bluegum.providerId },
    ]);
    done(await cancel(world, id, '2026-04-20'));
    const supply = done(await world.subscriptions.getSubscription(world.dana, { id: supplyId }));
    expect(supply).toMatchObject({ end: '2026-04-12', version: 2 });
    done(await cancel(world, id, '2026-04-02'));
    expect(done(await world.subscriptions.getSubscription(world.dana, { id: supplyId })).end).toBe(
      '2026-04-02',
    );
  });

  it('DESIGN 8: neither finds, sees or ends the subscription of the other by its key', async () => {
    const world = await aSubscribing();
    const { id, supplyId } = await subscribed(world);
    for (const [actor, strange] of [
      [world.sam, supplyId],
      [world.dana, id],
    ] as const) {
      expect(refusals(await cancel(world, strange, '2026-03-12', { actor }))).toEqual([
        'subscription_not_found',
      ]);
      expect(refusals(await world.subscriptions.getSubscription(actor, { id: strange }))).toEqual([
        'subscription_not_found',
      ]);
    }
    const own = done(await world.subscriptions.listSubscriptions(world.sam, {}, { limit: 9, cursor: null }));
    expect(own.items.map((item) => item.id)).toEqual([id]);
    const seen = JSON.stringify(
      await world.subscriptions.getSubscription(world.dana, { id: supplyId, buySide: true }),
    );
    for (const secret of ['BG-10001', 'Ann Example', '"NBN-50"', '"BUY-NBN-50"'])
      expect(seen).not.toContain(secret);
  });
});

describe('races', () => {
  it('PROV-5: of two people at once one wins, the other is told', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    const people = ['Ada Early', 'Lou Late'].map((name) => anActor(world.bluegum, { name }));
    const results = await Promise.all(
      people.map((actor, n) => cancel(world, id, `2026-03-1${n + 1}`, { actor })),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.flatMap(kindsOf)).toEqual(['conflict']);
    expect(await rowsOf(world.db, 'audit', ['id'], `action = 'subscription.cancelled'`)).toHaveLength(2);
  });

  it('a change of the other company at the same moment is no reason to be refused', async () => {
    const world = await aSubscribing(undefined, {
      settings: [`update package_plan set subscription_overrides_enabled = 1 where code = 'WL-NBN-50'`],
    });
    const { id, supplyId } = await subscribed(world);
    const [, cancelled] = await Promise.all([
      world.subscriptions.overrideAccessFee(world.dana, { id: supplyId, fee: cents(4000), mode: 'commit' }),
      cancel(world, id, '2026-03-12'),
    ]);
    expect(cancelled.ok ? cancelled.value.subscription.end : cancelled.faults).toBe('2026-03-12');
    const supply = done(await world.subscriptions.getSubscription(world.dana, { id: supplyId }));
    expect(supply.end).toBe('2026-03-12');
  });

  it('BILL-10: a run at the same moment neither stops it nor misses it', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await Promise.all([billed(world, world.sam, '2026-03-02'), cancel(world, id, '2026-03-12').then(done)]);
    await billed(world, world.sam, '2026-03-02');
    const lines = await ledgerOf(world, id, `side = 'sell' and abs(kind) = 2`);
    expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(2256);
  });
});
