/**
 * What new rates would have made of the last period's usage (M2, S2): its charges, moved by the ratio of the new rate to the old one
 * over the same records and quantity. An estimate from sums: minimums, increments and steps of single records are not in it.
 */
import { addDays, addMonths, type PlainDate } from '../calendar.ts';
import { type Cents, cents, roundFraction } from '../money.ts';
import { type MoneyMove, moneyMove } from './money-move.ts';
import { latestStart, ratesInForce } from './rates.ts';
import type { Rate, Side } from './rows.ts';

/** The last period's usage of a tariff whose rates a publish touches, with its rates before and after. */
export interface UsageOfRate {
  readonly side: Side;
  readonly rateCard: string;
  readonly tariffKey: string;
  readonly records: number;
  readonly quantity: number;
  /** As it was charged, 1e-8 of the currency. */
  readonly charge: bigint;
  readonly published: readonly Rate[];
  readonly draft: readonly Rate[];
}

export interface RateUsage extends MoneyMove {
  readonly side: Side;
  readonly rateCard: string;
  readonly tariffKey: string;
  readonly records: number;
  readonly quantity: number;
}

export interface UsageSum extends MoneyMove {
  readonly records: number;
}

/** Records that wait in quarantine for a tariff that the publish touches. */
export interface WaitingUsage {
  readonly tariffKey: string;
  readonly reason: string;
  readonly records: number;
}

export interface UsageImpact {
  /** Periods that began on these days: of services with monthly periods the last that has ended. */
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly sell: UsageSum;
  readonly buy: UsageSum;
  /** Records of tariffs with several bands or steps, with another profile, or without a rate on one of the two sides: not in the sums. */
  readonly notEstimated: number;
  /** Largest difference first, at most MOST_USAGE. */
  readonly rates: readonly RateUsage[];
  /** The most first, at most MOST_USAGE. */
  readonly waiting: readonly WaitingUsage[];
  readonly waitingRecords: number;
}

const MOST_USAGE = 100;

/** From two months before a day to one month before it, the day after excluded: every monthly service has one period that began then. */
export const lastPeriods = (today: PlainDate): { readonly from: PlainDate; readonly to: PlainDate } => ({
  from: addDays(addMonths(today, -2), 1),
  to: addMonths(today, -1),
});

export function usageImpact(
  used: readonly UsageOfRate[],
  waiting: readonly WaitingUsage[],
  today: PlainDate,
): UsageImpact {
  const estimated = used.map((usage) => ({ usage, rated: estimate(usage, today) }));
  const rates = estimated.flatMap(({ rated }) => rated ?? []);
  const sumOf = (side: Side): UsageSum => {
    const ofSide = rates.filter((rate) => rate.side === side);
    const sum = (amount: (rate: RateUsage) => number) =>
      ofSide.reduce((total, rate) => total + amount(rate), 0);
    return {
      records: sum(({ records }) => records),
      ...moneyMove(cents(sum(({ before }) => before)), cents(sum(({ after }) => after))),
    };
  };
  return {
    ...lastPeriods(today),
    sell: sumOf('sell'),
    buy: sumOf('buy'),
    notEstimated: estimated.reduce((sum, { usage, rated }) => sum + (rated === null ? usage.records : 0), 0),
    rates: rates.toSorted((a, b) => Math.abs(b.difference) - Math.abs(a.difference)).slice(0, MOST_USAGE),
    waiting: waiting.toSorted((a, b) => b.records - a.records).slice(0, MOST_USAGE),
    waitingRecords: waiting.reduce((sum, { records }) => sum + records, 0),
  };
}

/** null: the sums do not say what the draft would make of it. */
function estimate(usage: UsageOfRate, today: PlainDate): RateUsage | null {
  const { side, rateCard, tariffKey, records, quantity, charge, published, draft } = usage;
  const old = onlyRate(published, lastPeriods(today).to);
  const fresh = onlyRate(draft, latestStart(draft, today));
  const ratio = old && fresh && ratioOf(old, fresh, usage);
  if (ratio === null || ratio === undefined) return null;
  const before: Cents = cents(roundFraction(charge, 1_000_000n, 'half_up'));
  return {
    side,
    rateCard,
    tariffKey,
    records,
    quantity,
    ...moneyMove(before, cents(Math.round(before * ratio))),
  };
}

/** The one rate in force on a day; null where there is none, or several by band and step. */
function onlyRate(rates: readonly Rate[], on: PlainDate): Rate | null {
  const [only, ...others] = ratesInForce(rates, on);
  return only === undefined || others.length > 0 ? null : only;
}

type Amount = Pick<UsageOfRate, 'records' | 'quantity'>;

/** How much more the new rate charges for the same usage; null where the two cannot be compared. */
function ratioOf(old: Rate, fresh: Rate, usage: Amount): number | null {
  const [before, after] = [modelOf(old, usage), modelOf(fresh, usage)];
  if (before.of !== after.of || before.amount === 0) return null;
  return after.amount / before.amount;
}

/** A charge as the rate makes it of sums; of the carrier's cost as a share of it. */
function modelOf({ profile, flagfall, price, per }: Rate, { records, quantity }: Amount) {
  switch (profile) {
    case 'Rate Per':
      return { of: 'usage', amount: flagfall * records + (price * quantity) / per };
    case 'Flat Charge':
      return { of: 'usage', amount: price * records };
    case 'Mark-up':
      return { of: 'cost', amount: WHOLE_PER_CENT + price };
    case 'Discount':
      return { of: 'cost', amount: WHOLE_PER_CENT - price };
    case 'Pass-through':
      return { of: 'cost', amount: WHOLE_PER_CENT };
  }
}

/** 100 per cent as a rate's price holds it. */
const WHOLE_PER_CENT = 100 * 1e8;
