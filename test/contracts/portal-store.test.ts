import { expect, it } from 'vitest';
import type { Instant } from '#core/calendar.ts';
import { makeAccountStore } from '#db/stores/account-store.ts';
import { makeOrderStore } from '#db/stores/order-store.ts';
import { makePortalStore } from '#db/stores/portal-store.ts';
import { anOrdering, aWish, done, rowsOf } from '#test/app/orders/ordering.ts';
import { anActor } from '#test/support/builders.ts';
import { eachDatabase } from '#test/support/databases.ts';

const AT = '2026-03-02T00:10:00.000Z' as Instant;
const END = '2026-03-02T01:00:00.000Z' as Instant;

eachDatabase('the portal’s store', (open) => {
  it('counts each key up by one, however many count at once, and forgets what has expired', async () => {
    const { db, bluegum, wavelink } = await anOrdering(open);
    const store = makePortalStore(db);
    const times = { at: AT, expiresAt: END };
    const counts = await Promise.all(
      Array.from({ length: 8 }, () => store.count(bluegum.providerId, ['a', 'b'], times)),
    );
    expect(counts.map(([a]) => a).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(await store.count(bluegum.providerId, ['c', 'a'], times)).toEqual([1, 9]);
    expect(await store.count(wavelink.providerId, ['a'], times)).toEqual([1]);
    expect(await store.count(bluegum.providerId, ['a'], { at: END, expiresAt: END })).toEqual([1]);
    expect(await rowsOf(db, 'portal_mark', ['key'])).toHaveLength(1);
  });

  it('knows what the portal has taken under an e-mail address, whatever its capitals', async () => {
    const world = await anOrdering(open);
    const { db, deeds, bluegum, wavelink, sam } = world;
    const store = makePortalStore(db);
    const customer = anActor(bluegum, { powers: ['orders'], via: 'portal' });
    const { account: _, ...wish } = { account: '', ...aWish() };
    const { order } = done(
      await deeds.placeOrder(customer, {
        ...wish,
        newAccount: { name: 'Ann', email: 'Ann@home.example', reference: 'N-1' },
      }),
    );
    const loaded = await makeOrderStore(db).find({ providerId: bluegum.providerId, number: order.number });
    const asked = {
      providerId: bluegum.providerId,
      email: 'ann@HOME.example',
      packagePlanId: loaded?.order.packagePlan.id ?? 0,
      since: '2026-03-01T00:00:00.000Z' as Instant,
    };
    expect(await store.hasOrdered(asked)).toBe(true);
    for (const other of [
      { email: 'bob@home.example' },
      { packagePlanId: 0 },
      { since: '2026-03-02T00:00:00.000Z' as Instant },
      { providerId: wavelink.providerId },
    ])
      expect(await store.hasOrdered({ ...asked, ...other })).toBe(false);
    done(await deeds.cancelOrder(sam, { order: order.number }));
    expect(await store.hasOrdered(asked)).toBe(false);
  });

  it('ORD-1: opens the account with the order, both or neither', async () => {
    const { db, deeds, sam, bluegum } = await anOrdering(open);
    const { account: _, ...wish } = { account: '', ...aWish('HOST') };
    const newAccount = { name: 'Ann', invoiceDay: 31, alignPackages: true, reference: 'N-1' };
    const placed = done(await deeds.placeOrder(sam, { ...wish, newAccount }));
    expect(placed.order).toMatchObject({ status: 'active', account: { reference: 'N-1', name: 'Ann' } });
    expect(await makeAccountStore(db).find(bluegum.providerId, { reference: 'N-1' })).toMatchObject({
      invoiceDay: 31,
      alignPackages: true,
    });
    expect(await rowsOf(db, 'account', ['first_subscription_start'], `reference = 'N-1'`)).toEqual([
      { first_subscription_start: '2026-03-02' },
    ]);
    const taken = await deeds.placeOrder(sam, { ...wish, newAccount });
    expect(taken).toMatchObject({ faults: [{ code: 'reference_taken', path: 'newAccount.reference' }] });
    expect(await rowsOf(db, 'order', ['number'])).toHaveLength(1);
    const faulty = await deeds.placeOrder(sam, { ...wish, services: [], newAccount: { name: ' ' } });
    expect(faulty).toMatchObject({
      faults: [{ path: 'newAccount.name' }, { path: 'services[0].details.hostName' }],
    });
    const named = done(await deeds.placeOrder(sam, { ...wish, newAccount: { name: 'Bob' } }));
    expect(named.order.account.reference).toBe(`A-${named.order.number}`);
  });
});
