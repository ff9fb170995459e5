import type { Instant } from '#core/calendar.ts';
import { nextRunOf } from '#core/jobs/due-days.ts';
import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import { JOB_NAMES, type Schedule } from '../ports/jobs.ts';
import type { Actor, Tenant } from '../ports/platform.ts';
import { missingSchedules } from './schedule-defaults.ts';
import type { JobPorts } from './services.ts';

/** A schedule with its next run: in the past while a day waits to be caught up, null while it is switched off. */
export interface ScheduleView extends Schedule {
  readonly nextRunAt: Instant | null;
}

/** The schedules of the actor's provider, every job once. */
export const makeListSchedules =
  ({ schedules, clock }: Pick<JobPorts, 'schedules' | 'clock'>) =>
  async (actor: Actor): Promise<Result<readonly ScheduleView[]>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    return ok(everyJobOf(actor, await schedules.list(actor.providerId), clock.now()));
  };

/** Every job once, in order: as it is kept, or as it will be from the next tick on. */
export function everyJobOf(tenant: Tenant, kept: readonly Schedule[], now: Instant): ScheduleView[] {
  const missing = missingSchedules(tenant, kept, now).map((settings) => ({
    ...settings,
    lastError: null,
    lastFinishedAt: null,
    failures: 0,
    retryAt: null,
  }));
  return [...kept, ...missing]
    .sort((a, b) => JOB_NAMES.indexOf(a.job) - JOB_NAMES.indexOf(b.job))
    .map((schedule) => viewOf(schedule, tenant.timeZone));
}

export const viewOf = (schedule: Schedule, timeZone: string): ScheduleView => ({
  ...schedule,
  nextRunAt: schedule.enabled ? nextRunOf({ timeZone, ...schedule }).at : null,
});
