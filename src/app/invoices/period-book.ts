/** Which accounts are due an invoice on a day, and for which period (INV-1). */
import { invoiceDueOn, invoicePeriodOn } from '#core/billing/invoice-period.ts';
import { type Period, type PlainDate, yearOf } from '#core/calendar.ts';
import type { InvoiceCandidate, InvoiceToMake } from '../ports/invoices.ts';

/** Periods and due days, worked out once for all accounts that are invoiced alike. */
export function makePeriodBook(asOf: PlainDate, delayDays: number) {
  const known = new Map<string, Period | null>();
  const duePeriod = (account: InvoiceCandidate): Period | null => {
    const anchor = account.invoiceAnchor ?? yearOf(account.firstSubscriptionStart);
    const key = `${account.invoiceDay}|${account.invoicePeriodMonths}|${anchor}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const period = invoicePeriodOn(account, account.firstSubscriptionStart, asOf);
    const due = invoiceDueOn(period, delayDays) <= asOf ? period : null;
    known.set(key, due);
    return due;
  };
  return {
    /** Never for a period before one that has its invoice: what is left goes on the next. */
    dueOf(account: InvoiceCandidate): DueAccount | null {
      const { accountId, lastPeriodFrom, isParked, pendingLines } = account;
      const period = duePeriod(account);
      return period === null || (lastPeriodFrom !== null && lastPeriodFrom >= period.from)
        ? null
        : { accountId, ...period, isParked, pendingLines };
    },
  };
}

export interface DueAccount extends InvoiceToMake {
  readonly isParked: boolean;
  readonly pendingLines: number;
}
