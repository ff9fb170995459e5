/** A job of a provider whose next day failed, once: what the status page, the API and the command line say of it. */
import type { JobFailure } from '#app/ports/jobs.ts';
import { dayBefore, type Instant, plainDate } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { SOME_MORNING } from './clock.ts';

/** Billing of 2 March 2026, which is due, for want of room on the disk. */
export async function aFailedDay(db: Database, providerId: number, at: string = SOME_MORNING): Promise<void> {
  const failure: JobFailure = {
    job: 'billing',
    day: plainDate('2026-03-02'),
    reason: 'The disk is full.',
    at: at as Instant,
  };
  const store = makeScheduleStore(db);
  const lease = { name: `job:billing:${providerId}`, holder: 'a tick' };
  await store.addMissing([
    { providerId, job: 'billing', atMinutes: 120, enabled: true, lastDoneOn: dayBefore(failure.day) },
  ]);
  await makeLeaseStore(db).take(lease);
  await store.recordFailure(providerId, failure, lease);
  await makeLeaseStore(db).drop(lease);
}
