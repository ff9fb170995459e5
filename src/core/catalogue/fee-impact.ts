/**
 * What a publish does to the next invoices: the fees of one next period under the published version and under the draft, for all who
 * subscribe to the plans touched (M2). Counted in groups that pay alike; the rule is billing's own (FEE-3, FEE-4).
 */
import { recurringFeesOf } from '../billing/fees.ts';
import type { BillingPlan, BillingService } from '../billing/terms.ts';
import { earlier, later, type PlainDate, spokenDate } from '../calendar.ts';
import { type Cents, cents } from '../money.ts';
import { counted } from '../words.ts';
import { type MoneyMove, moneyMove } from './money-move.ts';
import type { Side } from './rows.ts';

/** Subscriptions on one plan that pay alike. */
export interface FeePayers {
  readonly packagePlan: string;
  readonly side: Side;
  /** Their own access fee (FEE-4). */
  readonly ownFee: Cents | null;
  /** How many of them go on, no end being known. */
  readonly subscriptions: number;
  /** How many have an end that is known and still something to bill. */
  readonly ending: number;
  /** Active services of those that go on, by service plan. */
  readonly services: readonly { readonly servicePlan: string; readonly count: number }[];
  /** Starts of the first periods that are not billed yet, of those that go on; null where none does. */
  readonly nextPeriod: { readonly earliest: PlainDate; readonly latest: PlainDate } | null;
}

/** The plans of a version as billing reads them, by code. */
export interface FeeBook {
  readonly plan: (code: string) => BillingPlan | undefined;
  readonly service: (code: string) => Omit<BillingService, 'key' | 'from'> | undefined;
}

export interface PlanFees extends MoneyMove {
  readonly code: string;
  readonly subscriptions: number;
  /**
   * The new fee applies from the first period that is not billed yet: its start, of the first and the last subscription. What is billed
   * already keeps the old fee.
   */
  readonly newFrom: { readonly earliest: PlainDate; readonly latest: PlainDate };
}

/** Sums over the plans of a side; ex tax. */
export interface SideFees extends MoneyMove {
  readonly subscriptions: number;
  /** Largest difference first. */
  readonly plans: readonly PlanFees[];
}

export interface FeeImpact {
  readonly sell: SideFees;
  readonly buy: SideFees;
  /** Sentences: what the sums do not hold, and from when new fees apply. */
  readonly notes: readonly string[];
}

export function feeImpact(payers: readonly FeePayers[], published: FeeBook, draft: FeeBook): FeeImpact {
  const plansOf = (side: Side) =>
    sumByPlan(
      payers.filter((group) => group.side === side),
      published,
      draft,
    );
  const [sell, buy] = [sideFees(plansOf('sell')), sideFees(plansOf('buy'))];
  return { sell, buy, notes: notesOn(payers, sell) };
}

function sumByPlan(payers: readonly FeePayers[], published: FeeBook, draft: FeeBook): PlanFees[] {
  const plans = new Map<string, { subscriptions: number; before: number; after: number } & NewFrom>();
  for (const group of payers) {
    const { packagePlan, subscriptions, nextPeriod } = group;
    if (nextPeriod === null) continue;
    const [before, after] = [feesOf(group, published), feesOf(group, draft)];
    const known = plans.get(packagePlan);
    if (known === undefined)
      plans.set(packagePlan, { subscriptions, before, after, newFrom: { ...nextPeriod } });
    else {
      known.subscriptions += subscriptions;
      known.before += before;
      known.after += after;
      known.newFrom = {
        earliest: earlier(known.newFrom.earliest, nextPeriod.earliest),
        latest: later(known.newFrom.latest, nextPeriod.latest),
      };
    }
  }
  return [...plans]
    .map(([code, { subscriptions, before, after, newFrom }]) => ({
      code,
      subscriptions,
      ...moneyMove(cents(before), cents(after)),
      newFrom,
    }))
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference) || (a.code < b.code ? -1 : 1));
}

interface NewFrom {
  newFrom: PlanFees['newFrom'];
}

/** What a group pays for one whole period: package fees once a subscription, service plan fees once a service. */
export function feesOf(
  { packagePlan, ownFee, subscriptions, services }: Omit<FeePayers, 'side' | 'ending' | 'nextPeriod'>,
  book: FeeBook,
): number {
  const plan = book.plan(packagePlan);
  if (plan === undefined) return 0;
  const charged = services.flatMap(({ servicePlan }, key) => {
    const service = book.service(servicePlan);
    return service === undefined ? [] : [{ ...service, key, from: null }];
  });
  return recurringFeesOf(plan, charged, { accessFeeOverride: ownFee }).reduce(
    (sum, { serviceKey, fee }) =>
      sum + fee * (serviceKey === null ? subscriptions : (services[serviceKey]?.count ?? 0)),
    0,
  );
}

const sideFees = (plans: readonly PlanFees[]): SideFees => ({
  subscriptions: sumOf(plans, ({ subscriptions }) => subscriptions),
  ...moneyMove(cents(sumOf(plans, ({ before }) => before)), cents(sumOf(plans, ({ after }) => after))),
  plans,
});

const sumOf = <T>(items: readonly T[], amount: (item: T) => number): number =>
  items.reduce((sum, item) => sum + amount(item), 0);

function notesOn(payers: readonly FeePayers[], sell: SideFees): string[] {
  const moved = sell.plans.filter(({ difference }) => difference !== 0);
  const ending = sumOf(
    payers.filter(({ side }) => side === 'sell'),
    (group) => group.ending,
  );
  const starts = moved.map(({ newFrom }) => newFrom);
  const [first, last] = [
    starts.map(({ earliest }) => earliest).sort()[0],
    starts
      .map(({ latest }) => latest)
      .sort()
      .at(-1),
  ];
  return [
    'One whole next period of each subscription, ex tax: usage, products, setup fees and parts of periods are not in it.',
    ...(first === undefined || last === undefined
      ? []
      : [
          `Periods that are billed already keep the old fee. The new one applies from the next period that is not billed: ${
            first === last
              ? `it begins on ${spokenDate(first)}`
              : `the first begins on ${spokenDate(first)}, the last on ${spokenDate(last)}`
          }.`,
        ]),
    ...(ending > 0
      ? [
          `${counted(ending, 'subscription')} that ${ending === 1 ? 'ends' : 'end'} on a day known already ${ending === 1 ? 'is' : 'are'} not in it.`,
        ]
      : []),
  ];
}
