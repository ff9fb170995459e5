/**
 * What a period costs (BILL-6, BILL-7): how much of it is charged for a service that ends on a day, and the price of that
 * for one fee. Exact until the one rounding of the line.
 */
import { boundary, daysBetween, monthIndexOf, type PlainDate } from '../calendar.ts';
import { type Cents, cents, type Rounding, roundFraction, ZERO } from '../money.ts';
import { boundaryOf, periodSince } from './period-grid.ts';
import type { DayPart, LineBasis, PeriodGrid } from './terms.ts';

/** How much of a period is charged, the same for every fee of the term. */
export interface PeriodUse {
  /** Whole fees */
  readonly wholes: number;
  /** Days of whole periods, at most a leading and a trailing one */
  readonly parts: readonly DayPart[];
  readonly rule: Extract<LineBasis['rule'], 'whole' | 'by_day' | 'full_fee'>;
}

const ONE_WHOLE: PeriodUse = { wholes: 1, parts: [], rule: 'whole' };
const UNUSED: PeriodUse = { wholes: 0, parts: [], rule: 'by_day' };

/**
 * How much of period k is charged when the service ends (first day without it) on `end`, or goes on (null).
 *
 * By day where pro rata is on; otherwise one full fee for each whole period begun, whenever the end becomes known (BILL-6).
 * A period that starts on or after the end is not charged at all.
 */
export function useOfPeriod(
  grid: PeriodGrid,
  k: number,
  end: PlainDate | null,
  { proRata }: { proRata: boolean },
): PeriodUse {
  const from = boundaryOf(grid, k);
  if (end !== null && end <= from) return UNUSED;
  const after = boundaryOf(grid, k + 1);
  const until = end !== null && end < after ? end : after;
  if (k > 0) {
    if (until === after) return ONE_WHOLE;
    return proRata ? byDay(0, [partOf(from, until, from, after)]) : { ...ONE_WHOLE, rule: 'full_fee' };
  }
  return useOfFirstPeriod(grid, until, proRata);
}

/**
 * The same for a service that became active on `from`, after the term's start (PROV-2): its first period is the rest of the
 * term's period that `from` lies in, and charged as a subscription's own short first period is (BILL-6, BILL-7).
 */
export function useOfService(
  grid: PeriodGrid,
  k: number,
  { from, end }: { readonly from: PlainDate | null; readonly end: PlainDate | null },
  plan: { readonly proRata: boolean },
): PeriodUse {
  const own = periodSince(grid, k, from);
  return own === null ? UNUSED : useOfPeriod(own.grid, own.k, end, plan);
}

/**
 * The first period may be shorter or longer than L: whole periods are counted back from its end, and what is left over at
 * its start is a part of the whole period that would end there (BILL-7).
 */
function useOfFirstPeriod(grid: PeriodGrid, until: PlainDate, proRata: boolean): PeriodUse {
  const { start, anchor, lengthMonths } = grid;
  /** The boundary so many whole periods before the first period's end. */
  const back = (wholes: number): PlainDate => boundary(anchor, -wholes * lengthMonths);
  const count = wholePeriodsSince(grid);
  const firstWhole = back(count);
  const cut = until < back(0);

  if (!proRata) {
    const begun = count + (firstWhole > start ? 1 : 0);
    return { wholes: begun, parts: [], rule: cut || firstWhole > start ? 'full_fee' : 'whole' };
  }
  if (until <= firstWhole) return byDay(0, [partOf(start, until, back(count + 1), firstWhole)]);

  const leading = firstWhole > start ? [partOf(start, firstWhole, back(count + 1), firstWhole)] : [];
  if (!cut) return byDay(count, leading);
  let left = count;
  while (left > 0 && back(left - 1) <= until) left -= 1;
  const trailing = back(left) < until ? [partOf(back(left), until, back(left), back(left - 1))] : [];
  return byDay(count - left, [...leading, ...trailing]);
}

/** How many whole periods of L months fit into the first period, counted back from its end. */
function wholePeriodsSince({ start, anchor, lengthMonths }: PeriodGrid): number {
  const most = Math.floor((anchor.monthIndex - monthIndexOf(start)) / lengthMonths);
  return most > 0 && boundary(anchor, -most * lengthMonths) < start ? most - 1 : most;
}

const byDay = (wholes: number, parts: readonly DayPart[]): PeriodUse =>
  parts.length === 0 ? { wholes, parts, rule: 'whole' } : { wholes, parts, rule: 'by_day' };

const partOf = (from: PlainDate, until: PlainDate, wholeFrom: PlainDate, wholeUntil: PlainDate): DayPart => ({
  days: daysBetween(from, until),
  ofDays: daysBetween(wholeFrom, wholeUntil),
});

/** fee × use, rounded once. Whole fees need no rounding; the parts are added as fractions, not as rounded amounts. */
export function priceOf(use: Pick<PeriodUse, 'wholes' | 'parts'>, fee: Cents, rounding: Rounding): Cents {
  if (use.parts.length === 0)
    return use.wholes === 1 ? fee : use.wholes === 0 ? ZERO : cents(fee * use.wholes);
  let numerator = BigInt(use.wholes);
  let denominator = 1n;
  for (const { days, ofDays } of use.parts) {
    numerator = numerator * BigInt(ofDays) + BigInt(days) * denominator;
    denominator *= BigInt(ofDays);
  }
  return cents(roundFraction(BigInt(fee) * numerator, denominator, rounding));
}
