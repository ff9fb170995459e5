import { describe, expect, it } from 'vitest';
import { done, refusals, rowsOf } from '#test/app/orders/ordering.ts';
import { aSubscribing, billed, day, ledgerOf, type Subscribing, subscribed } from './subscribing.ts';

const cancel = (world: Subscribing, id: number, on: string, actor = world.sam) =>
  world.subscriptions.cancelSubscription(actor, { id, on: day(on), mode: 'commit' });

const withdraw = (
  world: Subscribing,
  id: number,
  { actor = world.sam, mode = 'commit' as 'preview' | 'commit' } = {},
) => world.subscriptions.withdrawCancellation(actor, { id, mode });

const look = async (world: Subscribing, id: number, actor = world.sam) =>
  done(await world.subscriptions.getSubscription(actor, { id, buySide: true }));

const endsOf = async (world: Subscribing, id: number, actor = world.sam) =>
  (await look(world, id, actor)).terms.map(({ side, end }) => [side, end]);

const sell = (world: Subscribing, id: number) =>
  ledgerOf(world, id, `side = 'sell' and abs(kind) = 2`).then((lines) =>
    lines.map(({ kind, from, to, amount, tax }) => `${kind} ${from}..${to} ${amount} ${tax}`),
  );

describe('decision 87: withdrawing a cancellation', () => {
  it('before a run has credited anything leaves no trace in the ledger', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    done(await cancel(world, id, '2026-03-12'));
    const withdrawn = done(await withdraw(world, id));
    expect(withdrawn.nextRun.lines).toEqual([]);
    expect(withdrawn.subscription).toMatchObject({ status: 'active', end: null });
    expect(withdrawn.subscription.services).toMatchObject([{ status: 'active', activeUntil: null }]);
    await billed(world, world.sam, '2026-03-02');
    expect(await sell(world, id)).toEqual(['2 2026-03-02..2026-04-01 6995 700']);
  });

  it('after a run has credited, the next one charges just that again, as the answer said, and goes on', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    world.clock.set('2026-03-20T00:00:00.000Z');
    done(await cancel(world, id, '2026-03-12'));
    await billed(world, world.sam, '2026-03-20');

    const preview = done(await withdraw(world, id, { mode: 'preview' }));
    expect(preview.nextRun.totals).toEqual({ credited: 0, charged: 4739, tax: 474 });
    expect(preview.nextRun.lines[0]?.explanation.text).toContain(
      'these days have service after all, since what had cut them off was taken back',
    );
    expect((await look(world, id)).status).toBe('cancelled');
    done(await withdraw(world, id));
    await billed(world, world.sam, '2026-03-20');
    await billed(world, world.sam, '2026-04-02');
    expect(await sell(world, id)).toEqual([
      '2 2026-03-02..2026-04-01 6995 700',
      '-2 2026-03-12..2026-04-01 -4739 -474',
      '2 2026-03-12..2026-04-01 4739 474',
      '2 2026-04-02..2026-05-01 6995 700',
    ]);
    await billed(world, world.sam, '2026-04-02');
    expect(await sell(world, id)).toHaveLength(4);
  });

  it('long after its day bills what was left out in between', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    done(await cancel(world, id, '2026-04-12'));
    for (const date of ['2026-04-02', '2026-06-20']) await billed(world, world.sam, date);
    world.clock.set('2026-06-20T00:00:00.000Z');
    done(await withdraw(world, id));
    await billed(world, world.sam, '2026-06-20');
    expect(await sell(world, id)).toEqual([
      '2 2026-03-02..2026-04-01 6995 700',
      '2 2026-04-02..2026-04-11 2332 233',
      '2 2026-05-02..2026-06-01 6995 700',
      '2 2026-06-02..2026-07-01 6995 700',
      // A correction of a line that is there already.
      '2 2026-04-12..2026-05-01 4663 467',
    ]);
  });

  it('a migration that it forestalled takes effect after all', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    done(
      await world.subscriptions.migrateSubscription(world.sam, {
        id,
        on: day('2026-04-10'),
        plan: 'NBN-FLEX',
        mode: 'commit',
      }),
    );
    const before = await endsOf(world, id);
    done(await cancel(world, id, '2026-03-20'));
    done(await withdraw(world, id));
    expect(await endsOf(world, id)).toEqual(before);
    expect((await look(world, id)).services.map(({ activeUntil }) => activeUntil)).toEqual(
      (await look(world, id)).services.map(() => null),
    );
  });

  it('a run of a day before the withdrawal became known does not know it', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    done(await cancel(world, id, '2026-03-12'));
    await billed(world, world.sam, '2026-03-12');
    world.clock.set('2026-03-20T00:00:00.000Z');
    done(await withdraw(world, id));
    await billed(world, world.sam, '2026-03-19');
    expect(await sell(world, id)).toHaveLength(2);
    await billed(world, world.sam, '2026-03-20');
    expect(await sell(world, id)).toHaveLength(3);
  });
});

describe('decision 87: the other company', () => {
  it('what the wholesaler supplies comes back with it, and each is told of its own', async () => {
    const world = await aSubscribing();
    const { id, supplyId } = await subscribed(world);
    done(await cancel(world, id, '2026-03-12'));
    expect(refusals(await withdraw(world, supplyId, { actor: world.dana }))).toEqual([
      'cancelled_by_retailer',
    ]);
    done(await withdraw(world, id));
    expect(await look(world, supplyId, world.dana)).toMatchObject({ status: 'active', end: null });
    expect((await endsOf(world, id)).every(([, end]) => end === null)).toBe(true);
    const told = await rowsOf<{ provider_id: number; body: string }>(
      world.db,
      'outbox',
      ['provider_id', 'body'],
      `topic = 'subscription.cancellation_withdrawn'`,
    );
    expect(told.map((row) => row.provider_id).sort()).toEqual(
      [world.bluegum.providerId, world.wavelink.providerId].sort(),
    );
    expect(told.find((row) => row.provider_id === world.wavelink.providerId)?.body).not.toContain('BG-10001');
  });

  it('a supply that the wholesaler has ended itself stays ended until it withdraws that', async () => {
    const world = await aSubscribing();
    const { id, supplyId } = await subscribed(world);
    done(await cancel(world, supplyId, '2026-04-12', world.dana));
    done(await cancel(world, id, '2026-04-20'));
    expect(refusals(await withdraw(world, supplyId, { actor: world.dana }))).toEqual(['retailer_cancelled']);
    expect(done(await withdraw(world, id)).told.text).toContain('has ended its supply itself');
    expect(await endsOf(world, id)).toEqual([
      ['sell', null],
      ['buy', '2026-04-12'],
    ]);
    done(await withdraw(world, supplyId, { actor: world.dana }));
    expect(await endsOf(world, id)).toEqual([
      ['sell', null],
      ['buy', null],
    ]);
    expect(
      await rowsOf(world.db, 'outbox', ['provider_id'], `topic = 'subscription.supply_resumed'`),
    ).toEqual([{ provider_id: world.bluegum.providerId }]);
  });

  it('refuses where nothing is cancelled', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    expect(refusals(await withdraw(world, id))).toEqual(['not_cancelled']);
  });

  it('BILL-8: after a withdrawal a later day may be named', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    done(await cancel(world, id, '2026-03-12'));
    expect(refusals(await cancel(world, id, '2026-03-20'))).toEqual(['already_cancelled']);
    done(await withdraw(world, id));
    expect(done(await cancel(world, id, '2026-03-20')).subscription.end).toBe('2026-03-20');
  });
});
