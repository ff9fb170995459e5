import { describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { anActor, withdrawPlans } from '#test/support/builders.ts';
import { anOrdering, done, kindsOf, placed, refusals, rowsOf } from './ordering.ts';

const day = plainDate;
const START = day('2026-03-05');

interface TermRow {
  readonly provider_id: number;
  readonly side: string;
}
const termsOf = (db: Parameters<typeof rowsOf>[0]) =>
  rowsOf<TermRow>(db, 'subscription_term', [
    'provider_id',
    'account_id',
    'side',
    'start',
    'anchor_month',
    'anchor_day',
    'length_months',
    'known_from',
    'charges_setup',
    'next_due_on',
  ]);

const MARCH = 2026 * 12 + 2;

describe('PROV-2, PROV-6: activation', () => {
  it('makes service and order active, and begins billing at both companies, sell and buy side', async () => {
    const world = await anOrdering();
    const { deeds, sam, dana, db, bluegum, wavelink, customerId, retailerAccountId } = world;
    const { number, requestId } = await placed(world);
    const { request } = done(await deeds.activateRequest(dana, { requestId, activationDate: START }));
    expect(request).toMatchObject({ status: 'active', version: 2, activatedOn: START, deeds: ['edit'] });
    expect(done(await deeds.getOrder(sam, number))).toMatchObject({
      status: 'active',
      version: 2,
      subscription: { start: START },
      services: [{ status: 'active', activatedOn: START }],
      deeds: [],
    });

    const common = { start: START, length_months: 1, charges_setup: 1 };
    // The retailer is in Perth, the wholesaler in Sydney; the customer's invoices are on the 1st, the retailer's on the 15th.
    const retail = {
      ...common,
      provider_id: bluegum.providerId,
      account_id: customerId,
      known_from: '2026-03-02',
    };
    const wholesale = {
      ...common,
      provider_id: wavelink.providerId,
      account_id: retailerAccountId,
      known_from: '2026-03-02',
    };
    expect(await termsOf(db)).toEqual([
      { ...retail, side: 'sell', anchor_month: MARCH + 1, anchor_day: 1, next_due_on: '2026-03-02' },
      { ...retail, side: 'buy', anchor_month: MARCH, anchor_day: 15, next_due_on: '2026-03-02' },
      { ...wholesale, side: 'sell', anchor_month: MARCH, anchor_day: 15, next_due_on: '2026-03-02' },
      { ...wholesale, side: 'buy', anchor_month: MARCH + 1, anchor_day: 5, next_due_on: '2026-03-02' },
    ]);
    expect(await rowsOf(db, 'service', ['provider_id', 'side', 'status', 'active_from'])).toEqual(
      [bluegum, bluegum, wavelink, wavelink].map(({ providerId }, index) => ({
        provider_id: providerId,
        side: index % 2 === 0 ? 'sell' : 'buy',
        status: 'active',
        active_from: START,
      })),
    );
    expect(await rowsOf(db, 'account', ['first_subscription_start'])).toEqual([
      { first_subscription_start: START },
      { first_subscription_start: START },
    ]);
  });

  it('knows each company’s terms from its own calendar date on (BILL-1)', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    world.clock.set('2026-03-02T14:30:00.000Z'); // 3 March in Sydney, still 2 March in Perth
    done(await world.deeds.activateRequest(world.dana, { requestId, activationDate: START }));
    expect(await rowsOf(world.db, 'subscription_term', ['known_from'])).toEqual(
      ['2026-03-02', '2026-03-02', '2026-03-03', '2026-03-03'].map((known_from) => ({ known_from })),
    );
  });

  it('says what begins to be billed in the actor’s own books, and nothing of the other company’s', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    const input = { requestId, activationDate: START };
    const before = done(await world.deeds.previewActivation(world.dana, input));
    expect(await rowsOf(world.db, 'subscription', ['id'])).toEqual([]);
    const { billing } = done(await world.deeds.activateRequest(world.dana, input));
    expect(billing).toEqual(before.billing);
    expect(billing).toMatchObject({ packagePlan: 'WL-NBN-50', setupFee: 0, accessFee: 5100, start: START });
    expect(billing?.text).toBe(
      'Billing of WL-NBN-50 starts on 5 Mar 2026: setup 0.00 once, access 51.00 a month; first period 5 Mar 2026 – 14 Mar 2026.',
    );
  });

  it('sums the fees of the services where the package has none (FEE-3)', async () => {
    const world = await anOrdering();
    const { number } = await placed(world, 'ROUTER');
    const { billing } = done(
      await world.deeds.activateOrder(world.sam, { order: number, activationDate: START }),
    );
    expect(billing).toMatchObject({ packagePlan: 'ROUTER', accessFee: 1495, setupFee: 0 });
  });

  it('begins the package with the first activation; further services join it (PROV-6)', async () => {
    const world = await anOrdering();
    const { deeds, dana, sam, db } = world;
    const { number, requests } = await placed(world, 'BUNDLE');
    const [first, second] = requests.map(({ id }) => id);
    done(await deeds.activateRequest(dana, { requestId: first ?? 0, activationDate: START }));
    expect(done(await deeds.getOrder(sam, number)).status).toBe('pending');
    expect(await rowsOf(db, 'service', ['status'], 'active_from is null')).toHaveLength(4);

    const later = done(
      await deeds.activateRequest(dana, { requestId: second ?? 0, activationDate: day('2026-03-09') }),
    );
    expect(later.billing).toBeNull();
    expect(done(await deeds.getOrder(sam, number)).status).toBe('active');
    expect(await rowsOf(db, 'subscription', ['id'])).toHaveLength(2);
    expect(
      await rowsOf(
        db,
        'service',
        ['active_from'],
        `service_plan_id in
      (select id from catalogue_item where code like '%VOIP')`,
      ),
    ).toEqual(Array.from({ length: 4 }, () => ({ active_from: '2026-03-09' })));
  });

  it('lets what is nobody’s work join the first service that is somebody’s', async () => {
    const world = await anOrdering();
    const { deeds, sam } = world;
    const { number, order } = await placed(world, 'SITE');
    expect(order.status).toBe('pending');
    const byHand = order.services.filter(({ request }) => request !== null);
    const automatic = order.services.find(({ request }) => request === null);
    const { order: after } = done(
      await deeds.activateOrder(sam, {
        order: number,
        activationDate: START,
        services: [byHand[0]?.position ?? 0],
      }),
    );
    const statusAt = (position: number | undefined) =>
      after.services.find((one) => one.position === position)?.status;
    expect([
      statusAt(byHand[0]?.position),
      statusAt(byHand[1]?.position),
      statusAt(automatic?.position),
    ]).toEqual(['active', 'pending', 'active']);
  });

  it('refuses a further service from before the package began', async () => {
    const world = await anOrdering();
    const { requests } = await placed(world, 'BUNDLE');
    const [first, second] = requests.map(({ id }) => id);
    done(await world.deeds.activateRequest(world.dana, { requestId: first ?? 0, activationDate: START }));
    const result = await world.deeds.activateRequest(world.dana, {
      requestId: second ?? 0,
      activationDate: day('2026-03-04'),
    });
    expect(refusals(result)).toEqual(['activation_before_package activationDate']);
  });

  it.each(['2025-02-28', '2027-03-04'])('refuses %s: more than a year away', async (date) => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    const result = await world.deeds.activateRequest(world.dana, { requestId, activationDate: day(date) });
    expect(refusals(result)).toEqual(['activation_date_out_of_range activationDate']);
  });

  it('takes a day in the past, and one ahead', async () => {
    const world = await anOrdering();
    for (const date of ['2026-02-16', '2026-05-01']) {
      const { requestId } = await placed(world);
      done(await world.deeds.activateRequest(world.dana, { requestId, activationDate: day(date) }));
    }
    expect(await rowsOf(world.db, 'account', ['first_subscription_start'])).toEqual([
      { first_subscription_start: '2026-02-16' },
      { first_subscription_start: '2026-02-16' },
    ]);
  });

  it('writes a constant number of statements, however many services an order has', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world, 'NBN-50');
    const { requests } = await placed(world, 'BUNDLE');
    const counts: number[] = [];
    const write = world.db.write;
    Object.assign(world.db, {
      write: (statements: Parameters<typeof write>[0]) => {
        counts.push(statements.length);
        return write(statements);
      },
    });
    for (const id of [requestId, requests[0]?.id ?? 0])
      done(await world.deeds.activateRequest(world.dana, { requestId: id, activationDate: START }));
    expect(counts[0]).toBe(counts[1]);
    expect(counts).toHaveLength(2);
  });
});

describe('PER-2: a first period end', () => {
  const END = day('2026-04-19');

  it('lays the periods of every plan that honours it, and of no other', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world, 'NBN-FLEX');
    done(
      await world.deeds.activateRequest(world.dana, {
        requestId,
        activationDate: START,
        firstPeriodEnd: END,
      }),
    );
    expect(await rowsOf(world.db, 'subscription_term', ['side', 'anchor_month', 'anchor_day'])).toEqual([
      { side: 'sell', anchor_month: MARCH + 1, anchor_day: 20 },
      { side: 'buy', anchor_month: MARCH, anchor_day: 15 },
      { side: 'sell', anchor_month: MARCH, anchor_day: 15 },
      { side: 'buy', anchor_month: MARCH + 1, anchor_day: 5 },
    ]);
  });

  it.each([
    ['first_period_end_before_start', 'NBN-FLEX', '2026-03-04'],
    ['first_period_end_too_far', 'NBN-FLEX', '2029-03-05'],
    ['first_period_end_not_honoured', 'NBN-50', '2026-04-19'],
  ])('%s', async (code, plan, end) => {
    const world = await anOrdering();
    const { requestId } = await placed(world, plan);
    const result = await world.deeds.activateRequest(world.dana, {
      requestId,
      activationDate: START,
      firstPeriodEnd: day(end),
    });
    expect(refusals(result)).toEqual([`${code} firstPeriodEnd`]);
  });

  it('takes the power', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world, 'NBN-FLEX');
    const actor = anActor(world.wavelink, { powers: ['view', 'provision'] });
    const result = await world.deeds.activateRequest(actor, {
      requestId,
      activationDate: START,
      firstPeriodEnd: END,
    });
    expect([refusals(result), kindsOf(result)]).toEqual([['power_missing'], ['forbidden']]);
    done(await world.deeds.activateRequest(actor, { requestId, activationDate: START }));
  });

  it('takes the feature', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world, 'NBN-FLEX');
    await world.db.write([{ sql: `update provider set features = '[]'`, args: [] }]);
    const result = await world.deeds.activateRequest(world.dana, {
      requestId,
      activationDate: START,
      firstPeriodEnd: END,
    });
    expect(refusals(result)).toEqual(['feature_not_subscribed firstPeriodEnd']);
  });

  it('comes with the first activation or not at all', async () => {
    const world = await anOrdering();
    const { order, number } = await placed(world, 'SITE');
    const [first, second] = order.services.flatMap(({ request, position }) => (request ? [position] : []));
    const input = { order: number, activationDate: START };
    done(await world.deeds.activateOrder(world.sam, { ...input, services: [first ?? 0] }));
    const result = await world.deeds.activateOrder(world.sam, {
      ...input,
      services: [second ?? 0],
      firstPeriodEnd: END,
    });
    expect(refusals(result)).toEqual(['first_period_end_too_late firstPeriodEnd']);
  });
});

describe('PROV-5: two people acting on one request', () => {
  it('lets one of two activations at the same moment win, and tells the other who did what', async () => {
    const world = await anOrdering();
    const { deeds, dana, eli, db } = world;
    const { requestId } = await placed(world);
    const input = { requestId, activationDate: START };
    const results = await Promise.all([
      deeds.activateRequest(dana, input),
      deeds.activateRequest(eli, input),
    ]);
    const winner = results.findIndex(({ ok }) => ok);
    const loser = results[1 - winner];
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect([refusals(loser as never), kindsOf(loser as never)]).toEqual([
      ['order_not_pending'],
      ['conflict'],
    ]);
    expect(loser?.ok === false && loser.faults[0]?.message).toBe(
      `${winner === 0 ? 'Dana Doer' : 'Eli Engineer'} activated it on 2 Mar 2026 at 11:00; it is Active now. Only what is Pending can be activated.`,
    );
    expect(await rowsOf(db, 'subscription', ['id'])).toHaveLength(2);
    expect(await rowsOf(db, 'outbox', ['topic'], `topic = 'request.activated'`)).toHaveLength(1);
  });

  it('lets activations of two services of one order at the same moment both through, on one subscription', async () => {
    const world = await anOrdering();
    const { requests, number } = await placed(world, 'BUNDLE');
    const results = await Promise.all(
      requests.map(({ id }) =>
        world.deeds.activateRequest(world.dana, { requestId: id, activationDate: START }),
      ),
    );
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(done(await world.deeds.getOrder(world.sam, number))).toMatchObject({
      status: 'active',
      version: 3,
    });
    expect(await rowsOf(world.db, 'subscription', ['id'])).toHaveLength(2);
  });

  it('lets the first subscriptions of one account begin at the same moment: one anchor for both (PER-3)', async () => {
    const world = await anOrdering();
    const [one, other] = [await placed(world), await placed(world)];
    const dates = ['2026-03-05', '2027-01-05'];
    const results = await Promise.all(
      [one, other].map(({ requestId }, index) =>
        world.deeds.activateRequest(world.dana, { requestId, activationDate: day(dates[index] ?? '') }),
      ),
    );
    expect(results.every(({ ok }) => ok)).toBe(true);
    const accounts = await rowsOf<{ first_subscription_start: string }>(world.db, 'account', [
      'first_subscription_start',
    ]);
    expect(new Set(accounts.map((row) => row.first_subscription_start)).size).toBe(1);
  });

  it('tells the retailer no more of the wholesaler than what it may see', async () => {
    const world = await anOrdering();
    const { deeds, dana, sam } = world;
    const { number, requestId } = await placed(world);
    done(await deeds.activateRequest(dana, { requestId, activationDate: START }));
    const result = await deeds.cancelOrder(sam, { order: number });
    expect(result.ok === false && result.faults[0]?.message).toBe(
      'Dana Doer (Wavelink Wholesale) activated it on 2 Mar 2026 at 08:00; it is Active now. What is active ends by cancelling its subscription.',
    );
  });

  it('refuses a caller that saw an older version', async () => {
    const world = await anOrdering();
    const { deeds, dana, eli } = world;
    const { requestId } = await placed(world);
    done(await deeds.claimRequest(eli, { requestId }));
    const result = await deeds.activateRequest(dana, { requestId, activationDate: START, version: 1 });
    expect([refusals(result), kindsOf(result)]).toEqual([['order_changed_meanwhile'], ['conflict']]);
    expect(result.ok === false && result.faults[0]?.message).toBe(
      'Eli Engineer claimed it on 2 Mar 2026 at 11:00; it is Pending now. Look at it again (version 2) and decide anew.',
    );
  });
});

describe('borders: whose request it is', () => {
  it('is not there for the retailer, and the order is not there for the wholesaler', async () => {
    const world = await anOrdering();
    const { deeds, sam, dana } = world;
    const { number, requestId, order } = await placed(world);
    const input = { activationDate: START };
    expect(refusals(await deeds.activateRequest(sam, { requestId, ...input }))).toEqual([
      'request_not_found',
    ]);
    expect(refusals(await deeds.previewActivation(sam, { requestId, ...input }))).toEqual([
      'request_not_found',
    ]);
    for (const key of [number, `ord_${order.id}`])
      expect(refusals(await deeds.activateOrder(dana, { order: key, ...input }))).toEqual([
        'order_not_found',
      ]);
  });

  it('is the wholesaler’s to activate: the retailer is told whose', async () => {
    const world = await anOrdering();
    const { number } = await placed(world);
    const result = await world.deeds.activateOrder(world.sam, { order: number, activationDate: START });
    expect([refusals(result), kindsOf(result)]).toEqual([['request_elsewhere'], ['forbidden']]);
  });

  it('takes the power to provision', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    const viewer = anActor(world.wavelink, { powers: ['view', 'orders'] });
    expect(refusals(await world.deeds.activateRequest(viewer, { requestId, activationDate: START }))).toEqual(
      ['power_missing'],
    );
  });

  it('is refused where the wholesaler’s account for the retailer is gone', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    await world.db.write([{ sql: 'delete from provider_link', args: [] }]);
    const result = await world.deeds.activateRequest(world.dana, { requestId, activationDate: START });
    expect(refusals(result)).toEqual(['wholesale_account_missing']);
  });

  it('is refused where a plan is in the catalogue no longer, naming only the actor’s own', async () => {
    const world = await anOrdering();
    const { requestId } = await placed(world);
    await withdrawPlans(world.db, ['NBN-50', 'WL-NBN-50']);
    const result = await world.deeds.activateRequest(world.dana, { requestId, activationDate: START });
    expect(refusals(result)).toEqual(['plan_not_in_catalogue', 'plan_not_in_catalogue']);
    expect(JSON.stringify(result)).not.toContain('"NBN-50');
    expect(JSON.stringify(result)).toContain('Bluegum Telecom');
  });

  it('is refused once the subscription is cancelled', async () => {
    const world = await anOrdering();
    const { requests } = await placed(world, 'BUNDLE');
    const [first, second] = requests.map(({ id }) => id);
    done(await world.deeds.activateRequest(world.dana, { requestId: first ?? 0, activationDate: START }));
    await world.db.write([{ sql: `update subscription set status = 'cancelled'`, args: [] }]);
    const result = await world.deeds.activateRequest(world.dana, {
      requestId: second ?? 0,
      activationDate: START,
    });
    expect([refusals(result), kindsOf(result)]).toEqual([['subscription_cancelled'], ['conflict']]);
  });
});
