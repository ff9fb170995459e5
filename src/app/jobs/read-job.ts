import { notFound, ok, type Result } from '#core/result.ts';
import { JOB_NAMES, type JobName } from '../ports/jobs.ts';

export function readJob(name: string): Result<JobName> {
  const job = JOB_NAMES.find((known) => known === name);
  return job === undefined
    ? notFound('job_not_found', `There is no job "${name}": there are ${JOB_NAMES.join(', ')}.`)
    : ok(job);
}
