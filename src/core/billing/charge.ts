/**
 * What a period costs (BILL-6, BILL-7): how much of it is charged for a service that ends on a day, and the price of that
 * for one fee. Exact until the one rounding of the line.
 */
import { boundary, daysBetween, earlier, later, monthIndexOf, type PlainDate } from '../calendar.ts';
import { type Cents, cents, type Rounding, roundFraction, ZERO } from '../money.ts';
import { boundaryOf, periodSince } from './period-grid.ts';
import type { DayPart, LineBasis, Pause, PeriodGrid, Stretch, Term } from './terms.ts';

/** How much of a period is charged, the same for every fee of the term. */
export interface PeriodUse {
  /** Whole fees */
  readonly wholes: number;
  /** Days of whole periods: a leading and a trailing one at most, and those with a pause in them */
  readonly parts: readonly DayPart[];
  readonly rule: Extract<LineBasis['rule'], 'whole' | 'by_day' | 'full_fee'>;
}

const ONE_WHOLE: PeriodUse = { wholes: 1, parts: [], rule: 'whole' };
const UNUSED: PeriodUse = { wholes: 0, parts: [], rule: 'by_day' };

/** When a service is there: from its own day (null: the term's start) to its end, but for the pauses. */
export interface Presence {
  readonly from: PlainDate | null;
  /** First day without service; null: it goes on. */
  readonly end: PlainDate | null;
  readonly pauses: readonly Pause[];
}

const NO_PAUSES: readonly Pause[] = [];

/**
 * When something is there that has days of its own within a service: what lies between these is like a pause. null: it never
 * is.
 */
export function presenceOf(
  { grid, end, pauses }: Pick<Term, 'grid' | 'end' | 'pauses'>,
  serviceFrom: PlainDate | null,
  stretches: readonly Stretch[] | null,
): Presence | null {
  if (stretches === null) return { from: serviceFrom, end, pauses };
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (first === undefined || last === undefined) return null;
  const from = later(first.from, serviceFrom ?? grid.start);
  const gaps = stretches.slice(1).map(
    (next, index): Pause => ({
      from: stretches[index]?.until ?? next.from,
      until: next.from,
    }),
  );
  const until = last.until === null ? null : later(last.until, grid.start);
  return {
    from: from > grid.start ? from : null,
    end: end === null || until === null ? (end ?? until) : earlier(end, until),
    pauses: gaps.length === 0 ? pauses : [...pauses, ...gaps].sort((a, b) => (a.from < b.from ? -1 : 1)),
  };
}

/**
 * How much of period k is charged when the service ends (first day without it) on `end`, or goes on (null), and is not billed
 * in the pauses.
 *
 * By day where pro rata is on; otherwise one full fee for each whole period begun, whenever the end or a pause becomes known
 * (BILL-6, decision 87). A period without a day of service is not charged at all.
 */
export function useOfPeriod(
  grid: PeriodGrid,
  k: number,
  end: PlainDate | null,
  { proRata }: { proRata: boolean },
  pauses: readonly Pause[] = NO_PAUSES,
): PeriodUse {
  const from = boundaryOf(grid, k);
  if (end !== null && end <= from) return UNUSED;
  const after = boundaryOf(grid, k + 1);
  const until = end !== null && end < after ? end : after;
  if (pauses.length > 0) {
    const within = pauses.filter(
      (pause) => pause.from < until && (pause.until === null || pause.until > from),
    );
    const served = servedIn(from, until, within);
    if (served.length === 0) return UNUSED;
    if (proRata && within.length > 0) return useByDay(cellsOf(grid, k), served);
  }
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
  { from, end, pauses }: Presence,
  plan: { readonly proRata: boolean },
): PeriodUse {
  const own = periodSince(grid, k, from);
  return own === null ? UNUSED : useOfPeriod(own.grid, own.k, end, plan, pauses);
}

/** Days from the first on, up to the second, which is none of them. */
type Days = Stretch & { readonly until: PlainDate };

/** What pauses leave of some days. */
function servedIn(from: PlainDate, until: PlainDate, pauses: readonly Pause[]): Days[] {
  const served: Days[] = [];
  let next = from;
  for (const pause of pauses) {
    if (pause.from > next) served.push({ from: next, until: pause.from });
    if (pause.until === null || pause.until >= until) return served;
    next = later(next, pause.until);
  }
  return [...served, { from: next, until }];
}

/** The whole periods of L months that period k is made of: itself, or those of a first period counted back from its end (BILL-7). */
function cellsOf(grid: PeriodGrid, k: number): Days[] {
  if (k > 0) return [{ from: boundaryOf(grid, k), until: boundaryOf(grid, k + 1) }];
  const { start, anchor, lengthMonths } = grid;
  const back = (wholes: number): PlainDate => boundary(anchor, -wholes * lengthMonths);
  const cells: Days[] = [];
  for (let wholes = 0; back(wholes) > start; wholes += 1)
    cells.unshift({ from: back(wholes + 1), until: back(wholes) });
  return cells;
}

/** By day: of each whole period the days of service, all of them together where a pause lies between. */
function useByDay(cells: readonly Days[], served: readonly Days[]): PeriodUse {
  let wholes = 0;
  const parts: DayPart[] = [];
  for (const cell of cells) {
    const ofDays = daysBetween(cell.from, cell.until);
    const days = served.reduce((sum, stretch) => {
      const [from, until] = [later(stretch.from, cell.from), earlier(stretch.until, cell.until)];
      return until > from ? sum + daysBetween(from, until) : sum;
    }, 0);
    if (days === ofDays) wholes += 1;
    else if (days > 0) parts.push({ days, ofDays });
  }
  return byDay(wholes, parts);
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
