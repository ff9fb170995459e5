import { systemActor } from '#app/people/system-actor.ts';
import {
  addDays,
  dateIn,
  dayOf,
  dayOfMonth,
  instantIn,
  monthIndexOf,
  type PlainDate,
} from '#core/calendar.ts';
import { done } from './done.ts';
import { type Deed, HOUR, type House } from './house.ts';
import type { ExampleCode } from './read-examples.ts';

/** Days of the month on which accounts of the set are invoiced; 31 stands for the last. */
const INVOICE_DAYS = [1, 10, 15, 20, 31];
/** As in both setup.json files. */
const INVOICE_DELAY_DAYS = 2;
const MONTHS_OF_HISTORY = 26;
/** So long ago, and until yesterday, billing runs every night; before, only when invoices are near, to start quickly. */
const MONTHS_IN_FULL = 2;

/** The nights of the billing calendar: today's is left to the schedule. */
export function billNights({ services, companies, examples, now }: House, code: ExampleCode): Deed[] {
  const { tenant } = companies[code];
  const schedule = systemActor(tenant, 'schedule');
  const today = dateIn(tenant.timeZone, now);
  const nightly = dayOfMonth(monthIndexOf(today) - MONTHS_IN_FULL, 1);
  const deeds: Deed[] = [];
  for (let day = dayOfMonth(monthIndexOf(today) - MONTHS_OF_HISTORY, 1); day < today; day = addDays(day, 1)) {
    const isInvoiceDay = (date: PlainDate) =>
      INVOICE_DAYS.some((of) => dayOfMonth(monthIndexOf(date), of) === date);
    if (day >= nightly || isInvoiceDay(day))
      deeds.push({
        at: instantIn(tenant.timeZone, day, 2 * HOUR),
        do: async () => done(`bill ${day}`, await services.billing.billDay(schedule, day)),
      });
    if (examples[code].setup.periodApproval === 'manual' && dayOf(day) === 2 && day < nightly)
      deeds.push({
        at: instantIn(tenant.timeZone, day, 9 * HOUR),
        do: async () =>
          done(
            `approve the periods up to ${day}`,
            await services.billing.approvePeriods(companies[code].who('billing'), { upTo: day }),
          ),
      });
    if (day >= nightly || isInvoiceDay(addDays(day, -INVOICE_DELAY_DAYS)))
      deeds.push({
        at: instantIn(tenant.timeZone, day, 3 * HOUR),
        do: async () =>
          done(
            `make invoices of ${day}`,
            await services.invoices.makeInvoices(schedule, { asOf: day, mode: 'commit' }),
          ),
      });
  }
  return deeds;
}
