import { describe, expect, it } from 'vitest';
import type { Actor } from '#app/ports/platform.ts';
import { plainDate } from '#core/calendar.ts';
import { anActor } from '#test/support/builders.ts';
import {
  ADDRESS,
  anOrdering,
  aWish,
  done,
  kindsOf,
  type Ordering,
  placed,
  refusals,
  rowsOf,
} from './ordering.ts';

describe('ORD-1: placing an order', () => {
  it('numbers it, keeps how it is bought, and puts its work into the wholesaler’s queue (PROV-1)', async () => {
    const world = await anOrdering();
    const { order, requests } = await placed(world);
    expect(order).toMatchObject({
      number: 'BG-O-1',
      version: 1,
      status: 'pending',
      statusText: 'Pending',
      account: { reference: 'BG-10001', name: 'Ann Example' },
      packagePlan: { code: 'NBN-50' },
      source: 'api',
      subscription: null,
      services: [
        {
          position: 1,
          servicePlan: { code: 'SP-NBN-50', name: 'SP-NBN-50 (internal)' },
          details: { address: ADDRESS },
          provisionedBy: { code: 'wavelink' },
          request: null,
        },
      ],
      deeds: ['edit', 'cancel'],
    });
    expect(requests).toMatchObject([
      {
        orderNumber: 'BG-O-1',
        seller: { name: 'Bluegum Telecom' },
        servicePlan: { code: 'WL-SP-NBN-50' },
        supplier: 'opti-carrier',
        details: { address: ADDRESS },
        ageDays: 0,
        deeds: ['edit', 'activate', 'halt', 'claim'],
      },
    ]);
  });

  it('shows the wholesaler neither the retailer’s customer nor its plans and prices (DESIGN 8)', async () => {
    const world = await anOrdering();
    const { requests } = await placed(world);
    const seen = JSON.stringify(requests);
    for (const secret of ['Ann Example', 'BG-10001', '"NBN-50"', '"SP-NBN-50"', '6995', '69.95'])
      expect(seen).not.toContain(secret);
  });

  it('keeps work on services from outside Cardline in the retailer’s own queue (PROV-1)', async () => {
    const world = await anOrdering();
    const { order, requests } = await placed(world, 'ROUTER');
    expect(requests).toEqual([]);
    const own = done(await world.deeds.listQueue(world.sam, {}, { limit: 10, cursor: null }));
    expect(own.items).toMatchObject([
      {
        orderNumber: order.number,
        account: { reference: 'BG-10001' },
        servicePlan: { code: 'SP-ROUTER' },
        supplier: 'opti-carrier',
      },
    ]);
    expect(own.counts).toMatchObject({ pending: 1, halted: 0, mine: 0, unassigned: 1 });
  });

  it('lets carrier workflow services wait in the retailer’s own queue', async () => {
    const world = await anOrdering();
    await placed(world, 'PSTN');
    const own = done(await world.deeds.listQueue(world.sam, {}, { limit: 10, cursor: null }));
    expect(own.items.map(({ servicePlan }) => servicePlan.code)).toEqual(['SP-PSTN']);
  });

  it('makes an order active at once when it is nobody’s work (Automatic)', async () => {
    const world = await anOrdering();
    const { order } = await placed(world, 'HOST');
    expect(order).toMatchObject({
      status: 'active',
      version: 2,
      services: [{ status: 'active', activatedOn: '2026-03-02', provisionedBy: null }],
      subscription: { start: '2026-03-02' },
    });
    expect(await rowsOf(world.db, 'provisioning_log', ['event', 'order_version', 'text'])).toEqual([
      { event: 'placed', order_version: 1, text: 'Order placed' },
      { event: 'activated', order_version: 2, text: 'Active from 2 Mar 2026' },
    ]);
    expect(await rowsOf(world.db, 'service', ['side', 'identifier', 'status', 'active_from'])).toEqual([
      { side: 'sell', identifier: 'school.example', status: 'active', active_from: '2026-03-02' },
      { side: 'buy', identifier: 'school.example', status: 'active', active_from: '2026-03-02' },
    ]);
  });

  it('places two such orders at the same moment on one account: its first subscription begins once (PER-3)', async () => {
    const { deeds, sam, db } = await anOrdering();
    const results = await Promise.all([
      deeds.placeOrder(sam, aWish('HOST')),
      deeds.placeOrder(sam, aWish('HOST', { requestedOn: plainDate('2026-03-20') })),
    ]);
    expect(results.map((result) => done(result).order.status)).toEqual(['active', 'active']);
    expect(await rowsOf(db, 'subscription', ['id'])).toHaveLength(2);
    expect(await rowsOf(db, 'order', ['id'])).toHaveLength(2);
  });

  it('starts what is nobody’s work on the day asked for', async () => {
    const { deeds, sam } = await anOrdering();
    const { order } = done(
      await deeds.placeOrder(sam, aWish('HOST', { requestedOn: plainDate('2026-03-20') })),
    );
    expect(order.subscription?.start).toBe('2026-03-20');
  });

  it('gives each service of a package its own details, several of one plan in their order', async () => {
    const world = await anOrdering();
    const { order } = await placed(world, 'SITE');
    const detailsOf = (plan: string) =>
      order.services.filter(({ servicePlan }) => servicePlan.code === plan).map(({ details }) => details);
    expect(detailsOf('SP-ROUTER')).toEqual([{ description: 'front' }, { description: 'back' }]);
    expect(detailsOf('SP-HOST')).toEqual([{ hostName: 'site.example' }]);
    expect(order.services.map(({ position }) => position)).toEqual([1, 2, 3]);
  });

  it('tells both companies, each in its own words, and writes the audit', async () => {
    const world = await anOrdering();
    await placed(world, 'BUNDLE');
    const outbox = await rowsOf<{ body: string }>(world.db, 'outbox', [
      'provider_id',
      'topic',
      'dedupe_key',
      'body',
    ]);
    expect(outbox).toMatchObject([
      { provider_id: world.wavelink.providerId, topic: 'request.received', dedupe_key: 'req_1:1' },
      { provider_id: world.wavelink.providerId, topic: 'request.received', dedupe_key: 'req_2:1' },
      { provider_id: world.bluegum.providerId, topic: 'order.placed', dedupe_key: 'bluegum:BG-O-1:1' },
    ]);
    expect(JSON.parse(outbox[1]?.body ?? '')).toMatchObject({
      request: 'req_2',
      order: 'BG-O-1',
      retailer: 'Bluegum Telecom',
      servicePlan: 'WL-SP-VOIP',
      details: { number: '+61 3 5550 2001' },
      by: 'Sam Seller',
    });
    expect(await rowsOf(world.db, 'audit', ['action', 'subject', 'actor'])).toEqual([
      { action: 'order.placed', subject: 'order BG-O-1', actor: 'Sam Seller' },
    ]);
  });

  it('gives orders placed at the same moment numbers of their own', async () => {
    const { deeds, sam } = await anOrdering();
    const all = await Promise.all(Array.from({ length: 8 }, () => deeds.placeOrder(sam, aWish())));
    const numbers = all.map((result) => done(result).order.number);
    expect(new Set(numbers).size).toBe(8);
  });

  it('takes the account by its id as well as by its reference', async () => {
    const { deeds, sam, customerId } = await anOrdering();
    const { order } = done(await deeds.placeOrder(sam, aWish('NBN-50', { account: `acc_${customerId}` })));
    expect(order.account.reference).toBe('BG-10001');
  });
});

describe('ORD-1: what is refused, and all of it at once', () => {
  it('names every fault of a bad wish', async () => {
    const { deeds, sam, db } = await anOrdering();
    const result = await deeds.placeOrder(sam, {
      account: 'BG-99999',
      packagePlan: 'SIGNED',
      requestedOn: plainDate('2026-03-01'),
      services: [{ details: { colour: 'red' } }, { servicePlan: 'SP-NBN-50', details: {} }],
      contractType: 'CARE-36M',
      contractDocument: null,
    });
    expect(refusals(result)).toEqual([
      'account_not_found account',
      'requested_date_past requestedOn',
      'unknown_detail services[0].details.colour',
      'service_not_in_package services[1].servicePlan',
      'unknown_contract_type contractType',
      'contract_document_required contractDocument',
    ]);
    expect(await rowsOf(db, 'order', ['id'])).toEqual([]);
  });

  it('CAT-3: lists every prerequisite of the plan that fails', async () => {
    const { deeds, sam } = await anOrdering();
    expect(refusals(await deeds.placeOrder(sam, aWish('DRAFT')))).toEqual([
      'service_plans_linked packagePlan',
      'buy_and_sell_linked packagePlan',
      'plan_not_offered packagePlan',
      'service_not_in_package services[0].servicePlan',
    ]);
  });

  it.each([
    ['LATER', 'LATER is on sale from 1 Jun 2026.'],
    ['OVER', 'OVER was on sale until 28 Feb 2026.'],
  ])('CAT-4: %s is not on offer today', async (plan, why) => {
    const { deeds, sam } = await anOrdering();
    const result = await deeds.placeOrder(sam, aWish(plan, { services: [{ details: {} }] }));
    expect(refusals(result)).toEqual(['plan_not_offered packagePlan']);
    expect(result.ok ? '' : result.faults[0]?.message).toBe(why);
  });

  it.each(['BUY-NBN-50', 'NOTHING', 'WL-NBN-50'])('knows no sell plan %s', async (plan) => {
    const { deeds, sam } = await anOrdering();
    expect(refusals(await deeds.placeOrder(sam, aWish(plan)))).toEqual(['plan_not_found packagePlan']);
  });

  it('refuses what the wholesaler could not bill: a buy plan that names none of its plans', async () => {
    const { deeds, sam } = await anOrdering();
    expect(refusals(await deeds.placeOrder(sam, aWish('ORPHAN')))).toEqual([
      'wholesale_plan_missing packagePlan',
    ]);
  });

  it('refuses what the wholesaler sells no longer', async () => {
    const { deeds, sam } = await anOrdering();
    expect(refusals(await deeds.placeOrder(sam, aWish('OUTDATED')))).toEqual([
      'wholesale_plan_not_offered packagePlan',
    ]);
  });

  it('refuses a retailer without an account in the wholesaler’s books', async () => {
    const { deeds, sam, db, retailerAccountId } = await anOrdering();
    await db.write([
      { sql: `update account set reference = 'other' where id = ?`, args: [retailerAccountId] },
    ]);
    expect(refusals(await deeds.placeOrder(sam, aWish()))).toEqual(['wholesale_account_missing packagePlan']);
  });

  it('takes a date from today, in the provider’s calendar, up to a year ahead', async () => {
    const { deeds, sam, clock } = await anOrdering();
    clock.set('2026-03-01T20:00:00.000Z'); // 2 March in Perth
    const ask = async (day: string) =>
      refusals(await deeds.placeOrder(sam, aWish('NBN-50', { requestedOn: plainDate(day) })));
    expect(await ask('2026-03-01')).toEqual(['requested_date_past requestedOn']);
    expect(await ask('2026-03-02')).toEqual(['it was not refused']);
    expect(await ask('2027-03-04')).toEqual(['requested_date_too_far requestedOn']);
  });

  it('needs the power to make orders', async () => {
    const { deeds, bluegum } = await anOrdering();
    const viewer = anActor(bluegum, { powers: ['view'] });
    const result = await deeds.placeOrder(viewer, aWish());
    expect([refusals(result), kindsOf(result)]).toEqual([['power_missing'], ['forbidden']]);
  });

  it('does not know accounts of other providers: they are not there', async () => {
    const { deeds, sam, retailerAccountId } = await anOrdering();
    for (const account of ['W-BLUEGUM', `acc_${retailerAccountId}`]) {
      const result = await deeds.placeOrder(sam, aWish('NBN-50', { account }));
      expect([refusals(result), kindsOf(result)]).toEqual([['account_not_found account'], ['not_found']]);
    }
  });

  it('lets the portal order only what is Saleable in Signup Portal, at a provider that has one (CAT-4)', async () => {
    const { deeds, bluegum, wavelink, db } = await anOrdering();
    const customer = anActor(bluegum, { powers: ['orders'], via: 'portal' });
    expect(refusals(await deeds.placeOrder(customer, aWish('ROUTER')))).toEqual([
      'plan_not_offered packagePlan',
    ]);
    expect(done(await deeds.placeOrder(customer, aWish('NBN-50'))).order.source).toBe('portal');
    await db.write([
      { sql: `update provider set features = '[]' where id <> ?`, args: [wavelink.providerId] },
    ]);
    expect(refusals(await deeds.placeOrder(customer, aWish('NBN-50')))).toEqual([
      'feature_not_subscribed packagePlan',
    ]);
  });
});

describe('CAT-4: what an order screen offers', () => {
  const offered = async (actor: Actor, { deeds }: Ordering) =>
    done(await deeds.explainOffers(actor)).offers.map(({ packagePlan }) => packagePlan);

  it('has the plans that can be ordered today, and no other', async () => {
    const world = await anOrdering();
    expect(await offered(world.sam, world)).toEqual([
      'BUNDLE',
      'HOST',
      'LINE',
      'LINES',
      'NBN-50',
      'NBN-FLEX',
      'PSTN',
      'ROUTER',
      'SIGNED',
      'SITE',
    ]);
  });

  it('has in the portal what is marked for it', async () => {
    const world = await anOrdering();
    const customer = anActor(world.bluegum, { powers: ['orders'], via: 'portal' });
    expect(await offered(customer, world)).toEqual(['NBN-50']);
  });

  it('says what to ask for', async () => {
    const { deeds, sam } = await anOrdering();
    const { offers } = done(await deeds.explainOffers(sam));
    expect(offers.find(({ packagePlan }) => packagePlan === 'SIGNED')).toMatchObject({
      contractTypes: ['CARE-12M'],
      defaultContractType: 'CARE-12M',
      contractRequired: true,
      services: [{ servicePlan: 'SP-ROUTER', serviceType: 'Other' }],
    });
    const address = offers
      .find(({ packagePlan }) => packagePlan === 'NBN-50')
      ?.services[0]?.fields.find(({ key }) => key === 'address');
    expect(address).toMatchObject({ label: 'Address', required: true });
  });

  it('names every reason against each of the others (CAT-3, CAT-4)', async () => {
    const { deeds, sam } = await anOrdering();
    const { refused } = done(await deeds.explainOffers(sam));
    expect(
      Object.fromEntries(
        refused.map(({ packagePlan, reasons }) => [packagePlan, reasons.map(({ code }) => code)]),
      ),
    ).toEqual({
      DRAFT: ['service_plans_linked', 'buy_and_sell_linked', 'plan_not_offered'],
      LATER: ['plan_not_offered'],
      ORPHAN: ['wholesale_plan_missing'],
      OUTDATED: ['wholesale_plan_not_offered'],
      OVER: ['plan_not_offered'],
    });
    expect(refused.find(({ packagePlan }) => packagePlan === 'LATER')).toMatchObject({
      externalName: 'LATER for customers',
      reasons: [{ message: 'LATER is on sale from 1 Jun 2026.' }],
    });
  });

  it('takes the power to order', async () => {
    const { deeds, bluegum } = await anOrdering();
    expect(refusals(await deeds.explainOffers(anActor(bluegum, { powers: ['view'] })))).toEqual([
      'power_missing',
    ]);
  });
});

describe('CON-1: contracts', () => {
  const content = new TextEncoder().encode('%PDF-1.7 signed');
  const contractDocument = { name: 'signed.pdf', mediaType: 'application/pdf', content };

  it('keeps the signed contract with the order, and the plan’s default contract type', async () => {
    const { deeds, sam, dana } = await anOrdering();
    const { order } = done(await deeds.placeOrder(sam, aWish('SIGNED', { contractDocument })));
    expect(order).toMatchObject({
      contractType: 'CARE-12M',
      contractDocument: { name: 'signed.pdf', mediaType: 'application/pdf', size: content.length },
    });
    expect(done(await deeds.getContractDocument(sam, order.number))).toEqual(contractDocument);
    expect(refusals(await deeds.getContractDocument(dana, order.number))).toEqual(['order_not_found']);
  });

  it('takes no contract where none is wanted', async () => {
    const { deeds, sam } = await anOrdering();
    const { order } = done(
      await deeds.placeOrder(sam, aWish('SIGNED', { contractDocument, contractType: null })),
    );
    expect(order.contractType).toBeNull();
  });

  it.each([
    ['contract_document_type', { mediaType: 'image/png' }],
    ['contract_document_type', { mediaType: 'text/html' }],
    ['contract_document_empty', { content: new Uint8Array() }],
    ['contract_document_too_large', { content: new Uint8Array(4_000_001) }],
    ['contract_document_name', { name: ' ' }],
  ])('refuses a file that will not do: %s', async (code, overrides: object) => {
    const { deeds, sam } = await anOrdering();
    const wish = aWish('SIGNED', { contractDocument: { ...contractDocument, ...overrides } });
    expect(refusals(await deeds.placeOrder(sam, wish))).toEqual([`${code} contractDocument`]);
  });
});
