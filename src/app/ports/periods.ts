/** Subscription periods and their approval (BILL-5). Periods are worked out from a term's grid; only approvals are kept. */
import type { PeriodGrid, TermProgress } from '#core/billing/terms.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import type { AuditEntry, OutboxMessage } from './platform.ts';

/** Of a term: what its periods follow from. */
export interface TermOfPeriods {
  readonly id: number;
  readonly account: string;
  readonly subscriptionId: number;
  readonly packagePlanId: number;
  readonly packagePlan: string;
  readonly side: Side;
  readonly grid: PeriodGrid;
  /** The first day without service, as known today. */
  readonly end: PlainDate | null;
  readonly progress: Pick<TermProgress, 'nextPeriod' | 'waiting'>;
  /** Starts of its periods with usage that was not charged yet. */
  readonly usedIn: readonly PlainDate[];
  readonly approvals: readonly Approval[];
}

export interface Approval {
  readonly periodStart: PlainDate;
  readonly approvedBy: string;
  readonly approvedOn: PlainDate;
}

export interface TermQuery {
  readonly today: PlainDate;
  /** This term and those after it */
  readonly fromTermId: number;
  readonly limit: number;
  /** Reference of the only account that is looked at; null: all. */
  readonly account: string | null;
  /** Only terms that can have what is looked for; null: all. */
  readonly having: 'open' | 'approved' | 'awaiting' | null;
  /** Plans that are billed in arrears: what else `awaiting` goes by. */
  readonly arrearsPlans: readonly number[];
}

export interface PeriodsToApprove {
  readonly periods: readonly { readonly termId: number; readonly periodStart: PlainDate }[];
  readonly approvedBy: string;
  readonly approvedAt: Instant;
  /** The provider's date: known to runs of that day and later. */
  readonly approvedOn: PlainDate;
  readonly audit: AuditEntry;
  readonly message: OutboxMessage;
}

/** What stands in the way of a period, as the database knows it. */
export interface PeriodTroubles {
  /** Why its account is parked (BILL-14); null: it is not. */
  readonly parkedReason: string | null;
  /** Usage of its services on its days that waits in quarantine (USE-1). */
  readonly quarantined: number;
  /** Its subscription is suspended on one of its days or more. */
  readonly isSuspended: boolean;
}

export interface PeriodStore {
  /** In the order of their ids. */
  terms(providerId: number, query: TermQuery): Promise<readonly TermOfPeriods[]>;
  termsByIds(providerId: number, ids: readonly number[], today: PlainDate): Promise<readonly TermOfPeriods[]>;
  /** Of each of these periods, in their order. */
  troubles(
    providerId: number,
    periods: readonly { readonly termId: number; readonly from: PlainDate; readonly to: PlainDate }[],
  ): Promise<readonly PeriodTroubles[]>;
  /** All in one batch; a period that is approved already stays as it is. Answers how many were new. */
  approve(providerId: number, approvals: PeriodsToApprove): Promise<number>;
}
