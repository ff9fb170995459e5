/** What a run leaves behind beside its lines: who did what, and what people and programs are told. */
import { formatId } from '#core/ids.ts';
import { auditOf } from '../actor.ts';
import { SCHEDULE } from '../people/system-actor.ts';
import type { BillingRun, ParkedAccount } from '../ports/billing.ts';
import type { Actor, AuditEntry, Clock, OutboxMessage, Traces } from '../ports/platform.ts';
import { failureMessage } from './end-interrupted-runs.ts';
import { linesOf, totalOf } from './run-tally.ts';
import type { Walk } from './walk-terms.ts';

/** In whose name a run is worked on. */
export type RunActor = Pick<Actor, 'providerId' | 'actorName' | 'via' | 'requestId'>;

interface OfRun {
  readonly by: RunActor;
  readonly run: BillingRun;
}

export const makeRunTraces = (clock: Clock) => ({
  audit: ({ by, run }: OfRun, walk: Walk, action: string): AuditEntry =>
    auditOf(by, clock, { action, subject: formatId('run', run.id), details: summary(run, walk) }),

  done: ({ by, run }: OfRun, walk: Walk): OutboxMessage => ({
    providerId: by.providerId,
    topic: 'billing.run_done',
    dedupeKey: formatId('run', run.id),
    body: { run: formatId('run', run.id), ...summary(run, walk) },
    dueAt: clock.now(),
  }),

  failed: ({ by, run }: OfRun): OutboxMessage =>
    failureMessage({ ...run, providerId: by.providerId }, clock.now(), isRetried(run)),

  ofParked({ by, run }: OfRun, parked: readonly ParkedAccount[]): Traces {
    const body = ({ account, reason }: ParkedAccount) => ({ account, reason, run: formatId('run', run.id) });
    return {
      audit: parked.map((account) =>
        auditOf(by, clock, { action: 'account.parked', subject: account.account, details: body(account) }),
      ),
      outbox: parked.map((account) => ({
        providerId: by.providerId,
        topic: 'billing.account_parked',
        dedupeKey: `${formatId('run', run.id)} ${account.account}`,
        body: body(account),
        dueAt: clock.now(),
      })),
    };
  },
});

/** What was approved is not tried again by itself: it waits. */
const isRetried = ({ startedBy, previewHash }: BillingRun): boolean =>
  startedBy === SCHEDULE && previewHash === null;

const summary = ({ asOf }: BillingRun, { tally, parked }: Walk): Record<string, unknown> => ({
  asOf,
  lines: linesOf(tally),
  sell: totalOf(tally, 'sell'),
  buy: totalOf(tally, 'buy'),
  parked: parked.length,
});
