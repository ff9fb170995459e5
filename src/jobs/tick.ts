/**
 * The tick: whatever is due now, for every provider, each day in its order (DESIGN 6). It may be called as often as one
 * likes, by several machines at once, and killed anywhere: a lease lets one of them do a job, what is done is recorded day
 * by day, and the next tick goes on from there. Jobs themselves do nothing twice (BILL-10).
 */
import { AWAITS_APPROVAL, GOES_ON } from '#app/billing/bill-scheduled-day.ts';
import { missingSchedules } from '#app/jobs/schedule-defaults.ts';
import { systemActor } from '#app/people/system-actor.ts';
import {
  CHAINS,
  JOB_NAMES,
  type JobName,
  type Lease,
  type LeaseStore,
  type ScheduleStore,
  type TenantSchedules,
} from '#app/ports/jobs.ts';
import type { Log } from '#app/ports/log.ts';
import type { Actor, Clock, Secrets, Tenant } from '#app/ports/platform.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import { type DueDay, dueDays, nextRunOf } from '#core/jobs/due-days.ts';
import type { Refused, Result } from '#core/result.ts';
import { keepLease } from './keep-lease.ts';

/**
 * Does a job for one day, whole, and answers a few figures for the log. Doing it again for a day that is done changes
 * nothing. `signal` is raised when the process is to stop or the lease was lost; a job may then end early with a fault.
 */
export type Job = (
  actor: Actor,
  day: PlainDate,
  signal: AbortSignal,
) => Promise<Result<Readonly<Record<string, unknown>>>>;

export interface TickParts {
  readonly schedules: ScheduleStore;
  readonly leases: LeaseStore;
  readonly jobs: Readonly<Record<JobName, Job>>;
  /** Of every provider: billing that was cut off is gone on with, or ended. */
  readonly tendRuns: () => Promise<void>;
  /** The next day of billing of a provider, where the time has come to preview it. */
  readonly announceBilling: (
    provider: TenantSchedules,
    now: Instant,
    signal: AbortSignal,
  ) => Promise<Result<null>>;
  /** Of every provider: what is due in its spreadsheet. */
  readonly keepSheets: (signal: AbortSignal) => Promise<void>;
  /** Of every provider: re-ratings that are to be worked out or written (USE-8). */
  readonly keepRerates: (signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly secrets: Pick<Secrets, 'token'>;
  readonly log: Log;
}

/**
 * What became of one day of one job. `busy`: another machine is at it, or will be. `waiting`: it is somebody's turn to decide.
 * `later`: it failed, and the time of its next try has not come.
 */
export interface TickEvent {
  readonly provider: string;
  readonly job: JobName;
  readonly day: PlainDate;
  readonly outcome: 'done' | 'failed' | 'busy' | 'waiting' | 'later';
}

/** Days of one job that a tick catches up at most; the rest waits for the next, so that no provider keeps the others waiting. */
const DAYS_A_TICK = 31;

export type Tick = ReturnType<typeof makeTick>;

export const makeTick =
  (parts: TickParts) =>
  async (now: Instant, signal: AbortSignal = new AbortController().signal): Promise<TickEvent[]> => {
    await parts.tendRuns();
    const holder = parts.secrets.token();
    const events: TickEvent[] = [];
    for (const provider of await completeSchedules(parts.schedules, now)) {
      if (signal.aborted) break;
      const own = await workThrough(parts, provider, now, holder, signal);
      events.push(...own);
      // Whose day was due has moved on since it was read, or is at its day still.
      if (!own.some(({ job }) => job === 'billing')) await announce(parts, provider, now, holder, signal);
    }
    await parts.keepRerates(signal);
    await parts.keepSheets(signal);
    return events;
  };

/**
 * Under a lease, so that one of several machines makes the preview; a failure keeps nobody else waiting. It counts as one of its
 * day, so that it is tried again as that is.
 */
async function announce(
  { announceBilling, schedules, leases, clock, log }: TickParts,
  provider: TenantSchedules,
  now: Instant,
  holder: string,
  signal: AbortSignal,
): Promise<void> {
  const { tenant, previewMinutes } = provider;
  const schedule = provider.schedules.find(({ job }) => job === 'billing');
  if (previewMinutes === 0 || signal.aborted || !schedule?.enabled) return;
  if (schedule.retryAt !== null && schedule.retryAt > now) return;
  const lease: Lease = { name: `job:billing_preview:${tenant.providerId}`, holder };
  if (!(await leases.take(lease))) return;
  const kept = keepLease(leases, lease, signal);
  try {
    const done = await attempt(() => announceBilling(provider, now, kept.signal));
    if (done.ok) {
      if (schedule.failures > 0)
        await schedules.recordWaiting(tenant.providerId, 'billing', null, clock.now(), lease);
    } else if (!kept.signal.aborted) {
      const { day } = nextRunOf({ timeZone: tenant.timeZone, ...schedule });
      const { reason, error } = done;
      await schedules.recordFailure(
        tenant.providerId,
        { job: 'billing', day, reason, at: clock.now() },
        lease,
      );
      log.error(
        { provider: tenant.providerCode, day, reason, ...(error ? { err: error } : {}) },
        'a day of billing was not announced',
      );
    }
  } finally {
    kept.stop();
    await leases.drop(lease);
  }
}

interface DueJob extends DueDay {
  readonly job: JobName;
  /** It failed since its time came, and is not tried before then; a preview that failed ahead of it does not put it off. */
  readonly retryAt: Instant | null;
}

/** Everyone's schedules; a provider that is new, or a job that is, gets its usual ones first. */
async function completeSchedules(
  schedules: ScheduleStore,
  now: Instant,
): Promise<readonly TenantSchedules[]> {
  const known = await schedules.all();
  const missing = known.flatMap(({ tenant, schedules: kept }) =>
    missingSchedules(tenant, kept, now).map((settings) => ({ providerId: tenant.providerId, ...settings })),
  );
  if (missing.length === 0) return known;
  await schedules.addMissing(missing);
  return schedules.all();
}

const dueJobs = ({ tenant, schedules }: TenantSchedules, now: Instant): DueJob[] =>
  schedules
    .filter(({ enabled }) => enabled)
    .flatMap(({ job, ...schedule }) =>
      dueDays({ timeZone: tenant.timeZone, ...schedule }, now, DAYS_A_TICK).map((due) => ({
        job,
        ...due,
        retryAt: (schedule.lastFinishedAt ?? '') >= due.at ? schedule.retryAt : null,
      })),
    )
    .sort((a, b) =>
      a.at === b.at ? JOB_NAMES.indexOf(a.job) - JOB_NAMES.indexOf(b.job) : a.at < b.at ? -1 : 1,
    );

/**
 * A provider's due days in their order. The first that cannot be done ends its chain for this tick: invoices of a day are not
 * made before its billing.
 */
async function workThrough(
  parts: TickParts,
  provider: TenantSchedules,
  now: Instant,
  holder: string,
  signal: AbortSignal,
): Promise<TickEvent[]> {
  const events: TickEvent[] = [];
  const heldBack = new Set<string>();
  for (const due of dueJobs(provider, now)) {
    if (signal.aborted) break;
    if (heldBack.has(CHAINS[due.job])) continue;
    const isForLater = due.retryAt !== null && due.retryAt > now;
    const outcome = isForLater ? 'later' : await workOnce(parts, provider.tenant, due, holder, signal);
    if (outcome === 'done before') continue;
    events.push({ provider: provider.tenant.providerCode, job: due.job, day: due.day, outcome });
    if (outcome !== 'done') heldBack.add(CHAINS[due.job]);
  }
  return events;
}

async function workOnce(
  parts: TickParts,
  tenant: Tenant,
  { job, day }: DueJob,
  holder: string,
  signal: AbortSignal,
): Promise<TickEvent['outcome'] | 'done before'> {
  const { schedules, leases, clock, log } = parts;
  const lease: Lease = { name: `job:${job}:${tenant.providerId}`, holder };
  if (!(await leases.take(lease))) return 'busy';
  const kept = keepLease(leases, lease, signal);
  try {
    // Another machine may have been at it between our look at the schedule and the lease.
    if ((await schedules.lastDoneOn(tenant.providerId, job)) >= day) return 'done before';
    const began = performance.now();
    const done = await attempt(() => parts.jobs[job](systemActor(tenant, 'schedule'), day, kept.signal));
    const fields = { provider: tenant.providerCode, job, day, ms: Math.round(performance.now() - began) };
    if (done.ok) {
      const recorded = await schedules.recordDone(tenant.providerId, job, day, clock.now(), lease);
      log.info({ ...fields, ...done.figures }, recorded ? 'job done' : 'job done by another machine too');
      return recorded ? 'done' : 'busy';
    }
    if (done.as === 'busy') {
      log.info({ ...fields, reason: done.reason }, 'job goes on');
      return 'busy';
    }
    if (done.as === 'waiting') {
      await schedules.recordWaiting(tenant.providerId, job, done.reason, clock.now(), lease);
      log.info({ ...fields, reason: done.reason }, 'job waits for somebody');
      return 'waiting';
    }
    // Whoever is told to stop has not failed: the day is done anew by the next who can.
    if (!kept.signal.aborted)
      await schedules.recordFailure(
        tenant.providerId,
        { job, day, reason: done.reason, at: clock.now() },
        lease,
      );
    log.error({ ...fields, reason: done.reason, ...(done.error ? { err: done.error } : {}) }, 'job failed');
    return 'failed';
  } finally {
    kept.stop();
    await leases.drop(lease);
  }
}

type Attempt =
  | { readonly ok: true; readonly figures: Readonly<Record<string, unknown>> }
  | {
      readonly ok: false;
      readonly reason: string;
      readonly as: 'failed' | 'waiting' | 'busy';
      readonly error?: unknown;
    };

/** A refusal or a failure of one job must not keep the others waiting: it is recorded, shown, and tried again later. */
async function attempt(
  job: () => Promise<Result<Readonly<Record<string, unknown>> | null>>,
): Promise<Attempt> {
  try {
    const done = await job();
    return done.ok
      ? { ok: true, figures: done.value ?? {} }
      : {
          ok: false,
          reason: done.faults.map(({ message }) => message).join(' '),
          as: refusalAs(done),
        };
  } catch (error) {
    return {
      ok: false,
      as: 'failed',
      reason: `It broke off: ${error instanceof Error ? error.message : String(error)}`,
      error,
    };
  }
}

const NO_FAILURES: Readonly<Record<string, 'waiting' | 'busy'>> = {
  [AWAITS_APPROVAL]: 'waiting',
  [GOES_ON]: 'busy',
};

function refusalAs({ faults }: Refused): 'failed' | 'waiting' | 'busy' {
  const [first] = faults;
  const as = first === undefined ? undefined : NO_FAILURES[first.code];
  return as !== undefined && faults.every(({ code }) => NO_FAILURES[code] === as) ? as : 'failed';
}
