import { expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { claimRequest } from '#core/orders/claim-request.ts';
import { haltOrder } from '#core/orders/halt-order.ts';
import type { By } from '#core/orders/order.ts';
import { makeOrderStore } from '#db/stores/order-store.ts';
import { anOrdering, done, placed, rowsOf } from '#test/app/orders/ordering.ts';
import { eachDatabase } from '#test/support/databases.ts';

const NO_TRACES = { audit: [], outbox: [] };

eachDatabase('the order store', (open) => {
  it('answers an order whole, as it was placed', async () => {
    const world = await anOrdering(open);
    const { order: view, number, requests } = await placed(world, 'BUNDLE');
    const loaded = await makeOrderStore(world.db).find({ providerId: world.bluegum.providerId, number });
    expect(loaded).toMatchObject({
      order: {
        id: view.id,
        number: 'BG-O-1',
        version: 1,
        seller: { code: 'bluegum' },
        account: { reference: 'BG-10001' },
        packagePlan: { code: 'BUNDLE' },
        buyPackagePlan: { code: 'BUY-BUNDLE' },
        wholesale: { company: { code: 'wavelink' }, packagePlan: { code: 'WL-BUNDLE' } },
        requestedOn: null,
        contractType: null,
        subscription: null,
        lastChange: {
          event: 'placed',
          actor: 'Sam Seller',
          company: { code: 'bluegum' },
          visibility: 'customer',
        },
        services: [
          {
            position: 1,
            wholesaleServicePlan: { code: 'WL-SP-NBN-50' },
            request: { id: requests[0]?.id, version: 1 },
          },
          {
            position: 2,
            buyServicePlan: { code: 'WL-SP-VOIP' },
            request: { id: requests[1]?.id, assignee: null },
          },
        ],
      },
      seller: {
        timeZone: 'Australia/Perth',
        account: { id: world.customerId, firstSubscriptionStart: null },
      },
      wholesaler: {
        features: ['set_first_period_end'],
        account: { id: world.retailerAccountId, invoiceTerms: { invoiceDay: 15, invoicePeriodMonths: 1 } },
      },
      contractDocument: null,
    });
  });

  it('finds an order by number, by id and by a request, each only for its own company', async () => {
    const world = await anOrdering(open);
    const { number, order, requestId } = await placed(world);
    const store = makeOrderStore(world.db);
    const [seller, queue] = [world.bluegum.providerId, world.wavelink.providerId];
    const found = await Promise.all(
      [
        { providerId: seller, number },
        { providerId: seller, id: order.id },
        { queueId: queue, requestId },
        { providerId: queue, number },
        { providerId: queue, id: order.id },
        { queueId: seller, requestId },
      ].map((key) => store.find(key)),
    );
    expect(found.map((loaded) => loaded?.order.number ?? null)).toEqual([
      number,
      number,
      number,
      null,
      null,
      null,
    ]);
  });

  it('PROV-5: writes a change made from an old version not at all, and nothing of what comes with it', async () => {
    const world = await anOrdering(open);
    const { requestId } = await placed(world);
    const store = makeOrderStore(world.db);
    const loaded = await store.find({ queueId: world.wavelink.providerId, requestId });
    if (!loaded) throw new Error('the order is there');
    const by: By = {
      company: { id: world.wavelink.providerId, code: 'wavelink', name: 'Wavelink Wholesale' },
      actorId: 'usr_1',
      name: 'Dana Doer',
      at: world.clock.now(),
      timeZone: 'Australia/Sydney',
    };
    const halted = (text: string) =>
      done(haltOrder(loaded.order, by, { services: loaded.order.services, rejectionDetails: text }));
    const commit = (change: ReturnType<typeof halted>) =>
      store.commit({
        change,
        subscriptions: [],
        via: 'api',
        traces: {
          audit: [],
          outbox: [
            {
              providerId: by.company.id,
              topic: 'told',
              dedupeKey: change.log[0]?.text ?? '',
              body: {},
              dueAt: by.at,
            },
          ],
        },
      });
    const all = await Promise.all([commit(halted('first')), commit(halted('second'))]);
    expect(all.filter(Boolean)).toHaveLength(1);
    expect(await rowsOf(world.db, 'outbox', ['topic'], `topic = 'told'`)).toHaveLength(1);
    expect(await rowsOf(world.db, 'provisioning_log', ['id'], `event = 'halted'`)).toHaveLength(1);

    const [service] = loaded.order.services;
    if (!service) throw new Error('the order has a service');
    const claim = done(claimRequest(loaded.order, by, service, { takeOver: false }));
    expect(await store.commit({ change: claim, subscriptions: [], via: 'api', traces: NO_TRACES })).toBe(
      false,
    );
  });

  it('PROV-5: lets one of many activations at the same moment win, and bills once', async () => {
    const world = await anOrdering(open);
    const { requestId } = await placed(world);
    const results = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        world.deeds.activateRequest(n % 2 === 0 ? world.dana : world.eli, {
          requestId,
          activationDate: plainDate('2026-03-05'),
        }),
      ),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await rowsOf(world.db, 'subscription', ['provider_id'])).toHaveLength(2);
    expect(await rowsOf(world.db, 'subscription_term', ['side'])).toHaveLength(4);
    expect(await rowsOf(world.db, 'service', ['status'])).toHaveLength(4);
  });

  it('PER-3: counts the invoice periods of an account from one anchor, whichever first subscription was first', async () => {
    const world = await anOrdering(open);
    await world.db.write([
      { sql: 'update account set invoice_period_months = 5 where id = ?', args: [world.customerId] },
    ]);
    const orders = [await placed(world), await placed(world)];
    const starts = ['2026-03-05', '2027-01-05'].map(plainDate);
    const results = await Promise.all(
      orders.map(({ requestId }, n) =>
        world.deeds.activateRequest(world.dana, { requestId, activationDate: starts[n] }),
      ),
    );
    expect(results.every(({ ok }) => ok)).toBe(true);
    const terms = await rowsOf<{ anchor_month: number }>(
      world.db,
      'subscription_term',
      ['anchor_month'],
      `side = 'sell' and account_id = ${world.customerId}`,
    );
    const [one, other] = terms.map((term) => term.anchor_month);
    expect(Math.abs((other ?? 0) - (one ?? 0)) % 5).toBe(0);
  });

  it('keeps a contract byte for byte', async () => {
    const world = await anOrdering(open);
    const content = Uint8Array.from([
      0x25,
      0x50,
      0x44,
      0x46,
      ...Array.from({ length: 256 }, (_, byte) => byte),
    ]);
    const { order } = done(
      await world.deeds.placeOrder(world.sam, {
        account: 'BG-10001',
        packagePlan: 'SIGNED',
        requestedOn: null,
        services: [],
        contractDocument: { name: 'signed.pdf', mediaType: 'application/pdf', content },
      }),
    );
    expect(done(await world.deeds.getContractDocument(world.sam, order.number)).content).toEqual(content);
  });

  it('reads queue, list, log and the customer’s view', async () => {
    const world = await anOrdering(open);
    const { deeds, sam, dana } = world;
    const { number, requestId, trackingToken } = await placed(world);
    done(await deeds.claimRequest(dana, { requestId }));
    done(await deeds.haltRequest(dana, { requestId, rejectionDetails: 'No such address.' }));
    const page = { limit: 10, cursor: null };
    expect(done(await deeds.listQueue(dana, { status: 'open', assigned: 'mine' }, page))).toMatchObject({
      items: [{ id: requestId, isMine: true, rejectionDetails: 'No such address.' }],
      counts: { pending: 0, halted: 1, mine: 1, unassigned: 0 },
    });
    expect(
      done(await deeds.listOrders(sam, { status: 'halted', accountReference: 'BG-10001' }, page)).items,
    ).toMatchObject([{ number, services: [{ rejectionDetails: 'No such address.' }] }]);
    expect(done(await deeds.orderLog(sam, number, page)).items).toHaveLength(3);
    expect(done(await deeds.requestLog(dana, requestId, page)).items).toHaveLength(4);
    expect(done(await deeds.trackOrder(trackingToken))).toMatchObject({ number, status: 'halted' });
  });
});
