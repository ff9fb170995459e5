import { describe, expect, it } from 'vitest';
import { booksOf } from '#app/orders/books.ts';
import { plainDate } from '#core/calendar.ts';
import { activateOrder } from '#core/orders/activate-order.ts';
import { claimRequest } from '#core/orders/claim-request.ts';
import { haltOrder } from '#core/orders/halt-order.ts';
import type { By } from '#core/orders/order.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeChunkStore } from '#db/stores/chunk-store.ts';
import { makeOrderQueueStore } from '#db/stores/order-queue-store.ts';
import { makeOrderStore } from '#db/stores/order-store.ts';
import { makeOrderViewStore } from '#db/stores/order-view-store.ts';
import { anOrdering, done, type Ordering, placed, rowsOf } from '#test/app/orders/ordering.ts';
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
        joining: [],
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
    expect(
      await store.commit({ change: claim, subscriptions: [], joining: [], via: 'api', traces: NO_TRACES }),
    ).toBe(false);
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

  describe('PROV-2: a service that joins', () => {
    /** A bundle with its internet active since 2 March, and a plan to activate its phone from 9 March, entered on the 3rd. */
    const aPlanToJoin = async () => {
      const world = await anOrdering(open);
      const { requests, number } = await placed(world, 'BUNDLE');
      const [internet = 0, phone = 0] = requests.map(({ id }) => id);
      done(
        await world.deeds.activateRequest(world.dana, {
          requestId: internet,
          activationDate: plainDate('2026-03-02'),
        }),
      );
      world.clock.set('2026-03-03T02:00:00.000Z');
      const store = makeOrderStore(world.db);
      const loaded = await store.find({ queueId: world.wavelink.providerId, requestId: phone });
      const services = loaded?.order.services.slice(1);
      if (!loaded || !services) throw new Error('the order is there');
      const books = await booksOf(
        { catalogue: makeCatalogueReader(world.db), clock: world.clock },
        loaded.order,
        loaded,
      );
      const plan = done(
        activateOrder(
          loaded.order,
          {
            company: { id: world.wavelink.providerId, code: 'wavelink', name: 'Wavelink Wholesale' },
            actorId: 'usr_1',
            name: 'Dana Doer',
            at: world.clock.now(),
            timeZone: 'Australia/Sydney',
          },
          {
            services,
            on: plainDate('2026-03-09'),
            firstPeriodEnd: null,
            maySetFirstPeriodEnd: false,
            today: plainDate('2026-03-03'),
            ...done(books),
          },
        ),
      );
      const commit = () => store.commit({ ...plan, via: 'api', traces: NO_TRACES });
      return { world, number, plan, commit, requests };
    };
    const joiningOf = (world: Ordering) =>
      rowsOf<{ joining: string | null }>(world.db, 'subscription_term', [
        'joining',
        'next_due_on',
        'version',
      ]);

    it('waits with each of its terms for the next run, due from the day on which it is known', async () => {
      const { world, plan, commit } = await aPlanToJoin();
      expect(
        plan.joining.map(({ companyId, knownFrom, servicePlans }) => [
          companyId,
          knownFrom,
          servicePlans[0]?.code,
        ]),
      ).toEqual([
        [world.bluegum.providerId, '2026-03-03', 'SP-VOIP'],
        [world.wavelink.providerId, '2026-03-03', 'WL-SP-VOIP'],
      ]);
      await world.db.write([{ sql: `update subscription_term set next_due_on = '2026-04-02'`, args: [] }]);
      expect(await commit()).toBe(true);
      const services = await rowsOf<{ id: number }>(
        world.db,
        'service',
        ['id', 'status', 'active_from', 'known_from'],
        'known_from is not null',
      );
      expect(services).toMatchObject(
        Array.from({ length: 4 }, () => ({
          status: 'active',
          active_from: '2026-03-09',
          known_from: '2026-03-03',
        })),
      );
      expect(await joiningOf(world)).toEqual(
        services.map(({ id }) => ({
          joining: JSON.stringify([{ serviceKey: id, knownFrom: '2026-03-03' }]),
          next_due_on: '2026-03-03',
          version: 2,
        })),
      );
    });

    it('BILL-10: is read by a run as such, in a later version of its term than runs have read before', async () => {
      const { world, commit } = await aPlanToJoin();
      const chunks = makeChunkStore(world.db);
      const { providerId } = world.bluegum;
      const plans = await rowsOf<{ package_plan_id: number }>(world.db, 'subscription_term', [
        'package_plan_id',
      ]);
      const query = {
        asOf: plainDate('2026-03-02'),
        afterTermId: 0,
        untilTermId: null,
        limit: 10,
        changedPlans: [],
        servicePlans: plans.map((row) => row.package_plan_id),
        featuredPlans: [],
        manualApproval: false,
        withoutAccounts: [],
      };
      const [before] = await chunks.readChunk(providerId, query);
      expect(before).toMatchObject({ progress: { joining: [] }, services: [{ from: null }] });
      expect(await commit()).toBe(true);
      const [after] = await chunks.readChunk(providerId, query);
      expect(after).toMatchObject({
        version: (before?.version ?? 0) + 1,
        progress: { joining: [{ serviceKey: after?.services[1]?.serviceId, knownFrom: '2026-03-03' }] },
        services: [{ from: null }, { from: '2026-03-09' }],
      });
    });

    it('PROV-5: does not join a subscription that was cancelled meanwhile, and nothing else is written', async () => {
      for (const company of ['bluegum', 'wavelink'] as const) {
        const { world, commit } = await aPlanToJoin();
        await world.db.write([
          {
            sql: `update subscription set status = 'cancelled' where provider_id = ?`,
            args: [world[company].providerId],
          },
        ]);
        expect(await commit()).toBe(false);
        expect(await rowsOf(world.db, 'service', ['id'], 'known_from is not null')).toEqual([]);
        expect(await rowsOf(world.db, 'provisioning_log', ['id'], `event = 'activated'`)).toHaveLength(1);
      }
    });
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

  it('PROV-4: finds the entry that made a version, for the companies that may read it', async () => {
    const world = await anOrdering(open);
    const { deeds, dana, bluegum, wavelink } = world;
    const reader = makeOrderViewStore(world.db);
    const { order, requestId } = await placed(world);
    done(await deeds.claimRequest(dana, { requestId }));
    done(await deeds.haltRequest(dana, { requestId, rejectionDetails: 'No such address.' }));
    const ofRequest = (companyId: number, version: number) =>
      reader.logEntryOfRequest({ companyId, requestId, version });
    const ofOrder = (providerId: number, version: number) =>
      reader.logEntryOfOrder({ providerId, orderId: order.id, version });
    const [own, other] = [wavelink.providerId, bluegum.providerId];
    expect(await ofRequest(own, 1)).toMatchObject({ event: 'received', position: 1 });
    expect(await ofRequest(own, 2)).toMatchObject({
      event: 'claimed',
      actor: 'Dana Doer',
      visibility: 'internal',
    });
    expect(await ofRequest(own, 3)).toMatchObject({
      event: 'halted',
      text: 'Provisioning Halted: No such address.',
      company: { code: 'wavelink' },
    });
    expect(await Promise.all([ofRequest(own, 4), ofRequest(other, 3), ofRequest(other, 2)])).toEqual([
      null,
      null,
      null,
    ]);
    expect(await ofOrder(other, 1)).toMatchObject({ event: 'placed', position: null });
    expect(await ofOrder(other, 2)).toMatchObject({ event: 'halted', position: 1 });
    expect(await Promise.all([ofOrder(other, 3), ofOrder(own, 2)])).toEqual([null, null]);
  });

  it('PROV-4: reads a log page by page, from its beginning or back from its latest entry', async () => {
    const world = await anOrdering(open);
    const { deeds, dana, wavelink } = world;
    const { requestId, order } = await placed(world);
    for (const text of ['One.', 'Two.', 'Three.', 'Four.'])
      done(await deeds.addNote(dana, { requestId, text, visibility: 'internal' }));
    const reader = makeOrderViewStore(world.db);
    const read = async (latest: boolean, cursor: string | null) => {
      const page = done(
        await reader.log(
          { orderId: order.id, companyId: wavelink.providerId, as: 'queue' },
          { limit: 3, cursor, latest },
        ),
      );
      return { texts: page.items.map(({ text }) => text), next: page.nextCursor };
    };
    const last = await read(true, null);
    expect(last.texts).toEqual(['Two.', 'Three.', 'Four.']);
    const before = await read(true, last.next);
    const first = await read(false, null);
    expect([...before.texts, ...last.texts]).toEqual([
      ...first.texts,
      ...(await read(false, first.next)).texts,
    ]);
    expect(before.next).toBeNull();
  });

  it('reads several orders and several requests at once, each for the company of its queue', async () => {
    const world = await anOrdering(open);
    const [one, two] = [await placed(world, 'BUNDLE'), await placed(world)];
    const ids = [...one.requests, ...two.requests].map(({ id }) => id);
    const [own, other] = [world.wavelink.providerId, world.bluegum.providerId];
    const orders = await makeOrderStore(world.db).findByRequests(own, [...ids, 99]);
    expect(orders.map(({ order }) => order.number)).toEqual([one.number, two.number]);
    expect(orders[1]).toEqual(
      await makeOrderStore(world.db).find({ queueId: own, requestId: two.requestId }),
    );
    expect(await makeOrderStore(world.db).findByRequests(other, ids)).toEqual([]);
    const queue = makeOrderQueueStore(world.db);
    expect((await queue.findSeveral(own, ids)).map(({ id }) => id)).toEqual(ids);
    expect(await queue.findSeveral(other, ids)).toEqual([]);
    expect(await queue.serviceLevel(own)).toEqual({ workingDays: 5, holidays: [] });
  });

  it('reads the catalogues of several companies as each of them', async () => {
    const { db, bluegum, wavelink } = await anOrdering(open);
    const ids = [bluegum.providerId, wavelink.providerId, 99];
    const snapshots = await makeCatalogueReader(db).snapshots(ids);
    expect([...snapshots.keys()]).toEqual(ids);
    for (const id of ids) expect(snapshots.get(id)).toEqual(await makeCatalogueReader(db).snapshot(id));
    const reader = makeCatalogueReader(db);
    await reader.snapshot(wavelink.providerId);
    expect(await reader.snapshots(ids)).toEqual(snapshots);
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
      counts: { pending: 0, halted: 1, mine: 1, unassigned: 0, late: 0 },
    });
    expect(
      done(await deeds.listOrders(sam, { status: 'halted', accountReference: 'BG-10001' }, page)).items,
    ).toMatchObject([{ number, services: [{ rejectionDetails: 'No such address.' }] }]);
    expect(done(await deeds.orderLog(sam, number, page)).items).toHaveLength(3);
    expect(done(await deeds.requestLog(dana, requestId, page)).items).toHaveLength(4);
    expect(done(await deeds.trackOrder(trackingToken))).toMatchObject({ number, status: 'halted' });
  });
});
