/** What if, on a real database: the figures are those that the runs then bill, and nothing is written by asking. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WhatIfEvent, WhatIfLine } from '#app/subscriptions/simulate-subscription.ts';
import { addDays, type PlainDate } from '#core/calendar.ts';
import { cents } from '#core/money.ts';
import { kindOfNumber } from '#db/stores/cardline-rows.ts';
import { done, kindsOf, refusals } from '#test/app/orders/ordering.ts';
import { aSubscribing, billed, day, type Subscribing, subscribed } from './subscribing.ts';

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

async function enter(world: Subscribing, id: number, event: WhatIfEvent): Promise<void> {
  const base = { id, mode: 'commit' as const };
  switch (event.type) {
    case 'cancel':
      done(await world.subscriptions.cancelSubscription(world.sam, { ...base, on: event.on }));
      return;
    case 'migrate':
      done(
        await world.subscriptions.migrateSubscription(world.sam, {
          ...base,
          on: event.on,
          plan: event.packagePlan,
        }),
      );
      return;
    case 'access_fee':
      done(await world.subscriptions.overrideAccessFee(world.sam, { ...base, fee: event.fee }));
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
    for (const event of events) await enter(world, id, event);
    for (const on of [...new Set(whatIf.lines.map(({ generatedOn }) => generatedOn)), day('2026-07-01')])
      await billed(world, world.sam, on);
    expect(told(whatIf.lines)).toEqual(await madeSince(world, id, before));
    expect(new Set(whatIf.lines.map(({ packagePlan }) => packagePlan)).size).toBeGreaterThan(2);
  });

  it('BILL-11: the figures are those that the runs bill once it is entered, whatever the plan', async () => {
    const offset = (most: number) => fc.integer({ min: 0, max: most });
    const cases = fc.record({
      length: fc.constantFrom(1, 2, 3),
      periods: fc.constantFrom(1, 2),
      months: fc.constantFrom(0, 1, 2),
      arrears: fc.boolean(),
      proRata: fc.boolean(),
      waits: fc.boolean(),
      billedDays: fc.uniqueArray(offset(80), { maxLength: 3 }),
      askedAfter: offset(40),
      on: offset(120),
      event: fc.constantFrom('cancel', 'migrate', 'access_fee', 'nothing'),
    });
    await fc.assert(
      fc.asyncProperty(cases, async (one) => {
        const world = await aSubscribing(undefined, {
          settings: [
            `update package_plan set period_length_months = ${one.length}, periods_in_advance = ${one.periods},
               bill_months_in_advance = ${one.months}, bill_access_fees_in = '${one.arrears ? 'arrears' : 'advance'}',
               pro_rata = ${one.proRata ? 1 : 0}, disable_migrations_during_period = ${one.waits ? 1 : 0},
               subscription_overrides_enabled = 1`,
          ],
        });
        const { id } = await subscribed(world);
        const days = one.billedDays.sort((a, b) => a - b).map((after) => addDays(START, after));
        for (const on of days) {
          world.clock.set(`${on}T02:00:00.000Z`);
          await billed(world, world.sam, on);
        }
        const asked = addDays(days.at(-1) ?? START, one.askedAfter);
        world.clock.set(`${asked}T02:00:00.000Z`);
        const on = addDays(START, one.on);
        const events: WhatIfEvent[] =
          one.event === 'cancel'
            ? [{ type: 'cancel', on }]
            : one.event === 'migrate'
              ? [{ type: 'migrate', on, packagePlan: 'NBN-FLEX' }]
              : one.event === 'access_fee'
                ? [{ type: 'access_fee', fee: cents(4321) }]
                : [];
        const until = addDays(asked, 150);
        const before = await lastLineOf(world);
        const whatIf = done(await ask(world, id, events, { until, buySide: true }));
        for (const event of events) await enter(world, id, event);
        // Runs on other days find nothing; the last one finds whatever was passed by.
        for (const run of [...new Set(whatIf.lines.map(({ generatedOn }) => generatedOn)), until])
          await billed(world, world.sam, run);
        expect(told(whatIf.lines)).toEqual(await madeSince(world, id, before));
      }),
      { numRuns: 12 },
    );
  }, 120_000);

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
