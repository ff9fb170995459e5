import { dateIn, dayBefore, type Instant, type PlainDate } from '#core/calendar.ts';
import { JOB_NAMES, type JobName, type Schedule, type ScheduleSettings } from '../ports/jobs.ts';
import type { Tenant } from '../ports/platform.ts';

/** INV-1, WF-1, CAT-5: what a provider's calendar says until it says something else, in minutes after local midnight. */
const USUAL_MINUTES: Readonly<Record<JobName, number>> = {
  billing: 2 * 60,
  invoices: 3 * 60,
  activity_files: 8 * 60,
  workflow_watch: 9 * 60,
  catalogue: 0,
};

/** Days count from today on: today is still to be done. */
export const startsToday = (tenant: Tenant, now: Instant): PlainDate =>
  dayBefore(dateIn(tenant.timeZone, now));

/** The schedules that a provider does not have yet, as they will be. */
export const missingSchedules = (
  tenant: Tenant,
  schedules: readonly Schedule[],
  now: Instant,
): ScheduleSettings[] =>
  JOB_NAMES.filter((job) => !schedules.some((schedule) => schedule.job === job)).map((job) => ({
    job,
    atMinutes: USUAL_MINUTES[job],
    enabled: true,
    lastDoneOn: startsToday(tenant, now),
  }));
