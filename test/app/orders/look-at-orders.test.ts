import { describe, expect, it } from 'vitest';
import { anActor } from '#test/support/builders.ts';
import { anOrdering, aWish, done, placed, refusals } from './ordering.ts';

const ALL = { limit: 50, cursor: null };

describe('the queue (PROV-1)', () => {
  it('lists the longest waiting first, page by page, and counts all of it', async () => {
    const world = await anOrdering();
    const { deeds, dana } = world;
    const ids: number[] = [];
    for (let n = 0; n < 5; n += 1) ids.push((await placed(world)).requestId);
    done(await deeds.claimRequest(dana, { requestId: ids[1] ?? 0 }));
    done(await deeds.haltRequest(dana, { requestId: ids[4] ?? 0, rejectionDetails: 'No such address.' }));

    const first = done(await deeds.listQueue(dana, {}, { limit: 3, cursor: null }));
    const second = done(await deeds.listQueue(dana, {}, { limit: 3, cursor: first.nextCursor }));
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(ids.slice(0, 4));
    expect(second.nextCursor).toBeNull();
    expect(first.counts).toEqual({
      pending: 4,
      halted: 1,
      mine: 1,
      unassigned: 4,
      late: 0,
      suppliers: [{ supplier: 'opti-carrier', count: 5 }],
      serviceTypes: [{ serviceType: 'Data', count: 5 }],
    });
  });

  it('filters by status, assignee, supplier and service type', async () => {
    const world = await anOrdering();
    const { deeds, dana, eli } = world;
    const { requests } = await placed(world, 'BUNDLE');
    const { requestId } = await placed(world);
    done(await deeds.claimRequest(dana, { requestId }));
    done(
      await deeds.haltRequest(dana, {
        requestId: requests[0]?.id ?? 0,
        rejectionDetails: 'No such address.',
      }),
    );
    const list = async (query: Parameters<typeof deeds.listQueue>[1], actor = dana) =>
      done(await deeds.listQueue(actor, query, ALL)).items.map(({ id }) => id);
    const [data, voice] = requests.map(({ id }) => id);
    expect(await list({})).toEqual([voice, requestId]);
    expect(await list({ status: 'halted' })).toEqual([data]);
    expect(await list({ status: 'open' })).toEqual([data, voice, requestId]);
    expect(await list({ assigned: 'mine' })).toEqual([requestId]);
    expect(await list({ assigned: 'mine' }, eli)).toEqual([]);
    expect(await list({ assigned: 'nobody' })).toEqual([voice]);
    expect(await list({ supplier: 'kookaburra-voice' })).toEqual([voice]);
    expect(await list({ serviceType: 'Data' })).toEqual([requestId]);
  });

  it('tells the age in days of the viewer’s calendar', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    world.clock.set('2026-03-04T13:30:00.000Z'); // 5 March in Sydney
    expect(done(await world.deeds.findRequest(world.dana, requestId)).ageDays).toBe(3);
  });

  it('says until when a request is due, by the working days and holidays of the queue’s company', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world); // Monday, 2 March
    const sla = async () => done(await world.deeds.findRequest(world.dana, requestId)).sla;
    expect(await sla()).toEqual({
      dueOn: '2026-03-09',
      state: 'in_time',
      text: 'due on 9 Mar 2026, in 5 working days',
    });
    await world.db.write([
      {
        sql: `update provider set provisioning_sla_days = 2, holidays = '["2026-03-03"]' where id = ?`,
        args: [world.wavelink.providerId],
      },
    ]);
    expect((await sla())?.dueOn).toBe('2026-03-05');
    world.clock.set('2026-03-04T13:30:00.000Z'); // 5 March in Sydney
    expect((await sla())?.state).toBe('due');
    world.clock.set('2026-03-05T13:30:00.000Z');
    expect(await sla()).toMatchObject({ state: 'late', text: '1 working day late' });
  });

  it('makes nobody late while a request is halted, and counts anew from when it comes back', async () => {
    const world = await anOrdering();
    const { number, requestId } = await placed(world);
    const { deeds, dana, sam } = world;
    done(await deeds.haltRequest(dana, { requestId, rejectionDetails: 'No such address.' }));
    world.clock.set('2026-03-20T00:00:00.000Z');
    const late = async () => done(await deeds.listQueue(dana, { status: 'open', late: true }, ALL));
    expect(done(await deeds.findRequest(dana, requestId)).sla).toBeNull();
    expect([(await late()).items, (await late()).counts.late]).toEqual([[], 0]);

    done(await deeds.resubmitOrder(sam, { order: number }));
    const back = done(await deeds.findRequest(dana, requestId));
    expect(back).toMatchObject({ ageDays: 18, ageText: '18 days', sla: { dueOn: '2026-03-27' } });
    world.clock.set('2026-03-30T00:00:00.000Z');
    expect((await late()).items).toMatchObject([{ id: requestId, sla: { state: 'late' } }]);
    expect((await late()).counts.late).toBe(1);
  });

  it('filters by age and lateness, and counts what is late', async () => {
    const world = await anOrdering();
    const old = await placed(world);
    world.clock.set('2026-03-05T00:00:00.000Z');
    const young = await placed(world);
    world.clock.set('2026-03-10T00:00:00.000Z');
    const list = async (query: Parameters<typeof world.deeds.listQueue>[1]) =>
      done(await world.deeds.listQueue(world.dana, query, ALL));
    const idsOf = async (query: Parameters<typeof list>[0]) => (await list(query)).items.map(({ id }) => id);
    expect(await idsOf({ olderThanDays: 4 })).toEqual([old.requestId, young.requestId]);
    expect(await idsOf({ olderThanDays: 5 })).toEqual([old.requestId]);
    expect(await idsOf({ olderThanDays: 8 })).toEqual([]);
    expect(await idsOf({ late: true })).toEqual([old.requestId]);
    expect((await list({})).counts.late).toBe(1);
    for (const olderThanDays of [-1, 1.5, 3651, Number.NaN])
      expect(refusals(await world.deeds.listQueue(world.dana, { olderThanDays }, ALL))).toEqual([
        'invalid_age olderThanDays',
      ]);
  });

  it('counts suppliers and service types of what is open, for menus', async () => {
    const world = await anOrdering();
    const { requests } = await placed(world, 'BUNDLE');
    const { requestId } = await placed(world);
    await placed(world, 'BUNDLE');
    done(await world.deeds.activateRequest(world.dana, { requestId }));
    done(
      await world.deeds.haltRequest(world.dana, {
        requestId: requests[0]?.id ?? 0,
        rejectionDetails: 'No such address.',
      }),
    );
    expect(done(await world.deeds.listQueue(world.dana, { status: 'active' }, ALL)).counts).toMatchObject({
      suppliers: [
        { supplier: 'kookaburra-voice', count: 2 },
        { supplier: 'opti-carrier', count: 2 },
      ],
      serviceTypes: [
        { serviceType: 'Data', count: 2 },
        { serviceType: 'Telephony', count: 2 },
      ],
    });
  });

  it('shows a company its own queue and no other', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    const mine = done(await world.deeds.listQueue(world.sam, { status: 'open' }, ALL));
    expect([mine.items, mine.counts.pending]).toEqual([[], 0]);
    expect(refusals(await world.deeds.findRequest(world.sam, requestId))).toEqual(['request_not_found']);
  });

  it('refuses a cursor that was not made here', async () => {
    const { deeds, dana } = await anOrdering();
    expect(refusals(await deeds.listQueue(dana, {}, { limit: 5, cursor: '1; drop' }))).toEqual([
      'invalid_cursor cursor',
    ]);
  });
});

describe('the list of orders', () => {
  it('has the newest first, page by page', async () => {
    const world = await anOrdering();
    for (let n = 0; n < 4; n += 1) await placed(world);
    const first = done(await world.deeds.listOrders(world.sam, {}, { limit: 3, cursor: null }));
    const second = done(await world.deeds.listOrders(world.sam, {}, { limit: 3, cursor: first.nextCursor }));
    expect([...first.items, ...second.items].map(({ number }) => number)).toEqual([
      'BG-O-4',
      'BG-O-3',
      'BG-O-2',
      'BG-O-1',
    ]);
    expect(first.items[0]).toMatchObject({
      status: 'pending',
      packagePlan: { code: 'NBN-50' },
      services: [{ provisionedBy: { code: 'wavelink' }, statusText: 'Pending' }],
    });
  });

  it('filters by status and account, together too', async () => {
    const world = await anOrdering();
    const { number } = await placed(world);
    await placed(world);
    done(await world.deeds.cancelOrder(world.sam, { order: number }));
    const list = async (filter: Parameters<typeof world.deeds.listOrders>[1]) =>
      done(await world.deeds.listOrders(world.sam, filter, ALL)).items.map((order) => order.number);
    expect(await list({ status: 'cancelled' })).toEqual(['BG-O-1']);
    expect(await list({ accountReference: 'BG-10001' })).toEqual(['BG-O-2', 'BG-O-1']);
    expect(await list({ status: 'pending', accountReference: 'BG-10001' })).toEqual(['BG-O-2']);
    expect(await list({ accountReference: 'W-BLUEGUM' })).toEqual([]);
  });

  it('is empty for the wholesaler: to it they are requests', async () => {
    const world = await anOrdering();
    await placed(world);
    expect(done(await world.deeds.listOrders(world.dana, {}, ALL)).items).toEqual([]);
  });

  it('finds an order by number and by id', async () => {
    const world = await anOrdering();
    const { number, order } = await placed(world);
    expect(done(await world.deeds.getOrder(world.sam, `ord_${order.id}`)).number).toBe(number);
    expect(refusals(await world.deeds.getOrder(world.sam, 'BG-O-99'))).toEqual(['order_not_found']);
    expect(refusals(await world.deeds.getOrder(world.dana, number))).toEqual(['order_not_found']);
    expect(refusals(await world.deeds.getOrder(world.dana, `ord_${order.id}`))).toEqual(['order_not_found']);
  });

  it('takes the power to view', async () => {
    const world = await anOrdering();
    const { number } = await placed(world);
    const nobody = anActor(world.bluegum, { powers: [] });
    for (const result of [
      await world.deeds.getOrder(nobody, number),
      await world.deeds.listOrders(nobody, {}, ALL),
      await world.deeds.listQueue(nobody, {}, ALL),
      await world.deeds.orderLog(nobody, number, ALL),
      await world.deeds.getContractDocument(nobody, number),
      await world.deeds.findRequest(nobody, 1),
      await world.deeds.requestLog(nobody, 1, ALL),
    ])
      expect(refusals(result)).toEqual(['power_missing']);
  });
});

describe('the customer’s view', () => {
  it('names plans as the customer knows them, and no company but the seller', async () => {
    const world = await anOrdering();
    const { requestId, trackingToken } = await placed(world);
    done(
      await world.deeds.haltRequest(world.dana, {
        requestId,
        rejectionDetails: 'Ask the carrier for a new pair.',
      }),
    );
    const view = done(await world.deeds.trackOrder(trackingToken));
    expect(view).toMatchObject({
      number: 'BG-O-1',
      provider: 'Bluegum Telecom',
      packagePlan: 'NBN-50 for customers',
      status: 'halted',
      statusText: 'Provisioning Halted',
      services: [{ name: 'SP-NBN-50 for customers', rejectionDetails: null }],
    });
    expect(JSON.stringify(view)).not.toMatch(/wavelink|opti|Dana|Ask the carrier|BG-10001|internal/i);
  });

  it('opens with its own token only', async () => {
    const world = await anOrdering();
    const { number, trackingToken } = await placed(world);
    for (const token of ['', number, `${trackingToken}x`])
      expect(refusals(await world.deeds.trackOrder(token))).toEqual(['tracking_not_found']);
  });

  it('gets a new link when asked; the old one leads nowhere', async () => {
    const world = await anOrdering();
    const { number, trackingToken } = await placed(world);
    expect(refusals(await world.deeds.renewTracking(world.dana, number))).toEqual(['order_not_found']);
    const renewed = done(await world.deeds.renewTracking(world.sam, number));
    expect(refusals(await world.deeds.trackOrder(trackingToken))).toEqual(['tracking_not_found']);
    expect(done(await world.deeds.trackOrder(renewed.trackingToken)).number).toBe(number);
  });

  it('keeps only the hash of the token', async () => {
    const world = await anOrdering();
    const { trackingToken } = done(await world.deeds.placeOrder(world.sam, aWish()));
    const stored = await world.db.readJson<string>(`select json_quote(tracking_hash) from "order"`, []);
    expect(stored).toMatch(/^[0-9a-f]{64}$/);
    expect(stored).not.toContain(trackingToken);
  });
});
