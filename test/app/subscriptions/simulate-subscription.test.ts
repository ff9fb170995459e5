/** What if, on a real database: the figures are those that the runs then bill, and nothing is written by asking. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WhatIfLine } from '#app/subscriptions/simulate-subscription.ts';
import type { WhatIfEvent } from '#app/subscriptions/what-if-events.ts';
import { addDays, type PlainDate } from '#core/calendar.ts';
import { cents } from '#core/money.ts';
import type { Result } from '#core/result.ts';
import { kindOfNumber } from '#db/stores/cardline-rows.ts';
import { done, kindsOf, refusals } from '#test/app/orders/ordering.ts';
import { aSubscribing, billed, day, PRODUCTS, type Subscribing, subscribed } from './subscribing.ts';

const START = day('2026-03-02');

const ask = (
  world: Subscribing,
  id: number,
  events: readonly WhatIfEvent[],
  more: { until?: PlainDate; buySide?: boolean; actor?: Subscribing['sam'] } = {},
) => {
  const { actor = world.sam, ...rest } = more;
  return world.subscriptions.simulateSubscription(actor, { id, events, ...rest });
};

/** The deed itself. */
function enter(world: Subscribing, id: number, event: WhatIfEvent): Promise<Result<unknown>> {
  const { subscriptions, sam } = world;
  const base = { id, mode: 'commit' as const };
  switch (event.type) {
    case 'cancel':
      return subscriptions.cancelSubscription(sam, { ...base, ...event });
    case 'withdraw_cancellation':
      return subscriptions.withdrawCancellation(sam, base);
    case 'suspend':
      return subscriptions.suspendSubscription(sam, { ...base, ...event, reason: null });
    case 'resume':
      return subscriptions.resumeSubscription(sam, { ...base, ...event });
    case 'migrate':
      return subscriptions.migrateSubscription(sam, { ...base, on: event.on, plan: event.packagePlan });
    case 'withdraw_migration':
      return subscriptions.withdrawMigration(sam, base);
    case 'access_fee':
      return subscriptions.overrideAccessFee(sam, { ...base, ...event });
    case 'add_bolt_on':
      return subscriptions.addBoltOn(sam, { ...base, ...event });
    case 'end_bolt_on':
      return subscriptions.endBoltOn(sam, { ...base, ...event });
  }
}

const KINDS = [
  'cancel',
  'withdraw_cancellation',
  'suspend',
  'resume',
  'migrate',
  'withdraw_migration',
  'access_fee',
  'add_bolt_on',
  'end_bolt_on',
] as const satisfies readonly WhatIfEvent['type'][];

interface Wish {
  readonly type: WhatIfEvent['type'];
  /** Days from today */
  readonly on: number;
  readonly length: number | null;
  readonly billed: boolean;
  readonly fee: number | null;
}

function eventOf(
  { type, on: after, length, billed: isBilled, fee }: Wish,
  today: PlainDate,
  serviceId: number,
): WhatIfEvent {
  const on = addDays(today, after);
  const until = length === null ? null : addDays(on, length);
  switch (type) {
    case 'suspend':
      return { type, from: on, until, billed: isBilled };
    case 'migrate':
      return { type, on, packagePlan: 'NBN-FLEX' };
    case 'access_fee':
      return {
        type,
        fee: fee === null ? null : cents(fee),
        ...(isBilled ? {} : { from: on, ...(until === null ? {} : { to: until }) }),
      };
    case 'add_bolt_on':
      return {
        type,
        serviceId,
        boltOn: 'STATIC-IP',
        from: on,
        until: isBilled ? null : until,
        once: isBilled,
      };
    case 'end_bolt_on':
      return { type, serviceId, boltOn: 'STATIC-IP', on };
    case 'cancel':
    case 'resume':
      return { type, on };
    default:
      return { type };
  }
}

/** `day side plan service kind from..to amount tax`, of the lines made after some others */
async function madeSince(world: Subscribing, id: number, lastLine: number): Promise<string[]> {
  const rows = await world.db.readJson<
    [PlainDate, string, string, string | null, number, PlainDate, PlainDate, number, number][]
  >(
    `select json_group_array(json_array(c.generated_on, c.side, pp.code, sp.code, c.kind, c."from", c."to", c.amount, c.tax))
     from cardline c join subscription_term t on t.id = c.term_id join catalogue_item pp on pp.id = t.package_plan_id
       left join service s on s.id = c.service_id left join catalogue_item sp on sp.id = s.service_plan_id
     where c.subscription_id = ? and c.id > ?`,
    [id, lastLine],
  );
  return rows
    .map(([on, side, plan, service, kind, from, to, amount, tax]) =>
      [on, side, plan, service, kindOfNumber(kind).kind, `${from}..${to}`, amount, tax].join(' '),
    )
    .sort();
}

const told = (lines: readonly WhatIfLine[]): string[] =>
  lines
    .map(({ generatedOn, side, packagePlan, servicePlan, kind, from, to, amount, tax }) =>
      [generatedOn, side, packagePlan, servicePlan, kind, `${from}..${to}`, amount, tax].join(' '),
    )
    .sort();

const lastLineOf = async ({ db }: Subscribing): Promise<number> =>
  (await db.readJson<number[]>('select json_array(coalesce(max(id), 0)) from cardline', []))[0] ?? 0;

describe('what if', () => {
  it('BILL-8: cancelling tells the credit, what is not charged any more, and what it would be otherwise', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, START);
    const whatIf = done(await ask(world, id, [{ type: 'cancel', on: day('2026-03-12') }]));
    expect(whatIf).toMatchObject({
      from: '2026-03-02',
      until: '2026-06-12',
      totals: { credited: -4739, charged: 0, tax: -474 },
      otherwise: { totals: { credited: 0, charged: 20985 } },
      difference: { amount: -25724 },
      events: [{ text: 'It has no service from 12 Mar 2026 on.' }],
      note: null,
    });
    expect(whatIf.lines).toMatchObject([{ side: 'sell', kind: 'credit', generatedOn: '2026-03-02' }]);
    expect(whatIf.lines[0]?.explanation.text).toContain('10 of 31 days of 69.95');
    expect(whatIf.subscription.status).toBe('active');
  });

  it('FEE-4, BILL-9: events follow each other, each decided on what the one before it left', async () => {
    const settings = [`update package_plan set subscription_overrides_enabled = 1`];
    const world = await aSubscribing(undefined, { settings });
    const { id } = await subscribed(world);
    await billed(world, world.sam, START);
    const events: WhatIfEvent[] = [
      { type: 'access_fee', fee: cents(5000) },
      { type: 'migrate', on: day('2026-04-12'), packagePlan: 'NBN-FLEX' },
      { type: 'cancel', on: day('2026-05-20') },
    ];
    const before = await lastLineOf(world);
    const whatIf = done(await ask(world, id, events, { until: day('2026-07-01'), buySide: true }));
    for (const event of events) done(await enter(world, id, event));
    for (const on of [...new Set(whatIf.lines.map(({ generatedOn }) => generatedOn)), day('2026-07-01')])
      await billed(world, world.sam, on);
    expect(told(whatIf.lines)).toEqual(await madeSince(world, id, before));
    expect(new Set(whatIf.lines.map(({ packagePlan }) => packagePlan)).size).toBeGreaterThan(2);
  });

  it('BILL-11: the figures are those that the runs bill once it is entered, whatever life it has led and leads', async () => {
    const offset = (most: number) => fc.integer({ min: 0, max: most });
    const wishes = (kinds: readonly WhatIfEvent['type'][], maxLength: number) =>
      fc.array(
        fc.record({
          type: fc.constantFrom(...kinds),
          after: offset(40),
          on: fc.integer({ min: -30, max: 80 }),
          length: fc.option(fc.integer({ min: 1, max: 70 }), { freq: 3 }),
          billed: fc.constantFrom(false, false, true),
          fee: fc.option(fc.constantFrom(4321, 9900)),
        }),
        { maxLength, size: 'max' },
      );
    const lived = fc.record({
      length: fc.constantFrom(1, 2, 3),
      periods: fc.constantFrom(1, 2),
      months: fc.constantFrom(0, 1, 2),
      arrears: fc.boolean(),
      proRata: fc.boolean(),
      waits: fc.boolean(),
      before: wishes(
        ['cancel', 'suspend', 'migrate', 'add_bolt_on', 'withdraw_cancellation', 'resume', 'access_fee'],
        4,
      ),
      askedAfter: offset(40),
      // What takes back is tried more often: it needs something that is there.
      asked: wishes([...KINDS, 'withdraw_cancellation', 'withdraw_migration', 'resume', 'end_bolt_on'], 6),
    });
    await fc.assert(
      fc.asyncProperty(lived, async (one) => {
        const world = await aSubscribing(undefined, {
          settings: [
            `update package_plan set period_length_months = ${one.length}, periods_in_advance = ${one.periods},
               bill_months_in_advance = ${one.months}, bill_access_fees_in = '${one.arrears ? 'arrears' : 'advance'}',
               pro_rata = ${one.proRata ? 1 : 0}, disable_migrations_during_period = ${one.waits ? 1 : 0},
               subscription_overrides_enabled = 1`,
            ...PRODUCTS,
          ],
        });
        const { id } = await subscribed(world);
        const { services } = done(await world.subscriptions.getSubscription(world.sam, { id }));
        const service = services[0]?.id ?? 0;
        let today = START;
        const passes = (days: number) => {
          today = addDays(today, days);
          world.clock.set(`${today}T02:00:00.000Z`);
        };
        for (const wish of one.before) {
          passes(wish.after);
          await enter(world, id, eventOf(wish, today, service));
          await billed(world, world.sam, today);
        }
        passes(one.askedAfter);
        const events: WhatIfEvent[] = [];
        for (const wish of one.asked) {
          const event = eventOf(wish, today, service);
          if ((await ask(world, id, [...events, event])).ok) events.push(event);
        }
        const until = addDays(today, 150);
        const before = await lastLineOf(world);
        const whatIf = done(await ask(world, id, events, { until, buySide: true }));
        for (const event of events) done(await enter(world, id, event));
        // Runs on other days find nothing; the last one finds whatever was passed by.
        for (const run of [...new Set(whatIf.lines.map(({ generatedOn }) => generatedOn)), until])
          await billed(world, world.sam, run);
        expect(told(whatIf.lines)).toEqual(await madeSince(world, id, before));
      }),
      { numRuns: 40 },
    );
  }, 300_000);

  it('decision 87: a withdrawn cancellation tells what is charged again, a suspension what goes back, in the words of the deeds', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, START);
    done(await enter(world, id, { type: 'cancel', on: day('2026-03-12') }));
    await billed(world, world.sam, START);
    const whatIf = done(
      await ask(
        world,
        id,
        [
          { type: 'withdraw_cancellation' },
          { type: 'suspend', from: day('2026-03-12'), until: day('2026-03-22'), billed: false },
        ],
        { until: day('2026-04-01') },
      ),
    );
    expect(whatIf.events.map(({ text }) => text)).toEqual([
      'The cancellation from 12 Mar 2026 on is withdrawn: service goes on.',
      'Suspended from 12 Mar 2026 to 21 Mar 2026. These days are not charged.',
    ]);
    // 11 of the 21 days that were credited.
    expect(whatIf.lines).toMatchObject([{ kind: 'access_fee', from: '2026-03-22', to: '2026-04-01' }]);
    expect(whatIf.totals).toMatchObject({ credited: 0, charged: 2483 });
    expect(whatIf.otherwise.lines).toEqual([]);
  });

  it('writes nothing: neither lines, nor terms, nor audit, nor messages', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    await billed(world, world.sam, START);
    const everything = () =>
      world.db.readJson<unknown>(
        `select json_array((select json_group_array(json_array(id, version, "end", next_due_on)) from subscription_term),
           (select count(*) from cardline), (select count(*) from audit), (select count(*) from outbox),
           (select json_group_array(version) from subscription))`,
        [],
      );
    const before = await everything();
    done(await ask(world, id, [{ type: 'cancel', on: day('2026-03-12') }]));
    done(await ask(world, id, [{ type: 'migrate', on: day('2026-03-12'), packagePlan: 'NBN-FLEX' }]));
    expect(await everything()).toEqual(before);
  });

  it('names the faults of all events at once, each at its place', async () => {
    const world = await aSubscribing();
    const { id } = await subscribed(world);
    const refused = await ask(
      world,
      id,
      [
        { type: 'cancel', on: day('2026-03-01') },
        { type: 'migrate', on: day('2036-03-12'), packagePlan: 'NOBODY' },
        { type: 'access_fee', fee: cents(100) },
      ],
      { until: day('2026-03-01') },
    );
    expect(refusals(refused)).toEqual([
      'until_out_of_range until',
      'cancellation_before_start events[0].on',
      'day_too_far_ahead events[1].on',
      'plan_not_found events[1].packagePlan',
      'override_not_enabled events[2].fee',
    ]);
    const further = await ask(world, id, [
      { type: 'withdraw_cancellation' },
      { type: 'suspend', from: day('2026-02-01'), until: day('2026-01-01'), billed: false },
      { type: 'resume', on: day('2026-04-01') },
      { type: 'withdraw_migration' },
      { type: 'access_fee', fee: null, to: day('2026-05-01') },
      { type: 'end_bolt_on', serviceId: 999, boltOn: 'STATIC-IP', on: day('2026-05-01') },
    ]);
    expect(refusals(further)).toEqual([
      'not_cancelled events[0]',
      'suspension_before_start events[1].from',
      'suspension_reversed events[1].until',
      'not_suspended events[2]',
      'no_migration events[3]',
      'override_without_start events[4].from',
      'service_not_found events[5]',
    ]);
  });

  it('BILL-5: says that periods nobody has approved are not in the figures', async () => {
    const world = await aSubscribing(undefined, {
      settings: [
        `update package_plan set bill_access_fees_in = 'arrears'`,
        `update provider set period_approval = 'manual'`,
      ],
    });
    const { id } = await subscribed(world);
    const whatIf = done(await ask(world, id, [], { until: day('2026-07-01') }));
    expect(whatIf.lines.filter(({ kind }) => kind === 'access_fee')).toEqual([]);
    expect(whatIf.note).toContain('once they are approved');
  });

  it('is one’s own company’s only, and shows the buy side only where it is asked for', async () => {
    const world = await aSubscribing();
    const { id, supplyId } = await subscribed(world);
    expect(kindsOf(await ask(world, supplyId, []))).toEqual(['not_found']);
    const plain = done(await ask(world, id, [], { until: day('2026-04-02') }));
    expect(plain.lines.map(({ side }) => side)).toEqual(plain.lines.map(() => 'sell'));
    expect(plain.subscription.terms.map(({ side }) => side)).toEqual(['sell']);
    const both = done(await ask(world, id, [], { until: day('2026-04-02'), buySide: true }));
    expect(new Set(both.lines.map(({ side }) => side))).toEqual(new Set(['sell', 'buy']));
    // The retailer's own costs, not those of its wholesaler.
    expect(JSON.stringify(both.lines)).not.toContain('WL-');
  });
});
