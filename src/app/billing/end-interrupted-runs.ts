/**
 * The end of runs that are given up, since nobody went on with them in time: what they billed stands, and a new run of the day
 * bills the rest, with the catalogue then in force.
 */
import type { Instant } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import type { InterruptedRun } from '../ports/billing.ts';
import type { OutboxMessage } from '../ports/platform.ts';
import type { BillingPorts } from './services.ts';

const WORDS = {
  preview: 'It was interrupted: preview the day again.',
  commit: 'It was interrupted. What it billed stands: run the same day again to finish.',
} as const;

/** Ends every run that is given up; those of one provider where it is named. Nothing else is touched. */
export const makeEndInterruptedRuns =
  ({ runs, clock, log }: Pick<BillingPorts, 'runs' | 'clock' | 'log'>) =>
  async (providerId?: number): Promise<void> => {
    const interrupted = await runs.interrupted(providerId);
    if (interrupted.length === 0) return;
    const at = clock.now();
    await runs.endInterrupted(
      interrupted.map((run) => ({
        id: run.id,
        failure: WORDS[run.mode],
        outbox: run.mode === 'commit' ? [failureMessage(run, at)] : [],
      })),
      at,
    );
    log.info({ runs: interrupted.map(({ id }) => formatId('run', id)) }, 'interrupted billing runs ended');
  };

/**
 * A commit that did not get to its end: people are told.
 *
 * @param isRetried the schedule does the day again by itself, and tells people that it failed (`schedule.failed`)
 */
export const failureMessage = (
  { providerId, id, asOf }: Pick<InterruptedRun, 'providerId' | 'id' | 'asOf'>,
  at: Instant,
  isRetried = false,
): OutboxMessage => ({
  providerId,
  topic: 'billing.run_failed',
  dedupeKey: formatId('run', id),
  body: { run: formatId('run', id), asOf, ...(isRetried ? { isRetried } : {}) },
  dueAt: at,
});
