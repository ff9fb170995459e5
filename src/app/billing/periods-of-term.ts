/** The periods of a term as people approve them (BILL-5): which there are today, and what each waits for. */
import { boundaryOf, periodAt } from '#core/billing/period-grid.ts';
import type { PeriodApproval } from '#core/billing/terms.ts';
import { dayBefore, earlier, type Period, type PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import type { Approval, TermOfPeriods } from '../ports/periods.ts';

/**
 * open: it has not ended. awaiting_approval: it has, and its fees in arrears or its usage are billed once somebody approves it.
 * approved: somebody did. closed: it has ended and needs no approval (any more).
 */
export const PERIOD_STATUSES = ['open', 'awaiting_approval', 'approved', 'closed'] as const;
export type PeriodStatus = (typeof PERIOD_STATUSES)[number];

export interface SubscriptionPeriod extends Period {
  readonly termId: number;
  /** Its number within the term. */
  readonly k: number;
  readonly start: PlainDate;
  readonly account: string;
  readonly subscriptionId: number;
  readonly packagePlan: string;
  readonly side: Side;
  readonly status: PeriodStatus;
  readonly approval: Approval | null;
}

export interface ApprovalRules {
  readonly periodApproval: PeriodApproval;
  /** Whether the plan bills its fees in arrears: approval gates nothing else (BILL-4). */
  readonly isInArrears: (packagePlanId: number) => boolean;
  readonly today: PlainDate;
}

/** The periods begun by today, from period `first` on. */
export function* periodsOfTerm(
  term: TermOfPeriods,
  rules: ApprovalRules,
  first = 0,
): Generator<SubscriptionPeriod> {
  for (let k = first; ; k += 1) {
    const from = boundaryOf(term.grid, k);
    if (from > rules.today || (term.end !== null && from >= term.end)) return;
    yield periodOf(term, k, rules);
  }
}

/** Period k of a term; null where the term has none such by today. */
export function periodNumbered(
  term: TermOfPeriods,
  k: number,
  rules: ApprovalRules,
): SubscriptionPeriod | null {
  const [period] = periodsOfTerm(term, rules, k);
  return period ?? null;
}

function periodOf(term: TermOfPeriods, k: number, rules: ApprovalRules): SubscriptionPeriod {
  const { from, to: whole } = periodAt(term.grid, k);
  const to = term.end === null ? whole : earlier(whole, dayBefore(term.end));
  const approval = term.approvals.find(({ periodStart }) => periodStart === from) ?? null;
  return {
    from,
    to,
    termId: term.id,
    k,
    start: from,
    account: term.account,
    subscriptionId: term.subscriptionId,
    packagePlan: term.packagePlan,
    side: term.side,
    status: statusOf(term, { k, start: from, to, approval }, rules),
    approval,
  };
}

function statusOf(
  { packagePlanId, progress, usedIn }: TermOfPeriods,
  { k, start, to, approval }: Pick<SubscriptionPeriod, 'k' | 'start' | 'to' | 'approval'>,
  { periodApproval, isInArrears, today }: ApprovalRules,
): PeriodStatus {
  if (to >= today) return 'open';
  if (approval !== null) return 'approved';
  const isBilled = k < progress.nextPeriod && !progress.waiting.includes(k);
  const waits = (isInArrears(packagePlanId) && !isBilled) || usedIn.includes(start);
  return periodApproval === 'manual' && waits ? 'awaiting_approval' : 'closed';
}
