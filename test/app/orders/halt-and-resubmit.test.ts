import { describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { powersOfRoles } from '#core/people/powers.ts';
import { anActor } from '#test/support/builders.ts';
import { ADDRESS, anOrdering, done, kindsOf, placed, refusals, rowsOf } from './ordering.ts';

const ALL = { limit: 50, cursor: null };

describe('PROV-3: halting', () => {
  it('shows the Rejection Details to the retailer, on order and service', async () => {
    const world = await anOrdering();
    const { deeds, sam, dana } = world;
    const { number, requestId } = await placed(world);
    const halted = done(
      await deeds.haltRequest(dana, { requestId, rejectionDetails: '  No such address.  ' }),
    );
    expect(halted).toMatchObject({
      status: 'halted',
      statusText: 'Provisioning Halted',
      rejectionDetails: 'No such address.',
      version: 2,
    });
    expect(done(await deeds.getOrder(sam, number))).toMatchObject({
      status: 'halted',
      statusText: 'Provisioning Halted',
      services: [{ status: 'halted', rejectionDetails: 'No such address.' }],
      deeds: ['edit', 'resubmit', 'cancel'],
    });
  });

  it('tells both companies, once each', async () => {
    const world = await anOrdering();
    const { number, requestId } = await placed(world);
    done(await world.deeds.haltRequest(world.dana, { requestId, rejectionDetails: 'No such address.' }));
    const messages = await rowsOf<{ body: string }>(
      world.db,
      'outbox',
      ['provider_id', 'topic', 'dedupe_key', 'body'],
      `topic like '%.halted'`,
    );
    expect(messages).toMatchObject([
      { provider_id: world.bluegum.providerId, topic: 'order.halted', dedupe_key: `bluegum:${number}:2` },
      { provider_id: world.wavelink.providerId, topic: 'request.halted', dedupe_key: `req_${requestId}:2` },
    ]);
    expect(JSON.parse(messages[0]?.body ?? '')).toMatchObject({
      order: number,
      statusText: 'Provisioning Halted',
      account: 'BG-10001',
      services: [{ position: 1, rejectionDetails: 'No such address.', changed: true }],
      by: 'Dana Doer',
      company: 'Wavelink Wholesale',
    });
    expect(messages[1]?.body).not.toContain('BG-10001');
  });

  it('leaves an audit entry in the books of both', async () => {
    const world = await anOrdering();
    const { number, requestId } = await placed(world);
    done(await world.deeds.haltRequest(world.dana, { requestId, rejectionDetails: 'No such address.' }));
    expect(
      await rowsOf(world.db, 'audit', ['provider_id', 'actor', 'subject'], `action = 'order.halted'`),
    ).toEqual([
      { provider_id: world.wavelink.providerId, actor: 'Dana Doer', subject: `req_${requestId}` },
      {
        provider_id: world.bluegum.providerId,
        actor: 'Dana Doer (Wavelink Wholesale)',
        subject: `order ${number}`,
      },
    ]);
  });

  it.each([
    ['', 'rejection_details_required rejectionDetails'],
    [' \n ', 'rejection_details_required rejectionDetails'],
    ['x'.repeat(3001), 'rejection_details_too_long rejectionDetails'],
  ])('refuses Rejection Details that will not do', async (rejectionDetails, fault) => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    expect(refusals(await world.deeds.haltRequest(world.dana, { requestId, rejectionDetails }))).toEqual([
      fault,
    ]);
  });

  it('takes 3000 characters, counted as people count them', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    done(await world.deeds.haltRequest(world.dana, { requestId, rejectionDetails: '🐨'.repeat(3000) }));
  });

  it('halts only what is pending, and says who brought it where it is', async () => {
    const world = await anOrdering();
    const { deeds, dana, eli } = world;
    const { requestId } = await placed(world);
    done(await deeds.haltRequest(eli, { requestId, rejectionDetails: 'No such address.' }));
    const again = await deeds.haltRequest(dana, { requestId, rejectionDetails: 'Still none.' });
    expect([refusals(again), kindsOf(again)]).toEqual([['order_not_pending'], ['conflict']]);
    expect(again.ok === false && again.faults[0]?.message).toContain(
      'Eli Engineer halted it on 2 Mar 2026 at 11:00',
    );
    const activated = await deeds.activateRequest(dana, {
      requestId,
      activationDate: plainDate('2026-03-05'),
    });
    expect(refusals(activated)).toEqual(['order_not_pending']);
  });

  it('lets a retailer halt what it does itself, for its customer to read', async () => {
    const world = await anOrdering();
    const { number, trackingToken } = await placed(world, 'ROUTER');
    done(await world.deeds.haltOrder(world.sam, { order: number, rejectionDetails: 'Nobody was at home.' }));
    expect(done(await world.deeds.trackOrder(trackingToken)).services[0]?.rejectionDetails).toBe(
      'Nobody was at home.',
    );
  });

  it('is refused to the retailer where the wholesaler does the work', async () => {
    const world = await anOrdering();
    const { number, requestId } = await placed(world);
    const input = { rejectionDetails: 'We changed our mind.' };
    expect(refusals(await world.deeds.haltOrder(world.sam, { order: number, ...input }))).toEqual([
      'request_elsewhere',
    ]);
    expect(refusals(await world.deeds.haltRequest(world.sam, { requestId, ...input }))).toEqual([
      'request_not_found',
    ]);
    expect(refusals(await world.deeds.haltOrder(world.dana, { order: number, ...input }))).toEqual([
      'order_not_found',
    ]);
  });
});

describe('PROV-3: changing and resubmitting', () => {
  it('returns a halted request to the queue of whoever had it, corrected', async () => {
    const world = await anOrdering();
    const { deeds, sam, dana } = world;
    const { number, requestId } = await placed(world);
    done(await deeds.claimRequest(dana, { requestId }));
    done(await deeds.haltRequest(dana, { requestId, rejectionDetails: 'No such address.' }));
    const order = done(
      await deeds.resubmitOrder(sam, {
        order: number,
        services: [{ position: 1, details: { address: '2 High Street, Geelong VIC 3220', ntd: 'NTD1' } }],
      }),
    );
    expect(order).toMatchObject({
      status: 'pending',
      services: [{ status: 'pending', rejectionDetails: null }],
    });
    expect(done(await deeds.findRequest(dana, requestId))).toMatchObject({
      status: 'pending',
      rejectionDetails: null,
      isMine: true,
      details: { address: '2 High Street, Geelong VIC 3220', ntd: 'NTD1' },
    });
  });

  it('is refused while nothing is halted', async () => {
    const world = await anOrdering();
    const { number } = await placed(world);
    const result = await world.deeds.resubmitOrder(world.sam, { order: number });
    expect([refusals(result), kindsOf(result)]).toEqual([['order_not_halted'], ['conflict']]);
  });

  it('reports every fault of the corrections, each at its place', async () => {
    const world = await anOrdering();
    const { number, requestId } = await placed(world);
    done(await world.deeds.haltRequest(world.dana, { requestId, rejectionDetails: 'No such address.' }));
    const result = await world.deeds.resubmitOrder(world.sam, {
      order: number,
      requestedOn: plainDate('2026-01-01'),
      contractType: 'NONE-SUCH',
      services: [
        { position: 1, details: { address: null, locationId: 'LOC1' } },
        { position: 2, details: {} },
      ],
    });
    expect(refusals(result)).toEqual([
      'requested_date_past requestedOn',
      'unknown_contract_type contractType',
      'detail_required services[0].details.address',
      'invalid_detail services[0].details.locationId',
      'no_such_service services[1].position',
    ]);
  });

  it('lets the retailer correct an order while it waits: the wholesaler is told and sees it', async () => {
    const world = await anOrdering();
    const { deeds, sam, dana, db } = world;
    const { number, requestId } = await placed(world);
    done(
      await deeds.editOrder(sam, {
        order: number,
        requestedOn: plainDate('2026-03-20'),
        services: [{ position: 1, details: { ntd: 'NTD7' } }],
      }),
    );
    expect(done(await deeds.findRequest(dana, requestId))).toMatchObject({
      version: 2,
      requestedOn: '2026-03-20',
      details: { address: ADDRESS, ntd: 'NTD7' },
    });
    expect(await rowsOf(db, 'outbox', ['topic'], `topic like '%.edited'`)).toEqual([
      { topic: 'order.edited' },
      { topic: 'request.edited' },
    ]);
  });

  it('writes nothing where everything is as it was', async () => {
    const world = await anOrdering();
    const { number } = await placed(world);
    const before = await rowsOf(world.db, 'provisioning_log', ['id']);
    const order = done(
      await world.deeds.editOrder(world.sam, {
        order: number,
        services: [{ position: 1, details: { address: ADDRESS } }],
      }),
    );
    expect(order.version).toBe(1);
    expect(await rowsOf(world.db, 'provisioning_log', ['id'])).toEqual(before);
  });

  it('refuses changes of an order that is active', async () => {
    const world = await anOrdering();
    const { number, requestId } = await placed(world);
    done(await world.deeds.activateRequest(world.dana, { requestId }));
    const result = await world.deeds.editOrder(world.sam, { order: number, requestedOn: null });
    expect([refusals(result), kindsOf(result)]).toEqual([['order_not_open'], ['conflict']]);
  });

  it('refuses changes of the one service that is active already', async () => {
    const world = await anOrdering();
    const { number, requests } = await placed(world, 'BUNDLE');
    const first = requests.find(({ position }) => position === 1);
    done(await world.deeds.activateRequest(world.dana, { requestId: first?.id ?? 0 }));
    const result = await world.deeds.editOrder(world.sam, {
      order: number,
      services: [{ position: 1, details: { address: 'elsewhere' } }],
    });
    expect([refusals(result), kindsOf(result)]).toEqual([
      ['service_not_open services[0].position'],
      ['conflict'],
    ]);
  });
});

describe('PROV-2: working on a request', () => {
  it('lets the wholesaler put details right; the retailer sees what became of them', async () => {
    const world = await anOrdering();
    const { deeds, sam, dana } = world;
    const { number, requestId } = await placed(world);
    done(await deeds.editRequest(dana, { requestId, details: { serviceId: 'AVC000900000001' } }));
    expect(done(await deeds.getOrder(sam, number)).services[0]?.details).toEqual({
      address: ADDRESS,
      serviceId: 'AVC000900000001',
    });
    const entry = done(await deeds.orderLog(sam, number, ALL)).items.at(-1);
    expect(entry).toMatchObject({
      actor: 'Dana Doer',
      company: { name: 'Wavelink Wholesale' },
      event: 'edited',
      changes: { serviceId: { from: null, to: 'AVC000900000001' } },
    });
  });

  it('takes the number of an active service as well: usage finds it from then on, at both companies', async () => {
    const world = await anOrdering();
    const { requests } = await placed(world, 'BUNDLE');
    const voice = requests.find(({ serviceType }) => serviceType === 'Telephony');
    const requestId = voice?.id ?? 0;
    done(await world.deeds.editRequest(world.dana, { requestId, details: { number: 'new number' } }));
    done(await world.deeds.activateRequest(world.dana, { requestId }));
    const identifiers = () =>
      rowsOf(world.db, 'service', ['identifier'], `details like '%number%'`).then((rows) =>
        rows.map((row) => Object.values(row as object)[0]),
      );
    expect(await identifiers()).toEqual([null, null, null, null]);
    done(await world.deeds.editRequest(world.dana, { requestId, details: { number: '+61 3 5550 2002' } }));
    expect(await identifiers()).toEqual(Array.from({ length: 4 }, () => '+61355502002'));
  });

  it('assigns to who takes it on, and asks before taking over', async () => {
    const world = await anOrdering();
    const { deeds, dana, eli } = world;
    const { requestId } = await placed(world);
    expect(done(await deeds.claimRequest(dana, { requestId }))).toMatchObject({
      assignee: { id: dana.actorId, name: 'Dana Doer' },
      isMine: true,
      deeds: ['edit', 'activate', 'halt', 'claim', 'release'],
    });
    const refused = await deeds.claimRequest(eli, { requestId });
    expect([refusals(refused), kindsOf(refused)]).toEqual([['request_claimed'], ['conflict']]);
    expect(done(await deeds.claimRequest(eli, { requestId, takeOver: true })).assignee?.name).toBe(
      'Eli Engineer',
    );
    expect(done(await deeds.releaseRequest(dana, { requestId })).assignee).toBeNull();
    expect(done(await deeds.releaseRequest(dana, { requestId })).version).toBe(4);
    // Who works on it is the wholesaler's affair: no trace of it in the retailer's books.
    const audits = await rowsOf(world.db, 'audit', ['provider_id'], `action like 'request.%'`);
    expect(audits).toEqual(audits.map(() => ({ provider_id: world.wavelink.providerId })));
    expect(await rowsOf(world.db, 'outbox', ['topic'], `topic like 'order.%'`)).toEqual([
      { topic: 'order.placed' },
    ]);
  });

  it('says no to taking on what is done', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    done(await world.deeds.activateRequest(world.dana, { requestId }));
    expect(refusals(await world.deeds.claimRequest(world.eli, { requestId }))).toEqual(['order_not_open']);
  });

  it('halting is a power of its own; people who provision have it', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    const halt = { requestId, rejectionDetails: 'No such address.' };
    const { wavelink } = world;
    const worker = anActor(wavelink, { powers: ['view', 'provision'] });
    expect(refusals(await world.deeds.haltRequest(worker, halt))).toEqual(['power_missing']);
    const halter = anActor(wavelink, { powers: ['provision.halt'] });
    expect(done(await world.deeds.haltRequest(halter, halt)).status).toBe('halted');
    expect([...powersOfRoles(['provisioning'])]).toContain('provision.halt');
  });

  it.each(['claimRequest', 'releaseRequest'] as const)('%s takes the power to provision', async (deed) => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    const viewer = anActor(world.wavelink, { powers: ['view', 'orders'] });
    expect(refusals(await world.deeds[deed](viewer, { requestId }))).toEqual(['power_missing']);
  });
});

describe('PROV-4: the log', () => {
  it('shows each company what it may see, and the customer what is meant for it', async () => {
    const world = await anOrdering();
    const { deeds, sam, dana } = world;
    const { number, requestId, trackingToken } = await placed(world);
    done(await deeds.claimRequest(dana, { requestId }));
    done(await deeds.addNote(dana, { requestId, text: 'Carrier says Thursday.', visibility: 'internal' }));
    done(await deeds.addNote(dana, { requestId, text: 'Technician booked.', visibility: 'shared' }));
    done(await deeds.haltRequest(dana, { requestId, rejectionDetails: 'No such address.' }));
    done(await deeds.resubmitOrder(sam, { order: number }));
    done(await deeds.activateRequest(dana, { requestId, activationDate: plainDate('2026-03-05') }));

    const texts = (page: { items: readonly { text: string }[] }) => page.items.map(({ text }) => text);
    const shared = [
      'Order placed',
      'In the provisioning queue of Wavelink Wholesale',
      'Technician booked.',
      'Provisioning Halted: No such address.',
      'Resubmitted',
      'Active from 5 Mar 2026',
    ];
    expect(texts(done(await deeds.orderLog(sam, number, ALL)))).toEqual(shared);
    expect(texts(done(await deeds.requestLog(dana, requestId, ALL)))).toEqual([
      ...shared.slice(0, 2),
      'Assigned to Dana Doer',
      'Carrier says Thursday.',
      ...shared.slice(2),
    ]);
    expect(texts({ items: done(await deeds.trackOrder(trackingToken)).log })).toEqual([
      'Order placed',
      'Resubmitted',
      'Active from 5 Mar 2026',
    ]);
  });

  it('keeps a contract that the retailer changes from the wholesaler', async () => {
    const world = await anOrdering();
    const { number } = await placed(world, 'ROUTER');
    await world.db.write([
      { sql: `update "order" set contract_type = 'OLD-6M' where number = ?`, args: [number] },
    ]);
    done(await world.deeds.editOrder(world.sam, { order: number, contractType: null }));
    expect(await rowsOf(world.db, 'provisioning_log', ['text', 'visibility'], `event = 'edited'`)).toEqual([
      { text: 'No contract', visibility: 'internal' },
    ]);
  });

  it('names who, when and from which place', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    world.clock.pass(90);
    const fromSlack = { ...world.dana, via: 'slack' as const };
    done(await world.deeds.haltRequest(fromSlack, { requestId, rejectionDetails: 'No such address.' }));
    expect(done(await world.deeds.requestLog(world.dana, requestId, ALL)).items.at(-1)).toMatchObject({
      at: '2026-03-02T01:30:00.000Z',
      actor: 'Dana Doer',
      via: 'slack',
      company: { code: 'wavelink' },
    });
  });

  it('is read page by page', async () => {
    const world = await anOrdering();
    const { number, requestId } = await placed(world);
    done(await world.deeds.haltRequest(world.dana, { requestId, rejectionDetails: 'No such address.' }));
    const first = done(await world.deeds.orderLog(world.sam, number, { limit: 2, cursor: null }));
    const second = done(
      await world.deeds.orderLog(world.sam, number, { limit: 2, cursor: first.nextCursor }),
    );
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([2, 1, null]);
  });

  it.each(['', '   ', 'x'.repeat(3001)])('takes no note that is empty or endless', async (text) => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    const result = await world.deeds.addNote(world.dana, { requestId, text, visibility: 'internal' });
    expect(result.ok).toBe(false);
  });

  it('is not there for others', async () => {
    const world = await anOrdering();
    const { number, requestId } = await placed(world);
    expect(refusals(await world.deeds.orderLog(world.dana, number, ALL))).toEqual(['order_not_found']);
    expect(refusals(await world.deeds.requestLog(world.sam, requestId, ALL))).toEqual(['request_not_found']);
    const note = { requestId, text: 'hello', visibility: 'shared' as const };
    expect(refusals(await world.deeds.addNote(world.sam, note))).toEqual(['request_not_found']);
  });
});

describe('cancelling', () => {
  it('takes an order back, and tells whoever was working on it why', async () => {
    const world = await anOrdering();
    const { deeds, sam, dana, db } = world;
    const { number, requestId } = await placed(world);
    expect(done(await deeds.cancelOrder(sam, { order: number, reason: 'Moved abroad.' }))).toMatchObject({
      status: 'cancelled',
      deeds: [],
    });
    expect(done(await deeds.findRequest(dana, requestId))).toMatchObject({ status: 'cancelled', deeds: [] });
    expect(done(await deeds.requestLog(dana, requestId, ALL)).items.map(({ text }) => text)).toContain(
      'Cancelled: Moved abroad.',
    );
    expect(await rowsOf(db, 'outbox', ['topic'], `topic like '%.cancelled'`)).toEqual([
      { topic: 'order.cancelled' },
      { topic: 'request.cancelled' },
    ]);
    expect(refusals(await deeds.cancelOrder(sam, { order: number }))).toEqual(['order_not_open']);
    expect(refusals(await deeds.editRequest(dana, { requestId, details: { ntd: 'NTD1' } }))).toEqual([
      'order_not_open',
    ]);
  });

  it('cancels what is not active yet; the order goes on with the rest (PROV-6)', async () => {
    const world = await anOrdering();
    const { deeds, sam, dana, db } = world;
    const { number, requests } = await placed(world, 'BUNDLE');
    const [first, second] = requests.map(({ id }) => id);
    done(await deeds.activateRequest(dana, { requestId: first ?? 0 }));
    done(await deeds.haltRequest(dana, { requestId: second ?? 0, rejectionDetails: 'No such number.' }));
    expect(done(await deeds.cancelOrder(sam, { order: number }))).toMatchObject({
      status: 'active',
      services: [{ status: 'active' }, { status: 'cancelled' }],
    });
    expect(await rowsOf(db, 'service', ['status'])).toEqual(
      ['active', 'active', 'cancelled', 'cancelled', 'active', 'active', 'cancelled', 'cancelled'].map(
        (status) => ({
          status,
        }),
      ),
    );
    const result = await deeds.cancelOrder(sam, { order: number });
    expect(refusals(result)).toEqual(['order_not_open']);
  });

  it('refuses an endless reason', async () => {
    const world = await anOrdering();
    const { number } = await placed(world);
    const result = await world.deeds.cancelOrder(world.sam, { order: number, reason: 'x'.repeat(3001) });
    expect(refusals(result)).toEqual(['reason_too_long reason']);
  });

  it('is the seller’s to do', async () => {
    const world = await anOrdering();
    const { number } = await placed(world);
    expect(refusals(await world.deeds.cancelOrder(world.dana, { order: number }))).toEqual([
      'order_not_found',
    ]);
    const viewer = anActor(world.bluegum, { powers: ['view', 'provision'] });
    expect(refusals(await world.deeds.cancelOrder(viewer, { order: number }))).toEqual(['power_missing']);
  });
});
