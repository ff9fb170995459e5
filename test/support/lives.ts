/**
 * Generated lives of subscriptions, and an office that leads them: each deed decided by the core's own functions, each run the run's
 * own function on the terms that remember themselves as due. What the office accepted is written down, for a second opinion.
 */
import fc from 'fast-check';
import { priceOn } from '#core/billing/fees.ts';
import { runTerm } from '#core/billing/run-term.ts';
import { activateTerm } from '#core/billing/start-term.ts';
import {
  type BilledLine,
  type BillingPlan,
  type BillingRules,
  type BillingService,
  type ChargeKind,
  chargeOf,
  type DatedPrice,
  type DraftLine,
  UNBILLED,
} from '#core/billing/terms.ts';
import { addDays, type Instant, type PlainDate, plainDate } from '#core/calendar.ts';
import type { CatalogueSnapshot } from '#core/catalogue/rows.ts';
import { cents, TAX_FREE, type TaxRate } from '#core/money.ts';
import { applyChange } from '#core/subscriptions/apply-change.ts';
import { addBoltOn, endBoltOn } from '#core/subscriptions/bolt-ons.ts';
import { cancelSubscription } from '#core/subscriptions/cancel-subscription.ts';
import { moveSide } from '#core/subscriptions/move-side.ts';
import { overrideAccessFee } from '#core/subscriptions/override-access-fee.ts';
import {
  changeOf,
  lastTermOn,
  type Subscription,
  type SubscriptionChange,
  type SubscriptionTerm,
} from '#core/subscriptions/subscription.ts';
import { resumeSubscription, suspendSubscription } from '#core/subscriptions/suspend-subscription.ts';
import { withdrawCancellation } from '#core/subscriptions/withdraw-cancellation.ts';
import { withdrawMigration } from '#core/subscriptions/withdraw-migration.ts';

/** The settings of a plan that a life may have, with fees in cents; null: its two services have theirs. */
export interface LifePlan {
  readonly periodLengthMonths: number;
  readonly periodsInAdvance: number;
  readonly billMonthsInAdvance: number;
  readonly billAccessFeesIn: 'advance' | 'arrears';
  readonly proRata: boolean;
  readonly alignToInvoicePeriod: boolean;
  readonly honourFirstPeriodEnd: boolean;
  readonly disableMigrationsDuringPeriod: boolean;
  readonly setupFee: number | null;
  readonly accessFee: number | null;
  readonly serviceFees: readonly [number, number];
  /** Of the first service: a product each period, and one with the setup. */
  readonly featureFee: number | null;
  readonly onceFee: number | null;
}

export type LifeDeed =
  | { readonly type: 'cancel'; readonly on: PlainDate }
  | { readonly type: 'withdraw cancellation' }
  | {
      readonly type: 'suspend';
      readonly from: PlainDate;
      readonly until: PlainDate | null;
      readonly billed: boolean;
    }
  | { readonly type: 'resume'; readonly on: PlainDate }
  | { readonly type: 'migrate'; readonly on: PlainDate; readonly plan: number }
  | { readonly type: 'withdraw migration' }
  | { readonly type: 'add bolt-on'; readonly from: PlainDate; readonly until: PlainDate | null }
  | { readonly type: 'end bolt-on'; readonly on: PlainDate }
  | {
      readonly type: 'override';
      readonly from: PlainDate;
      /** The last day */
      readonly until: PlainDate | null;
      readonly own: number | null;
    }
  | { readonly type: 'publish'; readonly dearer: number };

export interface Life {
  readonly plans: readonly LifePlan[];
  readonly account: { readonly invoiceDay: number; readonly invoicePeriodMonths: number };
  readonly start: PlainDate;
  readonly created: PlainDate;
  readonly firstPeriodEnd: PlainDate | null;
  readonly rounding: BillingRules['rounding'];
  readonly taxRate: TaxRate;
  /** The price of a bolt-on, and the day from which another one is in force. */
  readonly boltOn: readonly [first: number, then: number, from: PlainDate];
  /** In the order in which they are entered, each on its day */
  readonly deeds: readonly { readonly entered: PlainDate; readonly deed: LifeDeed }[];
  /** In order; no day twice */
  readonly runs: readonly PlainDate[];
}

/** A line of the ledger: of the so many-th term, made on a day. */
export interface LifeLine extends DraftLine {
  readonly position: number;
  readonly generatedOn: PlainDate;
}

const BOLT_ON = 7;
const FEATURE = 8;
const ONCE = 9;
const catalogue = {
  boltOns: [{ itemId: BOLT_ON, code: 'B', product: 'P', serviceType: 'Data' }],
  servicePlans: [],
} as unknown as CatalogueSnapshot;
const INVOICES = { invoiceAnchor: null };
const ALWAYS = plainDate('2000-01-01');

export interface Led {
  readonly lines: readonly LifeLine[];
  /** Those that were not refused */
  readonly accepted: Life['deeds'];
}

/** Leads a life to its last run. @param again each run is made so many times */
export function lead(life: Life, { again = 1 }: { readonly again?: number } = {}): Led {
  const office = openOffice(life);
  const accepted: Life['deeds'][number][] = [];
  let next = 0;
  for (const asOf of life.runs) {
    for (let one = life.deeds[next]; one !== undefined && one.entered <= asOf; one = life.deeds[next]) {
      if (office.enter(one.deed, one.entered)) accepted.push(one);
      next += 1;
    }
    for (let time = 0; time < again; time += 1) office.run(asOf);
  }
  return { lines: office.lines, accepted };
}

function openOffice(life: Life) {
  const rules: BillingRules = { rounding: life.rounding, periodApproval: 'automatic' };
  const account = { ...life.account, ...INVOICES };
  const lines: LifeLine[] = [];
  let dearer = 0;
  const priceNow = (fee: number): number => fee + dearer;
  let now = begin();

  function begin(): Subscription {
    const term = activateTerm({
      plan: planOf(0),
      account,
      created: life.created,
      start: life.start,
      firstPeriodEnd: life.firstPeriodEnd,
      accessFeeOverride: null,
      firstSubscriptionStart: life.start,
    });
    const service = (id: number): Subscription['services'][number] => ({
      id,
      side: 'sell',
      servicePlan: { id, code: `S${id}` },
      orderServiceId: id,
      identifier: null,
      details: {},
      status: 'active',
      firstTerm: 1,
      lastTerm: null,
      activeFrom: life.start,
      knownFrom: null,
      activeUntil: null,
      boltOns: [],
    });
    return {
      id: 1,
      version: 1,
      status: 'active',
      cancelledBy: null,
      suspensions: [],
      company: { id: 1, code: 'bluegum', name: 'Bluegum Telecom' },
      timeZone: 'Australia/Perth',
      account: {
        id: 1,
        reference: 'BG-10001',
        name: 'Ann Example',
        invoiceTerms: account,
        firstSubscriptionStart: life.start,
        parkedReason: null,
      },
      order: null,
      createdAt: '2023-01-01T00:00:00.000Z' as Instant,
      terms: [
        {
          id: 1,
          version: 1,
          side: 'sell',
          position: 1,
          packagePlan: { id: 0, code: 'P0' },
          term,
          endKnownFrom: null,
          pausesKnownFrom: null,
          migration: null,
          withdrawn: false,
          hasBoltOns: false,
          progress: UNBILLED,
          nextDueOn: life.created,
          approved: [],
        },
      ],
      services: [service(1), service(2)],
    };
  }

  function planOf(id: number): BillingPlan {
    const plan = life.plans[id];
    if (plan === undefined) throw new Error(`there is no plan ${id}`);
    return {
      ...plan,
      code: `P${id}`,
      subscriptionOverridesEnabled: true,
      setupFee: plan.setupFee === null ? null : cents(priceNow(plan.setupFee)),
      setupFeeOverride: true,
      accessFee: plan.accessFee === null ? null : cents(priceNow(plan.accessFee)),
      accessFeeOverride: false,
      taxRate: life.taxRate,
    };
  }

  function servicesOf({ position, packagePlan, term }: SubscriptionTerm): BillingService[] {
    const plan = life.plans[packagePlan.id];
    return now.services
      .filter(
        ({ firstTerm, lastTerm }) => firstTerm <= position && (lastTerm === null || lastTerm >= position),
      )
      .map(({ id, boltOns, activeFrom }) => {
        const common = { taxRate: life.taxRate, stretches: null };
        const price = (fee: number): readonly DatedPrice[] => [
          { effectiveFrom: ALWAYS, fee: cents(priceNow(fee)) },
        ];
        return {
          key: id,
          code: `S${id}`,
          setupFee: null,
          accessFee: cents(priceNow(plan?.serviceFees[id - 1] ?? 0)),
          taxRate: life.taxRate,
          from: activeFrom !== null && activeFrom > term.grid.start ? activeFrom : null,
          extras:
            id !== 1 || plan === undefined
              ? []
              : [
                  ...(plan.featureFee === null
                    ? []
                    : [
                        {
                          ...common,
                          kind: 'feature_fee' as const,
                          item: FEATURE,
                          code: 'F',
                          recurring: true,
                          prices: price(plan.featureFee),
                        },
                      ]),
                  ...(plan.onceFee === null
                    ? []
                    : [
                        {
                          ...common,
                          kind: 'feature_fee' as const,
                          item: ONCE,
                          code: 'O',
                          recurring: false,
                          prices: price(plan.onceFee),
                        },
                      ]),
                  ...boltOns.map(({ item, recurring, stretches }) => ({
                    ...common,
                    kind: 'bolt_on_fee' as const,
                    item,
                    code: 'B',
                    recurring,
                    prices: boltOnPrices(life),
                    stretches,
                  })),
                ],
        };
      });
  }

  function decide(deed: LifeDeed, today: PlainDate): SubscriptionChange | null {
    const alone = { today, upstream: null, downstream: null };
    const first = <T extends { readonly changes: readonly SubscriptionChange[] }>(
      result: { readonly ok: true; readonly value: T } | { readonly ok: false },
    ) => (result.ok ? (result.value.changes[0] ?? null) : null);
    switch (deed.type) {
      case 'cancel': {
        const done = cancelSubscription(now, { ...alone, on: deed.on });
        return done.ok ? (done.value[0] ?? null) : null;
      }
      case 'withdraw cancellation':
        return first(withdrawCancellation(now, alone));
      case 'suspend': {
        const { from, until, billed } = deed;
        return first(suspendSubscription(now, { from, until, billed, reason: null }, alone));
      }
      case 'resume':
        return first(resumeSubscription(now, deed.on, alone));
      case 'withdraw migration':
        return first(withdrawMigration(now, alone));
      case 'migrate': {
        const last = lastTermOn(now, 'sell');
        if (now.status === 'cancelled' || last === undefined || deed.on < last.term.grid.start) return null;
        if (last.packagePlan.id === deed.plan) return null;
        const moved = moveSide(now, 'sell', {
          on: deed.on,
          today,
          migration: (now.terms.at(-1)?.position ?? 0) + 1,
          planOf,
          hasPrice: () => true,
          plan: { id: deed.plan, code: `P${deed.plan}` },
          services: now.services,
          account: now.account,
        });
        return moved.ok ? changeOf(now, moved.value) : null;
      }
      case 'add bolt-on': {
        const { from, until } = deed;
        const wish = { serviceId: 1, boltOn: 'B', from, until, once: false };
        const done = addBoltOn(now, wish, { today, catalogue, hasPrice: () => true });
        return done.ok ? done.value : null;
      }
      case 'end bolt-on': {
        const done = endBoltOn(
          now,
          { serviceId: 1, boltOn: 'B', on: deed.on },
          { today, catalogue, hasPrice: () => true },
        );
        return done.ok ? done.value : null;
      }
      case 'override': {
        const { from, until: to, own } = deed;
        const fee = own === null ? null : cents(own);
        const done = overrideAccessFee(now, { fee, dates: { from, to }, today, planOf });
        return done.ok ? done.value.change : null;
      }
      case 'publish':
        dearer += deed.dearer;
        return changeOf(now, {});
    }
  }

  return {
    lines,
    /** Whether it was accepted */
    enter(deed: LifeDeed, today: PlainDate): boolean {
      const change = decide(deed, today);
      if (change === null) return false;
      now = applyChange(change);
      return true;
    },
    run(asOf: PlainDate): void {
      const terms = now.terms.map((one): SubscriptionTerm => {
        // What a run reads: the terms that are known and remember themselves as due.
        if (one.term.knownFrom > asOf || one.nextDueOn === null || one.nextDueOn > asOf) return one;
        const own = lines.filter(({ position }) => position === one.position);
        const {
          lines: made,
          progress,
          nextDueOn,
        } = runTerm({
          plan: planOf(one.packagePlan.id),
          services: servicesOf(one),
          term: one.term,
          progress: one.progress,
          rules,
          asOf,
          isApproved: () => false,
          billed: () => ledgerOf(own),
        });
        for (const line of made) lines.push({ ...line, position: one.position, generatedOn: asOf });
        return { ...one, progress, nextDueOn };
      });
      now = { ...now, terms };
    },
  };
}

const boltOnPrices = ({ boltOn: [first, then, from] }: Pick<Life, 'boltOn'>): readonly DatedPrice[] => [
  { effectiveFrom: ALWAYS, fee: cents(first) },
  { effectiveFrom: from, fee: cents(then) },
];
export const boltOnPriceOn = (life: Life, day: PlainDate): number =>
  priceOn({ prices: boltOnPrices(life) }, day);

/** What a line is for: its term, fee and period. */
export const lineKey = (line: LifeLine): string =>
  `${line.position} ${chargeOf(line)} ${line.serviceKey ?? '-'}${line.item === null ? '' : `/${line.item}`} ${line.periodStart}`;

function ledgerOf(lines: readonly LifeLine[]): BilledLine[] {
  return [...Map.groupBy(lines, lineKey).values()].flatMap((group): BilledLine[] => {
    const [charge] = group;
    if (charge === undefined) return [];
    return [
      {
        ...charge,
        kind: charge.kind as ChargeKind,
        netAmount: cents(group.reduce((sum, { amount }) => sum + amount, 0)),
        netTax: cents(group.reduce((sum, { tax }) => sum + tax, 0)),
        fee: charge.basis.fee,
        once: charge.basis.rule === 'setup',
        revisions: group.length - 1,
      },
    ];
  });
}

/** What each fee of each period comes to, with tax; what comes to nothing is left out. */
export function sumsOf(lines: readonly LifeLine[]): Record<string, string> {
  const sums = [...Map.groupBy(lines, lineKey)].map(([key, group]): [string, string] => [
    key,
    `${group.reduce((sum, { amount }) => sum + amount, 0)} +${group.reduce((sum, { tax }) => sum + tax, 0)}`,
  ]);
  return Object.fromEntries(sums.filter(([, sum]) => sum !== '0 +0').sort());
}

// ---- arbitrary lives

/** No fee is so small that a day of it rounds to nothing: a line of 0.00 is not written, and then nobody knows its fee. */
const fee = fc.constantFrom(1999, 3333, 4995, 10_000, 123_456);
const plan: fc.Arbitrary<LifePlan> = fc.record({
  periodLengthMonths: fc.constantFrom(1, 1, 1, 2, 3, 6, 12),
  periodsInAdvance: fc.constantFrom(1, 1, 2, 4),
  billMonthsInAdvance: fc.constantFrom(0, 0, 1, 3),
  billAccessFeesIn: fc.constantFrom('advance', 'advance', 'arrears'),
  proRata: fc.boolean(),
  alignToInvoicePeriod: fc.boolean(),
  honourFirstPeriodEnd: fc.constant(true),
  disableMigrationsDuringPeriod: fc.boolean(),
  setupFee: fc.option(fee),
  accessFee: fc.option(fee),
  serviceFees: fc.tuple(fee, fee),
  featureFee: fc.option(fee),
  onceFee: fc.option(fee, { freq: 1 }),
});

type Offsets = { readonly day: number; readonly length: number | null };
const offsets: fc.Arbitrary<Offsets> = fc.record({
  day: fc.integer({ min: -90, max: 120 }),
  length: fc.option(fc.integer({ min: 1, max: 120 }), { freq: 3 }),
});
const KINDS = [
  'cancel',
  'withdraw cancellation',
  'suspend',
  'suspend',
  'resume',
  'migrate',
  'withdraw migration',
  'add bolt-on',
  'add bolt-on',
  'end bolt-on',
  'override',
  'publish',
] as const satisfies readonly LifeDeed['type'][];
const LAST_DEED = 400;
/** Long enough after the last deed for every period that it touches to have fallen due. */
const LAST_RUN = 850;

/** @param kinds those of its deeds */
export const lives = (kinds: readonly LifeDeed['type'][] = KINDS): fc.Arbitrary<Life> =>
  fc
    .record({
      plans: fc.tuple(plan, plan),
      account: fc.record({
        invoiceDay: fc.constantFrom(1, 5, 15, 28, 29, 30, 31),
        invoicePeriodMonths: fc.constantFrom(1, 1, 2, 3, 12),
      }),
      startsOn: fc.integer({ min: 0, max: 1200 }),
      createdAfter: fc.integer({ min: -40, max: 40 }),
      firstPeriodDays: fc.option(fc.integer({ min: 0, max: 200 }), { freq: 2 }),
      rounding: fc.constantFrom('half_up', 'up'),
      taxRate: fc.constantFrom(TAX_FREE, 100_000 as TaxRate, 125_000 as TaxRate),
      boltOn: fc.tuple(fee, fee),
      boltOnDearer: fc.integer({ min: -30, max: 300 }),
      deeds: fc.array(
        fc.record({
          type: fc.constantFrom(...kinds),
          after: fc.integer({ min: 0, max: LAST_DEED }),
          offsets,
          plan: fc.constantFrom(0, 1),
          billed: fc.constantFrom(false, false, true),
          dearer: fc.constantFrom(100, 777, 5000),
          own: fc.option(fee),
        }),
        { maxLength: 8 },
      ),
      runs: fc.uniqueArray(fc.integer({ min: -60, max: LAST_RUN }), { maxLength: 25 }),
    })
    .map(({ startsOn, createdAfter, firstPeriodDays, boltOn, boltOnDearer, deeds, runs, ...rest }): Life => {
      const start = addDays(plainDate('2023-01-01'), startsOn);
      const created = addDays(start, createdAfter);
      return {
        ...rest,
        start,
        created,
        firstPeriodEnd: firstPeriodDays === null ? null : addDays(start, firstPeriodDays),
        boltOn: [...boltOn, addDays(start, boltOnDearer)],
        deeds: deeds
          .map(({ type, after, offsets: { day, length }, plan: to, billed, dearer, own }) => {
            const entered = addDays(created, after);
            const on = addDays(entered, day);
            const until = length === null ? null : addDays(on, length);
            return {
              entered,
              deed: { type, on, from: on, until, billed, plan: to, dearer, own } as LifeDeed,
            };
          })
          .sort((a, b) => (a.entered < b.entered ? -1 : a.entered > b.entered ? 1 : 0)),
        runs: [...new Set([...runs, LAST_RUN])].sort((a, b) => a - b).map((after) => addDays(start, after)),
      };
    });
