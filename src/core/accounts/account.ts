/** Billing accounts: what the Accounts tab holds of one, and what may be said about its invoice periods (PER-3). */
import { dayOf, daysInMonth, monthOf, type PlainDate, yearOf } from '../calendar.ts';
import { type Fault, fault } from '../result.ts';

/** A row of the Accounts tab. */
export interface AccountRow {
  /** The provider's own number for the account: text, unique within the provider. */
  readonly reference: string;
  readonly name: string;
  /** Residential, Business, Wholesale … as the provider sorts its customers. */
  readonly type: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly address: string | null;
  /** 1 to 31; in a shorter month the last day. */
  readonly invoiceDay: number;
  /** 1 to 36 */
  readonly invoicePeriodMonths: number;
  /** Whether its packages are to be aligned to the invoice period, whatever the plan says. */
  readonly alignPackages: boolean;
}

/** An account as it is kept. */
export interface Account extends AccountRow {
  /** A boundary that invoice periods are counted from; null: by the year of the first subscription (PER-3). */
  readonly invoiceAnchor: PlainDate | null;
}

export const USUAL_ACCOUNT_TYPE = 'Residential';

/** PER-3: an anchor lies on the invoice day, or on the last day of a month that is too short for it. */
export const isInvoiceAnchor = (anchor: PlainDate, invoiceDay: number): boolean =>
  dayOf(anchor) === Math.min(invoiceDay, daysInMonth(yearOf(anchor), monthOf(anchor)));

/** PER-3, as a refusal. */
export const anchorFault = (anchor: PlainDate, invoiceDay: number, path?: string): Fault =>
  fault(
    'invoice_anchor_on_another_day',
    `Invoice periods start on the invoice day, ${invoiceDay}; the anchor ${anchor} lies on another day.`,
    path,
  );
