import { expect, it } from 'vitest';
import type { SubscriptionStore } from '#app/ports/subscriptions.ts';
import { plainDate } from '#core/calendar.ts';
import { cancelSubscription } from '#core/subscriptions/cancel-subscription.ts';
import { makeSubscriptionStore } from '#db/stores/subscription-store.ts';
import { done, rowsOf } from '#test/app/orders/ordering.ts';
import { aSubscribing, billed, subscribed } from '#test/app/subscriptions/subscribing.ts';
import { eachDatabase } from '#test/support/databases.ts';

const NO_TRACES = { audit: [], outbox: [] };
const today = plainDate('2026-03-02');

const loadedFrom = async (store: SubscriptionStore, providerId: number, id: number) => {
  const loaded = await store.find(providerId, id);
  if (loaded === null) throw new Error('the subscription is there');
  return loaded;
};

eachDatabase('the subscription store', (open) => {
  it('answers a subscription whole, with that of the other company of its order', async () => {
    const world = await aSubscribing(open);
    const { id, supplyId, number } = await subscribed(world);
    await billed(world, world.sam, '2026-03-02');
    const store = makeSubscriptionStore(world.db);
    const { own, counterpart } = await loadedFrom(store, world.bluegum.providerId, id);
    expect(own).toMatchObject({
      id,
      version: 1,
      status: 'active',
      company: { code: 'bluegum' },
      timeZone: 'Australia/Perth',
      account: {
        reference: 'BG-10001',
        invoiceTerms: { invoiceDay: 1, invoicePeriodMonths: 1, invoiceAnchor: null },
        firstSubscriptionStart: '2026-03-02',
        parkedReason: null,
      },
      order: { number, sellerId: world.bluegum.providerId, contractType: null },
      terms: [
        {
          side: 'sell',
          position: 1,
          packagePlan: { code: 'NBN-50' },
          term: {
            grid: { start: '2026-03-02', anchor: { day: 2 }, lengthMonths: 1 },
            knownFrom: '2026-03-02',
            chargesSetup: true,
            accessFeeOverride: null,
            end: null,
          },
          endKnownFrom: null,
          progress: { nextPeriod: 1, waiting: [], setupBilled: true, settledEnd: null },
          nextDueOn: '2026-04-02',
          approved: [],
        },
        { side: 'buy', packagePlan: { code: 'BUY-NBN-50' } },
      ],
      services: [
        { side: 'sell', servicePlan: { code: 'SP-NBN-50' }, status: 'active', firstTerm: 1, lastTerm: null },
        { side: 'buy', servicePlan: { code: 'WL-SP-NBN-50' }, activeFrom: '2026-03-02', activeUntil: null },
      ],
    });
    expect(counterpart).toMatchObject({
      id: supplyId,
      company: { code: 'wavelink' },
      account: { invoiceTerms: { invoiceDay: 15 } },
    });
    expect((await loadedFrom(store, world.wavelink.providerId, supplyId)).counterpart?.id).toBe(id);
    expect(await store.find(world.wavelink.providerId, id)).toBeNull();
    expect(await store.find(world.bluegum.providerId, 999)).toBeNull();
  });

  it('BILL-10: writes a change made from an old version not at all, be it a run or a person that was first', async () => {
    const world = await aSubscribing(open);
    const { id, supplyId } = await subscribed(world);
    const store = makeSubscriptionStore(world.db);
    const { own, counterpart } = await loadedFrom(store, world.bluegum.providerId, id);
    if (counterpart === null) throw new Error('the wholesaler has one too');
    const changes = done(
      cancelSubscription(own, {
        on: plainDate('2026-03-12'),
        today,
        upstream: { subscription: counterpart, today },
        downstream: null,
      }),
    );
    await billed(world, world.dana, '2026-03-02');
    expect(await store.commit(changes, [], NO_TRACES)).toBe(false);
    const fresh = await loadedFrom(store, world.bluegum.providerId, id);
    expect(fresh).toMatchObject({ own: { version: 1, status: 'active' } });

    const again = (end: string) =>
      done(
        cancelSubscription(fresh.own, {
          on: plainDate(end),
          today,
          upstream: fresh.counterpart && { subscription: fresh.counterpart, today },
          downstream: null,
        }),
      );
    const results = await Promise.all([
      store.commit(again('2026-03-12'), [], NO_TRACES),
      store.commit(again('2026-03-14'), [], NO_TRACES),
    ]);
    expect([...results].sort()).toEqual([false, true]);
    expect(
      await rowsOf(world.db, 'subscription', ['id', 'version', 'status'], `id in (${id}, ${supplyId})`),
    ).toEqual([
      { id, version: 2, status: 'cancelled' },
      { id: supplyId, version: 2, status: 'cancelled' },
    ]);
    expect(await rowsOf(world.db, 'subscription_term', ['id'], '"end" is not null')).toHaveLength(4);
    expect(await rowsOf(world.db, 'service', ['id'], 'active_until is not null')).toHaveLength(4);
  });

  it('lists by page, account and standing, newest first, each company its own', async () => {
    const world = await aSubscribing(open);
    const [first, second, third] = [
      await subscribed(world),
      await subscribed(world),
      await subscribed(world),
    ];
    const { subscriptions, sam } = world;
    const cancel = async (id: number, on: string) =>
      done(await subscriptions.cancelSubscription(sam, { id, on: plainDate(on), mode: 'commit' }));
    await cancel(first.id, '2026-03-02');
    await cancel(second.id, '2026-03-12');
    const migrated = await subscriptions.migrateSubscription(sam, {
      id: third.id,
      on: plainDate('2026-03-12'),
      plan: 'NBN-FLEX',
      mode: 'commit',
    });
    done(migrated);
    const store = makeSubscriptionStore(world.db);
    const page = async (filter: Parameters<SubscriptionStore['page']>[1], on = today, limit = 9) =>
      done(await store.page(world.bluegum.providerId, filter, on, { limit, cursor: null })).items.map(
        (row) => [row.id, row.status, row.end, row.packagePlan.code],
      );
    const all = [
      [third.id, 'active', null, 'NBN-50'],
      [second.id, 'ending', '2026-03-12', 'NBN-50'],
      [first.id, 'cancelled', '2026-03-02', 'NBN-50'],
    ];
    expect(await page({})).toEqual(all);
    expect(await page({ status: 'active' })).toEqual([all[0]]);
    expect(await page({ status: 'ending' })).toEqual([all[1]]);
    expect(await page({ status: 'cancelled' })).toEqual([all[2]]);
    expect(await page({ status: 'cancelled' }, plainDate('2026-03-12'))).toHaveLength(2);
    expect((await page({}, plainDate('2026-03-12')))[0]).toEqual([third.id, 'active', null, 'NBN-FLEX']);
    expect(await page({ account: { reference: 'BG-10001' } })).toEqual(all);
    expect(await page({ account: { id: world.customerId } })).toEqual(all);
    expect(await page({ account: { id: world.retailerAccountId } })).toEqual([]);
    const one = done(await store.page(world.bluegum.providerId, {}, today, { limit: 2, cursor: null }));
    const rest = done(
      await store.page(world.bluegum.providerId, {}, today, { limit: 2, cursor: one.nextCursor }),
    );
    expect([...one.items, ...rest.items].map(({ id }) => id)).toEqual([third.id, second.id, first.id]);
    expect(rest.nextCursor).toBeNull();
  });
});
