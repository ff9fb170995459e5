import type { JobName } from '#app/ports/jobs.ts';
import type { Services } from '#app/services.ts';
import { ok } from '#core/result.ts';
import type { Job } from './tick.ts';

/** What the schedules call, by job (INV-1). */
export const makeJobs = ({
  billing,
  invoices,
}: Pick<Services, 'billing' | 'invoices'>): Readonly<Record<JobName, Job>> => ({
  billing: (actor, day, signal) => billing.billDay(actor, day, signal),

  async invoices(actor, day, signal) {
    const run = await invoices.makeInvoices(actor, { asOf: day, mode: 'commit' }, signal);
    return run.ok
      ? ok({ invoices: run.value.invoices, lines: run.value.lines, parked: run.value.parked })
      : run;
  },
});
