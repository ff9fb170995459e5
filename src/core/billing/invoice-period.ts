/** The invoice periods of an account (PER-3) and the day on which the invoice of each is made (INV-1). */
import {
  addDays,
  boundaryAfter,
  boundaryOnOrBefore,
  dayBefore,
  earlier,
  type Period,
  type PlainDate,
} from '../calendar.ts';
import { invoiceAnchorOf } from './period-grid.ts';
import type { InvoiceTerms } from './terms.ts';

/** The account's invoice period that a day lies in; periods reach as far back and ahead as one likes. */
export function invoicePeriodOn(
  account: InvoiceTerms,
  firstSubscriptionStart: PlainDate,
  day: PlainDate,
): Period {
  const anchor = invoiceAnchorOf(account, firstSubscriptionStart);
  const months = account.invoicePeriodMonths;
  return {
    from: boundaryOnOrBefore(anchor, months, day),
    to: dayBefore(boundaryAfter(anchor, months, day)),
  };
}

/**
 * The first day on which the period's invoice may be made: so many days after the invoice day, by when advance fees are
 * billed and usage is closed. Never later than the period itself, so that a long delay leaves no short month out.
 *
 * @example invoiceDueOn({ from: '2026-03-01', to: '2026-03-31' }, 2) // 2026-03-03
 */
export const invoiceDueOn = (period: Period, delayDays: number): PlainDate =>
  earlier(addDays(period.from, delayDays), period.to);
