import { formatTimeOfDay, parseTimeOfDay } from '#core/jobs/due-days.ts';
import { invariant, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { everyJobOf, type ScheduleView, viewOf } from './list-schedules.ts';
import { readJob } from './read-job.ts';
import { startsToday } from './schedule-defaults.ts';
import type { JobPorts } from './services.ts';

export interface SetSchedule {
  readonly job: string;
  /** `02:30`, on the provider's wall clock; left out: as it is. */
  readonly at?: string | undefined;
  readonly enabled?: boolean | undefined;
}

/**
 * Sets when a job of the actor's provider runs, and whether. Switched on again, it begins with today: a billing run of
 * today bills what the days in between would have.
 */
export const makeSetSchedule =
  ({ schedules, clock }: Pick<JobPorts, 'schedules' | 'clock'>) =>
  async (actor: Actor, input: SetSchedule): Promise<Result<ScheduleView>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const job = readJob(input.job);
    if (!job.ok) return job;
    const kept = await schedules.list(actor.providerId);
    const now = clock.now();
    const before = everyJobOf(actor, kept, now).find((schedule) => schedule.job === job.value);
    invariant(before !== undefined, 'every job has a schedule, kept or still to be');
    const at = input.at === undefined ? ok(before.atMinutes) : parseTimeOfDay(input.at, 'at');
    if (!at.ok) return at;
    const after = { job: job.value, atMinutes: at.value, enabled: input.enabled ?? before.enabled };
    await schedules.save(
      actor.providerId,
      { ...after, lastDoneOn: startsToday(actor, now) },
      auditOf(actor, clock, {
        action: 'schedule.changed',
        subject: job.value,
        details: { from: inWords(before), to: inWords(after) },
      }),
    );
    const saved = await schedules.list(actor.providerId);
    const schedule = saved.find((one) => one.job === job.value);
    invariant(schedule !== undefined, 'what was saved is there');
    return ok(viewOf(schedule, actor.timeZone));
  };

const inWords = ({ atMinutes, enabled }: { atMinutes: number; enabled: boolean }) => ({
  at: formatTimeOfDay(atMinutes),
  enabled,
});
