/**
 * Where the periods of a term lie and when they fall due (PER-1 to PER-3, BILL-1, BILL-4, BILL-9). Everything is counted
 * from the grid's anchor, so period 500 is found as fast as period 1.
 */
import {
  type Anchor,
  addDays,
  addMonths,
  anchorAt,
  boundary,
  boundaryAfter,
  boundaryOnOrBefore,
  dayBefore,
  dayOf,
  earlier,
  monthIndexOf,
  type Period,
  type PlainDate,
  plainDate,
  yearOf,
} from '../calendar.ts';
import type { BillingPlan, InvoiceTerms, PeriodGrid } from './terms.ts';

/**
 * What an account's invoice periods are counted from (PER-3): its invoice anchor, or the invoice day in January of the
 * year in which its first subscription starts. Always on the invoice day, also where the anchor's month is shorter.
 */
export const invoiceAnchorOf = (account: InvoiceTerms, firstSubscriptionStart: PlainDate): Anchor =>
  anchorAt(account.invoiceAnchor ?? plainDate(`${yearOf(firstSubscriptionStart)}-01-01`), account.invoiceDay);

export interface GridSettings {
  /** S, or the day on which a migration takes effect */
  readonly start: PlainDate;
  readonly plan: Pick<BillingPlan, 'periodLengthMonths' | 'alignToInvoicePeriod' | 'honourFirstPeriodEnd'>;
  readonly account: InvoiceTerms;
  /** F, the last day of the first period, where the plan honours one (PER-2) */
  readonly firstPeriodEnd: PlainDate | null;
  /** When the account's first subscription started: the default invoice anchor hangs on it (PER-3). */
  readonly firstSubscriptionStart: PlainDate;
}

/**
 * Lays the periods of a term (PER-2): a first period end that the plan honours wins over alignment, alignment over the
 * start's own day.
 */
export function layGrid(settings: GridSettings): PeriodGrid {
  const { start, plan } = settings;
  return { start, anchor: anchorOf(settings), lengthMonths: plan.periodLengthMonths };
}

function anchorOf({ start, plan, account, firstPeriodEnd, firstSubscriptionStart }: GridSettings): Anchor {
  const length = plan.periodLengthMonths;
  if (plan.honourFirstPeriodEnd && firstPeriodEnd !== null) return anchorAt(addDays(firstPeriodEnd, 1));
  if (!plan.alignToInvoicePeriod) return { monthIndex: monthIndexOf(start) + length, day: dayOf(start) };
  const invoices = invoiceAnchorOf(account, firstSubscriptionStart);
  const invoiceMonths = account.invoicePeriodMonths;
  return boundaryOnOrBefore(invoices, invoiceMonths, start) === start
    ? { monthIndex: monthIndexOf(start) + length, day: invoices.day }
    : anchorAt(boundaryAfter(invoices, invoiceMonths, start), invoices.day);
}

/** B(k): the first day of period k. B(0) is the start. */
export const boundaryOf = (grid: PeriodGrid, k: number): PlainDate =>
  k === 0 ? grid.start : boundary(grid.anchor, (k - 1) * grid.lengthMonths);

/** Period k, both days included. */
export const periodAt = (grid: PeriodGrid, k: number): Period => ({
  from: boundaryOf(grid, k),
  to: dayBefore(boundaryOf(grid, k + 1)),
});

/** The number of the period that a date lies in; null before the start. */
export function periodNumberOn(grid: PeriodGrid, date: PlainDate): number | null {
  if (date < grid.start) return null;
  if (date < boundaryOf(grid, 1)) return 0;
  const k = Math.floor((monthIndexOf(date) - grid.anchor.monthIndex) / grid.lengthMonths) + 1;
  // In the boundary's own month the date may still lie before it.
  return boundaryOf(grid, k) <= date ? k : k - 1;
}

/** Period k of a grid */
export interface PlacedPeriod {
  readonly grid: PeriodGrid;
  readonly k: number;
}

/**
 * The same boundaries from a later day on: of what joins a term under way, the first period is the rest of the term's. Its
 * period k is the term's period `skipped + k`.
 */
export function gridSince(
  grid: PeriodGrid,
  day: PlainDate,
): { readonly grid: PeriodGrid; readonly skipped: number } {
  const skipped = periodNumberOn(grid, day);
  if (skipped === null || day === grid.start) return { grid, skipped: 0 };
  const monthIndex = grid.anchor.monthIndex + skipped * grid.lengthMonths;
  return { grid: { ...grid, start: day, anchor: { ...grid.anchor, monthIndex } }, skipped };
}

/**
 * Period k of a term as a period of a service that is there from `from` on (null: from the term's start); null where the
 * service was not there yet.
 */
export function periodSince(grid: PeriodGrid, k: number, from: PlainDate | null): PlacedPeriod | null {
  if (from === null) return { grid, k };
  const own = gridSince(grid, from);
  return k < own.skipped ? null : { grid: own.grid, k: k - own.skipped };
}

/** The next boundary on or after a date, the start included: when a migration that may not cut a period takes effect (BILL-9). */
export function nextBoundary(grid: PeriodGrid, date: PlainDate): PlainDate {
  const k = periodNumberOn(grid, date);
  if (k === null) return grid.start;
  const begin = boundaryOf(grid, k);
  return begin === date ? date : boundaryOf(grid, k + 1);
}

/**
 * The day on which period k falls due. In advance: B(k) less M months, taken from the date B(k) itself (BILL-1). In arrears:
 * B(k + 1), or the first day without service where that comes earlier (BILL-4, BILL-5).
 */
export function dueOn(
  plan: Pick<BillingPlan, 'billAccessFeesIn' | 'billMonthsInAdvance'>,
  grid: PeriodGrid,
  k: number,
  end: PlainDate | null = null,
): PlainDate {
  if (plan.billAccessFeesIn === 'advance') return addMonths(boundaryOf(grid, k), -plan.billMonthsInAdvance);
  const after = boundaryOf(grid, k + 1);
  return end === null ? after : earlier(after, end);
}

/**
 * The number of the period whose falling due takes period k along (BILL-2): P − 1 periods before it, at the earliest the
 * first. In arrears each period falls due by itself.
 */
export const dueWith = (
  plan: Pick<BillingPlan, 'billAccessFeesIn' | 'periodsInAdvance'>,
  k: number,
): number => (plan.billAccessFeesIn === 'advance' ? Math.max(0, k - plan.periodsInAdvance + 1) : k);
