/** Days of billing that were announced before their run: which preview they stand on, and what people decided (BILL-11). */
import type { PlainDate } from '#core/calendar.ts';
import type { AuditEntry, Traces } from './platform.ts';

/**
 * announced: it is billed by itself when its time comes. waiting: it is billed once somebody approves its preview. approved: its
 * run bills what that preview showed, or nothing. held: nothing is billed until somebody approves it. billed: it is over.
 */
export const BILLING_DAY_STATUSES = ['announced', 'waiting', 'approved', 'held', 'billed'] as const;
export type BillingDayStatus = (typeof BILLING_DAY_STATUSES)[number];

export interface PersonNamed {
  /** `usr_3`, `tok_1` */
  readonly id: string;
  readonly name: string;
}

export interface BillingDay {
  readonly id: number;
  readonly asOf: PlainDate;
  readonly status: BillingDayStatus;
  /** The preview that it stands on; once billed, the run that billed it. */
  readonly runId: number;
  /** Who held it or had accounts left out since it was announced: with four eyes, they do not approve it. */
  readonly changedBy: readonly PersonNamed[];
  /** Who approved or held it last. */
  readonly decidedBy: PersonNamed | null;
  /** Why it is held, or waits again. */
  readonly reason: string | null;
  /** Every change adds one; whoever changes it names what they saw. */
  readonly version: number;
}

export type BillingDayChange = Partial<
  Pick<BillingDay, 'status' | 'runId' | 'changedBy' | 'decidedBy' | 'reason'>
>;

export interface BillingDayStore {
  find(providerId: number, asOf: PlainDate): Promise<BillingDay | null>;
  /** Those that are not billed, the oldest first. */
  open(providerId: number): Promise<readonly BillingDay[]>;
  /** The first announcement of a day stays; its traces are left by it alone. */
  announce(
    providerId: number,
    day: Pick<BillingDay, 'asOf' | 'status' | 'runId'>,
    traces: Traces,
  ): Promise<BillingDay>;
  /** The day as it is then; null where somebody changed it meanwhile, and nothing was written. */
  change(
    providerId: number,
    before: BillingDay,
    change: BillingDayChange,
    traces: Traces,
  ): Promise<BillingDay | null>;
  /** Which of these references are no account's. */
  unknownAccounts(providerId: number, accounts: readonly string[]): Promise<readonly string[]>;
  /** Parks those of these accounts that are there and not parked, each with the audit as its own. */
  holdBack(
    providerId: number,
    accounts: readonly string[],
    reason: string,
    audit: Omit<AuditEntry, 'subject'>,
  ): Promise<void>;
}
