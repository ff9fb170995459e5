/**
 * The period that a record goes to (USE-3): its own while that is open, else the current one of the same subscription.
 *
 * A period is open until its usage is charged for good. Where a person approves it, until then. Where periods are approved by
 * themselves (BILL-5), through the day after its last one, so that what carriers send overnight still counts: usage periods are
 * closed the day after the fees of the next are due (INV-1), and a run charges them from then on.
 */
import { boundaryOf, periodNumberOn } from '../billing/period-grid.ts';
import type { PeriodApproval, PeriodGrid } from '../billing/terms.ts';
import { addDays, earlier, type PlainDate } from '../calendar.ts';
import type { Side } from '../catalogue/rows.ts';

/** A service while it is in one term: the days, and the periods that they lie in. */
export interface ServiceStretch {
  readonly serviceId: number;
  readonly subscriptionId: number;
  readonly side: Side;
  /** Item of the service plan */
  readonly servicePlanId: number;
  readonly termId: number;
  readonly grid: PeriodGrid;
  readonly from: PlainDate;
  /** First day without service; null: it goes on. */
  readonly until: PlainDate | null;
  /** First day after the term, where it has an end. */
  readonly termEnd: PlainDate | null;
  /** Starts of its periods that somebody approved. */
  readonly approved: readonly PlainDate[];
}

export interface LandingRules {
  readonly periodApproval: PeriodApproval;
  readonly today: PlainDate;
}

export interface Landing {
  readonly stretch: ServiceStretch;
  readonly periodStart: PlainDate;
  /** The first day on which a run may charge it, where periods are approved by themselves. */
  readonly closesOn: PlainDate;
  /** Whether it lands in another period than its own. */
  readonly isLate: boolean;
}

/** The stretch that a date lies in; of several the one that began last. */
export function stretchOn(stretches: readonly ServiceStretch[], date: PlainDate): ServiceStretch | null {
  let found: ServiceStretch | null = null;
  for (const stretch of stretches)
    if (
      stretch.from <= date &&
      (stretch.until === null || date < stretch.until) &&
      (found === null || found.from < stretch.from)
    )
      found = stretch;
  return found;
}

/**
 * Where a record of a date lands.
 *
 * @param own the stretch that the date lies in
 * @param stretches all of the same service and side
 * @returns null where its own period is closed and no other one is under way
 */
export function landOn(
  own: ServiceStretch,
  stretches: readonly ServiceStretch[],
  date: PlainDate,
  rules: LandingRules,
): Landing | null {
  const landing = landIn(own, date, false);
  if (landing === null || isOpen(landing, rules)) return landing;
  const current = stretchOn(
    stretches.filter(({ subscriptionId }) => subscriptionId === own.subscriptionId),
    rules.today,
  );
  return current === null ? null : landIn(current, rules.today, true);
}

function landIn(stretch: ServiceStretch, date: PlainDate, isLate: boolean): Landing | null {
  const k = periodNumberOn(stretch.grid, date);
  if (k === null) return null;
  const next = boundaryOf(stretch.grid, k + 1);
  const after = stretch.termEnd === null ? next : earlier(next, stretch.termEnd);
  return { stretch, periodStart: boundaryOf(stretch.grid, k), closesOn: addDays(after, 1), isLate };
}

const isOpen = (
  { stretch, periodStart, closesOn }: Landing,
  { periodApproval, today }: LandingRules,
): boolean => (periodApproval === 'manual' ? !stretch.approved.includes(periodStart) : today < closesOn);
