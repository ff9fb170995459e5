import { conflict, invariant, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { type ScheduleView, viewOf } from './list-schedules.ts';
import { readJob } from './read-job.ts';
import type { JobPorts } from './services.ts';

/** Has a day that failed tried with the next tick, rather than when its time comes; how often it failed stays known. */
export const makeTryNow =
  ({ schedules, clock }: Pick<JobPorts, 'schedules' | 'clock'>) =>
  async (actor: Actor, name: string): Promise<Result<ScheduleView>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const job = readJob(name);
    if (!job.ok) return job;
    const before = (await schedules.list(actor.providerId)).find((schedule) => schedule.job === job.value);
    const isPutForward = await schedules.tryNow(
      actor.providerId,
      job.value,
      auditOf(actor, clock, {
        action: 'schedule.tried_now',
        subject: job.value,
        details: { failures: before?.failures ?? 0, reason: before?.lastError ?? null },
      }),
    );
    if (!isPutForward)
      return conflict(
        'nothing_to_try',
        `No day of "${job.value}" waits for its next try: what is due is done within a minute.`,
      );
    const after = (await schedules.list(actor.providerId)).find((schedule) => schedule.job === job.value);
    invariant(after !== undefined, 'what was put forward is there');
    return ok(viewOf(after, actor.timeZone));
  };
