/** A job's day that failed, and the one that works again: what is kept of it, and the notices that people hear of it by. */
import { JOB_FAILED_TOPIC, JOB_RECOVERED_TOPIC, type JobFailure, type Lease } from '#app/ports/jobs.ts';
import { kindOfReason, RETRY_MINUTES, TELL_AGAIN_HOURS } from '#core/jobs/retries.ts';
import type { Statement } from '../database.ts';

const HELD = 'exists (select 1 from lease where name = :lease and holder = :holder)';
const ITS_ROW = `provider_id = :provider and job = :job and ${HELD}`;

/** Of the failure that is being counted; from the whole minute, so that a tick that comes each minute meets it. */
const RETRY_AT = `strftime('%Y-%m-%dT%H:%M:00.000Z', :at, (
  select value from json_each(:minutes) where key <= failures order by key desc limit 1) || ' minutes')`;

/** The count, then the notice where one is due, then that it was written: each only with the one before. */
export function failureStatements(
  providerId: number,
  { job, day, reason, at }: JobFailure,
  lease: Lease,
): Statement[] {
  const row = { provider: providerId, job, lease: lease.name, holder: lease.holder, at };
  const kind = kindOfReason(reason);
  return [
    {
      sql: `update schedule set last_error = :reason, last_finished_at = :at, retry_at = ${RETRY_AT}, failures = failures + 1
        where ${ITS_ROW}`,
      args: { ...row, reason, minutes: JSON.stringify(RETRY_MINUTES) },
    },
    {
      sql: `insert into outbox (provider_id, topic, dedupe_key, body, due_at, created_at)
        select provider_id, :topic, provider_id || ' ' || job || ' ' || :day || ' ' || :at,
          json_object('job', job, 'day', :day, 'reason', :reason, 'failures', failures, 'nextTryAt', retry_at), :at, :at
        from schedule where changes() > 0 and ${ITS_ROW} and (told_at is null or told_reason <> :kind
          or told_at <= strftime('%Y-%m-%dT%H:%M:%fZ', :at, '-${TELL_AGAIN_HOURS} hours'))`,
      args: { ...row, topic: JOB_FAILED_TOPIC, day, reason, kind },
    },
    {
      sql: 'update schedule set told_at = :at, told_reason = :kind where changes() > 0 and provider_id = :provider and job = :job',
      args: { provider: providerId, job, at, kind },
    },
  ];
}

/** Stands before what records the day as done, which forgets what people were told. */
export const recoveryStatement = (
  providerId: number,
  { job, day, at }: Pick<JobFailure, 'job' | 'day' | 'at'>,
  lease: Lease,
): Statement => ({
  sql: `insert into outbox (provider_id, topic, dedupe_key, body, due_at, created_at)
    select provider_id, :topic, provider_id || ' ' || job || ' ' || :day,
      json_object('job', job, 'day', :day, 'failures', failures), :at, :at
    from schedule where ${ITS_ROW} and last_done_on < :day and told_at is not null`,
  args: {
    provider: providerId,
    job,
    lease: lease.name,
    holder: lease.holder,
    at,
    day,
    topic: JOB_RECOVERED_TOPIC,
  },
});
