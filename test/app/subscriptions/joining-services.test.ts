/** PROV-2, PROV-6 on a real database: services that join a package under way, in both companies' books and on both sides. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, type PlainDate } from '#core/calendar.ts';
import { aWish, done, kindsOf, placed, refusals, rowsOf } from '#test/app/orders/ordering.ts';
import { publishAgain } from '#test/support/builders.ts';
import { aSubscribing, billed, day, type Subscribing } from './subscribing.ts';

/** A bundle that leaves its fees to its services; the phone costs 15.50, 9.30 and 6.20 from customer to carrier, and setup. */
const settings = [
  `update package_plan set setup_fee = null, setup_fee_override = 0, access_fee = null where code like '%BUNDLE'`,
  `update service_plan set setup_fee = 500, access_fee = 1550 where code = 'SP-VOIP'`,
  `update service_plan set setup_fee = 300, access_fee = 930 where code = 'WL-SP-VOIP'`,
  `update service_plan set setup_fee = 200, access_fee = 620 where code = 'WL-SP-BUY-VOIP'`,
];
const aBundleWorld = (more: readonly string[] = []) =>
  aSubscribing(undefined, { settings: [...settings, ...more] });

const on = (world: Subscribing, date: string) => world.clock.set(`${date}T02:00:00.000Z`);

/** Both companies bill. */
async function bill(world: Subscribing, ...days: readonly string[]): Promise<void> {
  for (const asOf of days) {
    await billed(world, world.sam, asOf);
    await billed(world, world.dana, asOf);
  }
}

/** A bundle with its internet active from 2 March, entered then, and its phone in the queue. */
async function aBundle(world: Subscribing) {
  const { requests, number } = await placed(world, 'BUNDLE');
  const [internet = 0, phone = 0] = requests.map(({ id }) => id);
  on(world, '2026-03-02');
  done(
    await world.deeds.activateRequest(world.dana, { requestId: internet, activationDate: day('2026-03-02') }),
  );
  return { number, phone };
}

const activate = (world: Subscribing, requestId: number, activationDate: string) =>
  world.deeds.activateRequest(world.dana, { requestId, activationDate: day(activationDate) });

/** `company side plan kind from..to amount on day`, of the lines that a condition is true of. */
const linesOf = (world: Subscribing, where = '1'): Promise<string[]> =>
  world.db.readJson<string[]>(
    `select json_group_array(line) from (
      select p.code || ' ' || c.side || ' ' || coalesce(i.code, '-') || ' ' || c.kind || ' ' || c."from" || '..' || c."to" || ' '
        || c.amount || ' on ' || c.generated_on line
      from cardline c join provider p on p.id = c.provider_id left join service s on s.id = c.service_id
        left join catalogue_item i on i.id = s.service_plan_id
      where ${where} order by c.provider_id desc, c.side desc, c.id)`,
    [],
  );
const PHONE = `i.code like '%VOIP'`;

describe('a service that becomes active after its package', () => {
  it('is not charged while it is pending', async () => {
    const world = await aBundleWorld();
    await aBundle(world);
    await bill(world, '2026-03-02', '2026-04-02');
    expect(await linesOf(world, PHONE)).toEqual([]);
    expect(await linesOf(world)).toHaveLength(8);
  });

  it('is charged from its own day in all four books, by the first run that knows of it', async () => {
    const world = await aBundleWorld();
    const { phone } = await aBundle(world);
    await bill(world, '2026-03-02');
    on(world, '2026-03-20');
    done(await activate(world, phone, '2026-03-12'));
    await bill(world, '2026-03-19');
    expect(await linesOf(world, PHONE)).toEqual([]);
    await bill(world, '2026-03-20', '2026-03-21');
    // 21 of the 31 days from 2 March
    expect(await linesOf(world, PHONE)).toEqual(
      [
        ['bluegum sell SP-VOIP', 500, 1050],
        ['bluegum buy WL-SP-VOIP', 300, 630],
        ['wavelink sell WL-SP-VOIP', 300, 630],
        ['wavelink buy WL-SP-BUY-VOIP', 200, 420],
      ].flatMap(([book, setup, access]) => [
        `${book} 1 2026-03-12..2026-03-12 ${setup} on 2026-03-20`,
        `${book} 2 2026-03-12..2026-04-01 ${access} on 2026-03-20`,
      ]),
    );
    await bill(world, '2026-04-02');
    expect(await linesOf(world, `${PHONE} and c.generated_on = '2026-04-02'`)).toEqual([
      'bluegum sell SP-VOIP 2 2026-04-02..2026-05-01 1550 on 2026-04-02',
      'bluegum buy WL-SP-VOIP 2 2026-04-02..2026-05-01 930 on 2026-04-02',
      'wavelink sell WL-SP-VOIP 2 2026-04-02..2026-05-01 930 on 2026-04-02',
      'wavelink buy WL-SP-BUY-VOIP 2 2026-04-02..2026-05-01 620 on 2026-04-02',
    ]);
  });

  it('BILL-11: is shown by a preview as the run bills it', async () => {
    const world = await aBundleWorld();
    const { phone } = await aBundle(world);
    await bill(world, '2026-03-02');
    done(await activate(world, phone, '2026-03-02'));
    const asOf = { asOf: day('2026-03-02'), previewHash: null, waitSeconds: 30 };
    const preview = done(await world.billing.startBillingRun(world.sam, { ...asOf, mode: 'preview' }));
    expect(await linesOf(world, PHONE)).toEqual([]);
    const run = done(
      await world.billing.startBillingRun(world.sam, {
        ...asOf,
        mode: 'commit',
        previewHash: preview.hash,
      }),
    );
    expect(run).toMatchObject({ status: 'done', hash: preview.hash, tally: preview.tally });
    expect(await linesOf(world, `${PHONE} and c.kind = 2 and c.side = 'sell'`)).toEqual([
      'bluegum sell SP-VOIP 2 2026-03-02..2026-04-01 1550 on 2026-03-02',
    ]);
  });

  it('tells before it is activated, and after, what it adds in the actor’s own books', async () => {
    const world = await aBundleWorld();
    const { requests } = await placed(world, 'BUNDLE');
    const [internet = 0, phone = 0] = requests.map(({ id }) => id);
    const first = done(await activate(world, internet, '2026-03-02'));
    expect(first.billing).toMatchObject({ accessFee: 2000, setupFee: 0 });
    expect(first.billing?.text).toContain(
      'What is not active yet (1) is charged from its own activation on.',
    );
    const input = { requestId: phone, activationDate: day('2026-03-12') };
    const preview = done(await world.deeds.previewActivation(world.dana, input));
    expect(preview).toMatchObject({
      billedSince: '2026-03-02',
      billing: {
        packagePlan: 'WL-BUNDLE',
        start: '2026-03-12',
        firstPeriod: { from: '2026-03-12', to: '2026-04-01' },
        setupFee: 300,
        accessFee: 930,
        text: 'Billing of WL-SP-VOIP in WL-BUNDLE starts on 12 Mar 2026: setup 3.00 once, access 9.30 a month; first period 12 Mar 2026 – 1 Apr 2026.',
      },
    });
    expect(done(await activate(world, phone, '2026-03-12')).billing).toEqual(preview.billing);
  });

  it.each(['before', 'after'])(
    'FEE-3: costs nothing for a period that the package’s own fee was charged for, activated %s that fee goes',
    async (when) => {
      const world = await aSubscribing();
      const { phone } = await aBundle(world);
      await bill(world, '2026-03-02');
      const leaveToServices = async () => {
        await publishAgain(
          world.db,
          settings.map((sql) => ({ sql, args: [] })),
        );
        await bill(world, '2026-03-04');
      };
      if (when === 'after') await leaveToServices();
      done(await activate(world, phone, '2026-03-02'));
      await bill(world, '2026-03-05');
      if (when === 'before') await leaveToServices();
      await bill(world, '2026-04-02');
      expect(await linesOf(world, `${PHONE} and c.side = 'sell' and c.kind = 2`)).toEqual([
        'bluegum sell SP-VOIP 2 2026-04-02..2026-05-01 1550 on 2026-04-02',
        'wavelink sell WL-SP-VOIP 2 2026-04-02..2026-05-01 930 on 2026-04-02',
      ]);
    },
  );

  it('BILL-12: its lines say since when it is there and since when that is known', async () => {
    const world = await aBundleWorld();
    const { phone } = await aBundle(world);
    await bill(world, '2026-03-02');
    on(world, '2026-03-20');
    done(await activate(world, phone, '2026-03-12'));
    await bill(world, '2026-03-20');
    const [row] = await rowsOf<{ id: number }>(
      world.db,
      'cardline',
      ['id'],
      `side = 'sell' and kind = 2 and amount = 1050`,
    );
    const { explanation } = done(await world.billing.readCardline(world.sam, row?.id ?? 0));
    expect(explanation).toMatchObject({ days: 21, ofDays: 31 });
    expect(explanation?.text).toContain('The service is active from 12 Mar 2026 on.');
    expect(explanation?.text).toContain("The service's activation is known from 20 Mar 2026 on");
  });

  it('BILL-8: is credited with its subscription, as the answer to the cancellation foretells', async () => {
    const world = await aBundleWorld();
    const { phone } = await aBundle(world);
    done(await activate(world, phone, '2026-03-12'));
    await bill(world, '2026-03-02');
    const [own] = await rowsOf<{ id: number }>(world.db, 'subscription', ['id']);
    const cancelled = done(
      await world.subscriptions.cancelSubscription(world.sam, {
        id: own?.id ?? 0,
        on: day('2026-03-22'),
        mode: 'commit',
        buySide: true,
      }),
    );
    const foretold = cancelled.nextRun.lines.filter(({ servicePlan }) => servicePlan?.includes('VOIP'));
    // 10 of 31 days stay: 5.00 of the 10.50 that the customer was charged, 3.00 of 6.30.
    expect(foretold.map(({ side, from, to, amount }) => [side, from, to, amount])).toEqual([
      ['sell', '2026-03-22', '2026-04-01', -550],
      ['buy', '2026-03-22', '2026-04-01', -330],
    ]);
    expect(foretold[0]?.explanation.text).toContain('charged for the period from 12 Mar 2026');
    await bill(world, '2026-03-03');
    expect(await linesOf(world, `${PHONE} and c.kind = -2`)).toEqual([
      'bluegum sell SP-VOIP -2 2026-03-22..2026-04-01 -550 on 2026-03-03',
      'bluegum buy WL-SP-VOIP -2 2026-03-22..2026-04-01 -330 on 2026-03-03',
      'wavelink sell WL-SP-VOIP -2 2026-03-22..2026-04-01 -330 on 2026-03-03',
      'wavelink buy WL-SP-BUY-VOIP -2 2026-03-22..2026-04-01 -220 on 2026-03-03',
    ]);
  });

  it('BILL-9: is credited for the days that it does not go on under the next plan', async () => {
    const world = await aBundleWorld();
    const { phone } = await aBundle(world);
    done(await activate(world, phone, '2026-03-12'));
    await bill(world, '2026-03-02');
    const [own] = await rowsOf<{ id: number }>(world.db, 'subscription', ['id']);
    const to = { id: own?.id ?? 0, on: day('2026-03-22'), plan: 'NBN-50', mode: 'commit' as const };
    const { told } = done(await world.subscriptions.migrateSubscription(world.sam, to));
    expect(told.services).toContainEqual({ from: 'SP-VOIP', to: null });
    await bill(world, '2026-03-03', '2026-04-22');
    expect(await linesOf(world, `${PHONE} and c.kind in (2, -2) and p.code = 'bluegum'`)).toEqual([
      'bluegum sell SP-VOIP 2 2026-03-12..2026-04-01 1050 on 2026-03-02',
      'bluegum sell SP-VOIP -2 2026-03-22..2026-04-01 -550 on 2026-03-03',
      'bluegum buy WL-SP-VOIP 2 2026-03-12..2026-04-01 630 on 2026-03-02',
      'bluegum buy WL-SP-VOIP -2 2026-03-22..2026-04-01 -330 on 2026-03-03',
    ]);
  });

  it('BILL-9: activated for a day ahead, it is charged from that day on under the next plan too', async () => {
    // Another bundle of the same services, bought as the same one.
    const world = await aBundleWorld([
      `insert into package_service (provider_id, package_plan, service_plan, quantity, from_version)
         select provider_id, 'NBN-FLEX', service_plan, quantity, from_version from package_service
         where package_plan = 'BUNDLE' and service_plan = 'SP-VOIP'`,
      `update package_plan set buy_plan = 'BUY-BUNDLE', access_fee = null where code = 'NBN-FLEX'`,
    ]);
    const { phone } = await aBundle(world);
    done(await activate(world, phone, '2026-04-20'));
    const [own] = await rowsOf<{ id: number }>(world.db, 'subscription', ['id']);
    const to = { id: own?.id ?? 0, on: day('2026-04-10'), plan: 'NBN-FLEX', mode: 'commit' as const };
    done(await world.subscriptions.migrateSubscription(world.sam, to));
    await bill(world, '2026-03-02', '2026-04-02', '2026-04-10');
    expect(await linesOf(world, `${PHONE} and p.code = 'bluegum'`)).toEqual([
      'bluegum sell SP-VOIP 1 2026-04-20..2026-04-20 500 on 2026-03-02',
      // 20 of the 30 days from 10 April, when the new plan's periods begin
      'bluegum sell SP-VOIP 2 2026-04-20..2026-05-09 1033 on 2026-04-10',
      'bluegum buy WL-SP-VOIP 1 2026-04-20..2026-04-20 300 on 2026-03-02',
      // 12 of the 30 days from 2 April, since the buy side goes on
      'bluegum buy WL-SP-VOIP 2 2026-04-20..2026-05-01 372 on 2026-04-02',
    ]);
  });
});

describe('a service that is cancelled while it is pending', () => {
  it('PROV-6: is never charged, and the order is active with the rest', async () => {
    const world = await aBundleWorld();
    const { number } = await aBundle(world);
    await bill(world, '2026-03-02');
    const order = done(await world.deeds.cancelOrder(world.sam, { order: number }));
    expect(order).toMatchObject({
      status: 'active',
      services: [{ status: 'active' }, { status: 'cancelled' }],
      deeds: [],
    });
    await bill(world, '2026-03-03', '2026-04-02', '2026-05-02');
    expect(await linesOf(world, PHONE)).toEqual([]);
    expect(await linesOf(world)).toHaveLength(12);
    expect(await rowsOf(world.db, 'service', ['status', 'active_from'], `status = 'cancelled'`)).toEqual(
      Array.from({ length: 4 }, () => ({ status: 'cancelled', active_from: null })),
    );
  });

  it('PROV-6: so it is where it was halted', async () => {
    const world = await aBundleWorld();
    const { number, phone } = await aBundle(world);
    done(
      await world.deeds.haltRequest(world.dana, { requestId: phone, rejectionDetails: 'No such number.' }),
    );
    expect(done(await world.deeds.getOrder(world.sam, number)).status).toBe('halted');
    await bill(world, '2026-03-02');
    expect(done(await world.deeds.cancelOrder(world.sam, { order: number })).status).toBe('active');
    await bill(world, '2026-04-02');
    expect(await linesOf(world, PHONE)).toEqual([]);
  });
});

describe('once a subscription is cancelled', () => {
  const cancel = async (world: Subscribing, company: 'bluegum' | 'wavelink') => {
    const [row] = await rowsOf<{ id: number }>(
      world.db,
      'subscription',
      ['id'],
      `provider_id = ${world[company].providerId}`,
    );
    return done(
      await world.subscriptions.cancelSubscription(company === 'bluegum' ? world.sam : world.dana, {
        id: row?.id ?? 0,
        on: day('2026-03-20'),
        mode: 'commit',
      }),
    );
  };
  const halted = async (world: Subscribing) => {
    const bundle = await aBundle(world);
    done(
      await world.deeds.haltRequest(world.dana, {
        requestId: bundle.phone,
        rejectionDetails: 'No such number.',
      }),
    );
    return bundle;
  };

  it('PROV-3: what was halted beside it cannot be resubmitted, only cancelled', async () => {
    const world = await aBundleWorld();
    const { number } = await halted(world);
    await cancel(world, 'bluegum');
    const result = await world.deeds.resubmitOrder(world.sam, { order: number });
    expect([refusals(result), kindsOf(result)]).toEqual([['subscription_cancelled'], ['conflict']]);
    expect(result.ok === false && result.faults[0]?.message).toBe(
      'The subscription of this order has been cancelled: nothing more of it can become active. Cancel what is left of the order.',
    );
    expect(done(await world.deeds.getOrder(world.sam, number)).deeds).toEqual(['edit', 'cancel']);
    expect(done(await world.deeds.cancelOrder(world.sam, { order: number })).status).toBe('active');
  });

  it('PROV-3: nor what the wholesaler supplies no more', async () => {
    const world = await aBundleWorld();
    const { number } = await halted(world);
    await cancel(world, 'wavelink');
    const result = await world.deeds.resubmitOrder(world.sam, { order: number });
    expect(refusals(result)).toEqual(['supply_cancelled']);
    expect(result.ok === false && result.faults[0]?.message).toBe(
      'Wavelink Wholesale has cancelled its subscription for this order and supplies nothing more of it. Cancel what is left of the order.',
    );
  });

  it.each([
    ['bluegum', 'subscription_cancelled'],
    ['wavelink', 'supply_cancelled'],
  ] as const)('PROV-2: what is pending cannot be activated: %s cancelled', async (company, code) => {
    const world = await aBundleWorld();
    const { phone } = await aBundle(world);
    await cancel(world, company);
    const result = await activate(world, phone, '2026-03-12');
    expect([refusals(result), kindsOf(result)]).toEqual([[code], ['conflict']]);
    expect(result.ok === false && result.faults[0]?.message).toContain(
      'Bluegum Telecom has to cancel what is left of its order.',
    );
    await bill(world, '2026-03-02', '2026-04-02');
    expect(await linesOf(world, PHONE)).toEqual([]);
  });

  it('PROV-5: of a cancellation and an activation at once the books show one, or the one after the other', async () => {
    for (const first of ['cancel', 'activate']) {
      const world = await aBundleWorld();
      const { phone } = await aBundle(world);
      const deeds = {
        cancel: () => cancel(world, 'bluegum'),
        activate: () => activate(world, phone, '2026-03-12'),
      };
      const [activated] =
        first === 'cancel'
          ? (await Promise.all([deeds.cancel(), deeds.activate()])).reverse()
          : await Promise.all([deeds.activate(), deeds.cancel()]);
      await bill(world, '2026-03-02', '2026-04-02');
      const access = await linesOf(
        world,
        `${PHONE} and c.kind = 2 and p.code = 'bluegum' and c.side = 'sell'`,
      );
      const isActive = activated !== undefined && 'ok' in activated && activated.ok;
      // 8 of 31 days, where it was activated before the cancellation was entered.
      expect(access).toEqual(
        isActive ? ['bluegum sell SP-VOIP 2 2026-03-12..2026-03-19 400 on 2026-03-02'] : [],
      );
    }
  });
});

// ---- whatever happens to the services of an order, runs in between or not

interface Fate {
  readonly deed: 'activate' | 'cancel' | 'nothing';
  /** Days after 2 March: of the deed, and of the activation date. */
  readonly entered: number;
  readonly from: number;
}
const fate = fc.record({
  deed: fc.constantFrom('activate', 'activate', 'activate', 'cancel', 'nothing'),
  entered: fc.integer({ min: 0, max: 70 }),
  from: fc.integer({ min: 0, max: 80 }),
}) as fc.Arbitrary<Fate>;
const lives = fc.record({
  fates: fc.tuple(fate, fate),
  /** The whole subscription ends: entered after so many days, for a day so many after the start. */
  end: fc.option(
    fc.record({ entered: fc.integer({ min: 0, max: 90 }), on: fc.integer({ min: 0, max: 90 }) }),
    {
      freq: 2,
    },
  ),
  plan: fc.record({
    proRata: fc.boolean(),
    arrears: fc.boolean(),
    inAdvance: fc.constantFrom(1, 1, 3),
    monthsAhead: fc.constantFrom(0, 0, 1),
  }),
  runs: fc.uniqueArray(fc.integer({ min: 0, max: 94 }), { maxLength: 6 }),
});
type Life = typeof lives extends fc.Arbitrary<infer T> ? T : never;

const START = day('2026-03-02');
const LAST = 95;

/** Lives it day by day with runs on some days and on the last one; answers what each period and service comes to in each book. */
async function live({ fates, end, plan }: Life, runs: readonly number[]): Promise<string[]> {
  const world = await aBundleWorld([
    `update package_service set quantity = 2 where package_plan like '%BUNDLE' and service_plan like '%VOIP'`,
    `update package_plan set pro_rata = ${Number(plan.proRata)}, bill_access_fees_in = '${plan.arrears ? 'arrears' : 'advance'}',
       periods_in_advance = ${plan.inAdvance}, bill_months_in_advance = ${plan.monthsAhead}`,
  ]);
  const { services } = aWish('BUNDLE');
  const { order } = done(
    await world.deeds.placeOrder(
      world.sam,
      aWish('BUNDLE', { services: [...services, ...services.slice(1)] }),
    ),
  );
  const queue = done(await world.deeds.listQueue(world.dana, {}, { limit: 50, cursor: null }));
  const [internet = 0, ...phones] = queue.items.map(({ id }) => id);
  for (let n = 0; n <= LAST; n += 1) {
    const today: PlainDate = addDays(START, n);
    on(world, today);
    if (n === 0) done(await activate(world, internet, today));
    for (const [index, { deed, entered, from }] of fates.entries()) {
      if (entered !== n) continue;
      // What is refused, since something else came first, is part of the life.
      if (deed === 'activate') await activate(world, phones[index] ?? 0, addDays(START, from));
      if (deed === 'cancel') await world.deeds.cancelOrder(world.sam, { order: order.number });
    }
    if (end?.entered === n) {
      const [own] = await rowsOf<{ id: number }>(world.db, 'subscription', ['id']);
      const input = { id: own?.id ?? 0, on: addDays(START, end.on), mode: 'commit' as const };
      done(await world.subscriptions.cancelSubscription(world.sam, input));
    }
    if (n === LAST || runs.includes(n)) await bill(world, today);
  }
  return world.db.readJson<string[]>(
    `select json_group_array(line) from (
      select c.provider_id || ' ' || c.side || ' ' || c.service_id || ' ' || abs(c.kind) || ' ' || c.period_start || ': '
        || sum(c.amount) || ' + ' || sum(c.tax) line
      from cardline c group by c.provider_id, c.side, c.service_id, abs(c.kind), c.period_start
      having sum(c.amount) <> 0 order by 1)`,
    [],
  );
}

it('BILL-10: services activated on different days, never, or cancelled while pending: the same sums whenever runs are made', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async (life) => {
      const once = await live(life, []);
      expect(await live(life, life.runs)).toEqual(once);
    }),
    { numRuns: 12 },
  );
}, 120_000);
