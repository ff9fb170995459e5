/**
 * A simulation laid out as a calendar: a row a period with the lines that it got and the days on which they were made, so that
 * how much is billed at once (Periods in Advance) and how early (Bill Months in Advance) lie beside each other. Holds exactly
 * the lines that the simulate call answers.
 */
import {
  addMonths,
  boundaryAfter,
  dayBefore,
  dayNumber,
  dayOfMonth,
  earlier,
  fromDayNumber,
  later,
  monthIndexOf,
  type Period,
  type PlainDate,
} from '../calendar.ts';
import { type Cents, cents } from '../money.ts';
import { invoiceAnchorOf } from './period-grid.ts';
import { type PeriodPlace, type PlacedLine, type PlacedTerm, simulateInPlace } from './simulate.ts';
import type { SimulationRequest } from './simulation.ts';

/** What one run made for one period. */
export interface MadeLines {
  readonly on: PlainDate;
  readonly lines: readonly PlacedLine[];
  /** Ex tax, credits not counted */
  readonly charged: Cents;
  /** Ex tax, zero or below */
  readonly credited: Cents;
}

export interface CalendarRow extends PeriodPlace {
  /** Of which term the period is: 0, 1 … */
  readonly term: number;
  readonly packagePlan: string;
  /** What is left of the period where an end cuts it; null: the service ends before it begins. */
  readonly used: Period | null;
  /** Days that are charged and stay so, in stretches. */
  readonly charged: readonly Period[];
  /** Days that were charged and went back */
  readonly credited: readonly Period[];
  /** By the days of the runs; empty: nothing is billed for it yet. */
  readonly made: readonly MadeLines[];
}

export interface BillingCalendar {
  /** The first and the last day shown, whole months */
  readonly axis: Period;
  /** By terms and, in a term, by periods */
  readonly rows: readonly CalendarRow[];
  /** Days of the axis on which an invoice period begins (PER-3) */
  readonly invoiceBoundaries: readonly PlainDate[];
  readonly terms: readonly Omit<PlacedTerm, 'periods'>[];
  readonly isInAdvance: boolean;
  readonly today: PlainDate;
  readonly created: PlainDate;
  /** Of all lines, ex tax and tax */
  readonly total: { readonly amount: Cents; readonly tax: Cents; readonly lines: number };
}

/** Months that are drawn beyond the last run, for what is billed ahead. */
const MONTHS_AHEAD = 6;

export function layCalendar(request: SimulationRequest, today: PlainDate): BillingCalendar {
  const { terms, lines } = simulateInPlace(request);
  const rows = rowsOf(terms, lines);
  const axis = axisOf(request, rows);
  return {
    axis,
    rows,
    invoiceBoundaries: boundariesIn(axis, request),
    terms: terms.map(({ periods: _periods, ...term }) => term),
    isInAdvance: request.plan.plan.billAccessFeesIn === 'advance',
    today,
    created: request.subscription.created,
    total: {
      amount: sum(lines.map(({ line }) => line.amount)),
      tax: sum(lines.map(({ line }) => line.tax)),
      lines: lines.length,
    },
  };
}

function rowsOf(terms: readonly PlacedTerm[], lines: readonly PlacedLine[]): CalendarRow[] {
  const keyOf = (term: number, from: PlainDate): string => `${String(term).padStart(3, '0')} ${from}`;
  const places = new Map<string, Pick<CalendarRow, 'term' | 'used'> & { readonly place: PeriodPlace }>();
  for (const { number, periods } of terms)
    for (const { used, ...place } of periods)
      places.set(keyOf(number, place.period.from), { term: number, used, place });
  const linesOf = new Map<string, PlacedLine[]>();
  for (const placed of lines) {
    const key = keyOf(placed.term, placed.place.period.from);
    if (!places.has(key)) places.set(key, { term: placed.term, used: null, place: placed.place });
    const before = linesOf.get(key);
    if (before) before.push(placed);
    else linesOf.set(key, [placed]);
  }
  const planOf = new Map(terms.map(({ number, packagePlan }) => [number, packagePlan]));
  return [...places]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { term, used, place }]) => {
      const own = linesOf.get(key) ?? [];
      return {
        ...place,
        term,
        packagePlan: planOf.get(term) ?? '',
        used,
        ...coverOf(own),
        made: madeBy(own),
      };
    });
}

/** The days that stay charged, and those that went back, line after line; a fee that is charged once covers none. */
function coverOf(lines: readonly PlacedLine[]): Pick<CalendarRow, 'charged' | 'credited'> {
  const covers = new Map<number, 'charged' | 'credited'>();
  for (const { line, paused } of lines) {
    if (line.basis.rule === 'setup') continue;
    const isPaused = (day: number) =>
      paused.some(({ from, to }) => day >= dayNumber(from) && day <= dayNumber(to));
    for (let day = dayNumber(line.from); day <= dayNumber(line.to); day += 1)
      if (line.kind === 'credit') covers.set(day, 'credited');
      else if (!isPaused(day)) covers.set(day, 'charged');
  }
  const spansOf = (look: 'charged' | 'credited') =>
    spansIn([...covers].flatMap(([day, cover]) => (cover === look ? [day] : [])));
  return { charged: spansOf('charged'), credited: spansOf('credited') };
}

/** Days as stretches that do not touch. */
function spansIn(days: readonly number[]): Period[] {
  const sorted = [...days].sort((a, b) => a - b);
  const firsts = sorted.filter((day, index) => day - 1 !== sorted[index - 1]);
  const lasts = sorted.filter((day, index) => day + 1 !== sorted[index + 1]);
  return firsts.map((first, index) => ({
    from: fromDayNumber(first),
    to: fromDayNumber(lasts[index] ?? first),
  }));
}

function madeBy(lines: readonly PlacedLine[]): MadeLines[] {
  const days = [...new Set(lines.map(({ cardline }) => cardline.generatedOn))].sort();
  return days.map((on) => {
    const own = lines.filter(({ cardline }) => cardline.generatedOn === on);
    const amounts = (credits: boolean) =>
      sum(own.filter(({ line }) => (line.kind === 'credit') === credits).map(({ line }) => line.amount));
    return { on, lines: own, charged: amounts(false), credited: amounts(true) };
  });
}

function axisOf({ subscription, runs }: SimulationRequest, rows: readonly CalendarRow[]): Period {
  const firstMade = rows.flatMap(({ made }) => made.map(({ on }) => on)).sort()[0];
  const from = earlier(subscription.start, firstMade ?? subscription.start);
  const lastRun = later(runs.at(-1) ?? from, from);
  const lastPeriod = rows.reduce((last, { period }) => later(last, period.to), lastRun);
  const to = earlier(lastPeriod, addMonths(lastRun, MONTHS_AHEAD));
  return {
    from: dayOfMonth(monthIndexOf(from), 1),
    to: dayBefore(dayOfMonth(monthIndexOf(to) + 1, 1)),
  };
}

function boundariesIn({ from, to }: Period, { account, subscription }: SimulationRequest): PlainDate[] {
  const anchor = invoiceAnchorOf(account, subscription.start);
  const next = (day: PlainDate) => boundaryAfter(anchor, account.invoicePeriodMonths, day);
  const found: PlainDate[] = [];
  for (let day = next(dayBefore(from)); day <= to; day = next(day)) found.push(day);
  return found;
}

const sum = (amounts: readonly Cents[]): Cents => cents(amounts.reduce((total, amount) => total + amount, 0));
