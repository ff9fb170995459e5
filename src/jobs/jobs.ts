import type { JobName } from '#app/ports/jobs.ts';
import type { Services } from '#app/services.ts';
import { ok } from '#core/result.ts';
import type { Job } from './tick.ts';

/** What the schedules call, by job (INV-1, WF-1, WF-3, CAT-5). */
export const makeJobs = ({
  billing,
  invoices,
  workflow,
  catalogue,
}: Pick<Services, 'billing' | 'invoices' | 'workflow' | 'catalogue'>): Readonly<Record<JobName, Job>> => ({
  billing: (actor, day, signal) => billing.billDay(actor, day, signal),

  async invoices(actor, day, signal) {
    const done = await invoices.invoiceDay(actor, day, signal);
    if (!done.ok) return done;
    const { isMade, run } = done.value;
    return ok({ [isMade ? 'invoices' : 'drafts']: run.invoices, lines: run.lines, parked: run.parked });
  },

  async activity_files(actor, day, signal) {
    const collected = await workflow.collectServices(actor, day, signal);
    return collected.ok ? ok({ ...collected.value }) : collected;
  },

  async workflow_watch(actor, day) {
    const watched = await workflow.watchWorkflows(actor, day);
    return watched.ok ? ok({ ...watched.value }) : watched;
  },

  async catalogue(actor, day, signal) {
    const done = await catalogue.publishScheduled(actor, day, signal);
    return done.ok ? ok({ ...done.value }) : done;
  },
});
