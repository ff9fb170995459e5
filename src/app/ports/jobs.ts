/** What runs by itself: schedules, and the leases that keep two machines from doing one thing. */
import type { Instant, PlainDate } from '#core/calendar.ts';
import type { AuditEntry, Tenant } from './platform.ts';

/** Daily jobs of a provider, in the order in which those of one moment are done. */
export const JOB_NAMES = ['billing', 'invoices', 'activity_files', 'workflow_watch', 'catalogue'] as const;
export type JobName = (typeof JOB_NAMES)[number];

/** As people know them. */
export const JOB_TITLES: Readonly<Record<JobName, string>> = {
  billing: 'Billing run',
  invoices: 'Invoices',
  activity_files: 'Activity files',
  workflow_watch: 'Carrier watch',
  catalogue: 'Scheduled publishes',
};

/** Jobs of one chain wait for each other: a day that fails holds back what follows it there, and nothing else. */
export const CHAINS: Readonly<Record<JobName, string>> = {
  billing: 'money',
  invoices: 'money',
  activity_files: 'activity_files',
  // Never held back by the collection: it is what notices that one is missing (WF-3).
  workflow_watch: 'workflow_watch',
  catalogue: 'catalogue',
};

export interface Schedule {
  readonly job: JobName;
  /** Minutes after local midnight. */
  readonly atMinutes: number;
  readonly enabled: boolean;
  /** The last local day that is done; those after it are caught up in order. */
  readonly lastDoneOn: PlainDate;
  /** Why the day after it could not be done, or what it waits for; null when it could. */
  readonly lastError: string | null;
  readonly lastFinishedAt: Instant | null;
  /** Tries of that day in vain, in a row; 0 where it only waits for somebody. */
  readonly failures: number;
  /** Of a day that failed, when it is tried next; null: with the next tick. */
  readonly retryAt: Instant | null;
}

export type ScheduleSettings = Pick<Schedule, 'job' | 'atMinutes' | 'enabled'> & {
  /** From when on days count, for a schedule that is new or was switched off. */
  readonly lastDoneOn: PlainDate;
};

/** A provider and its schedules. */
export interface TenantSchedules {
  readonly tenant: Tenant;
  readonly schedules: readonly Schedule[];
  /** How long before its time a day of billing is announced; 0: not before it. */
  readonly previewMinutes: number;
}

export interface ScheduleStore {
  list(providerId: number): Promise<readonly Schedule[]>;
  /** Every provider with all its schedules. */
  all(): Promise<readonly TenantSchedules[]>;
  /** Adds schedules that a provider does not have yet; those that it has stay as they are. */
  addMissing(schedules: readonly (ScheduleSettings & { readonly providerId: number })[]): Promise<void>;
  save(providerId: number, schedule: ScheduleSettings, audit: AuditEntry): Promise<void>;
  /** The last day done as it is now. */
  lastDoneOn(providerId: number, job: JobName): Promise<PlainDate>;
  /** Only for whoever holds the lease, and only forwards; false where nothing was recorded. */
  recordDone(providerId: number, job: JobName, day: PlainDate, at: Instant, lease: Lease): Promise<boolean>;
  /**
   * Counts a failure, puts the next try off (`#core/jobs/retries.ts`) and writes the notice where people are to hear of it:
   * the first one, another reason, a day since they were told. Only for whoever holds the lease.
   */
  recordFailure(providerId: number, failure: JobFailure, lease: Lease): Promise<void>;
  /**
   * The day waits for somebody, or (null) for its time after its preview had failed: no failure, and looked at again with each
   * tick.
   */
  recordWaiting(
    providerId: number,
    job: JobName,
    reason: string | null,
    at: Instant,
    lease: Lease,
  ): Promise<void>;
  /** Has a day that failed tried with the next tick; false, and no trace, where none waits for its next try. */
  tryNow(providerId: number, job: JobName, audit: AuditEntry): Promise<boolean>;
}

export interface JobFailure {
  readonly job: JobName;
  readonly day: PlainDate;
  readonly reason: string;
  readonly at: Instant;
}

/** Told of a job that fails, and once when it works again. */
export const JOB_FAILED_TOPIC = 'schedule.failed';
export const JOB_RECOVERED_TOPIC = 'schedule.recovered';

export interface Lease {
  readonly name: string;
  readonly holder: string;
}

/** By the database's own clock; a holder that shows no sign of life for a while has lost its lease. */
export interface LeaseStore {
  /** false while somebody else holds it */
  take(lease: Lease): Promise<boolean>;
  /** false where it is lost */
  renew(lease: Lease): Promise<boolean>;
  drop(lease: Lease): Promise<void>;
}
