/**
 * Carries a billing run out: a preview works every chunk out and writes none; a commit writes each as it goes (BILL-10,
 * BILL-11). It may be killed between any two chunks: terms remember what is billed, the run remembers where it stood.
 */
import { formatId } from '#core/ids.ts';
import { invariant } from '#core/result.ts';
import { auditOf } from '../actor.ts';
import type { BillingRun, Lease, ParkedAccount } from '../ports/billing.ts';
import type { Actor, AuditEntry, OutboxMessage, Traces } from '../ports/platform.ts';
import { makePlanBook, plansDueOtherwise } from './plan-book.ts';
import { linesOf, totalOf } from './run-tally.ts';
import type { BillingPorts } from './services.ts';
import {
  beginWalk,
  CHUNK_SIZE,
  type RunSetting,
  resumeWalk,
  type Step,
  takeStep,
  type Walk,
} from './walk-terms.ts';

type RunPorts = Pick<
  BillingPorts,
  'runs' | 'chunks' | 'catalogue' | 'clock' | 'secrets' | 'background' | 'log' | 'chunkSize'
>;

/** Milliseconds between two looks at a lease that somebody else holds. */
const LEASE_POLL = 250;
/** How often a chunk is read again because somebody changed one of its terms before it was written. */
const MOST_TRIES = 50;

export const makeRunBilling = (ports: RunPorts) => {
  const { runs, chunks, clock, background, log } = ports;

  /**
   * Ends when the run has ended, or soon after the signal: then it stays as it is between two chunks, for somebody to go on
   * with. A failure is the run's, not the caller's.
   */
  return async function runBilling(actor: Actor, run: BillingRun, signal?: AbortSignal): Promise<void> {
    const began = performance.now();
    try {
      await (run.mode === 'preview' ? preview(actor, run) : commit(actor, run, signal));
      log.info({ run: formatId('run', run.id), ms: Math.round(performance.now() - began) }, 'billing run');
    } catch (error) {
      log.error({ err: error, run: formatId('run', run.id) }, 'billing run failed');
      await recordFailure(actor, run);
    }
  };

  async function preview(actor: Actor, run: BillingRun): Promise<void> {
    await runs.markRunning(actor.providerId, run.id);
    const { setting, begun } = await prepare(actor, run);
    const walk = await walkWithoutWriting(begun, setting);
    await runs.finish(
      actor.providerId,
      run.id,
      { ...endOf(walk), status: 'done', trail: walk.trail, failure: null, finishedAt: clock.now() },
      { audit: [runAudit(actor, run, walk, 'billing.previewed')], outbox: [] },
      null,
    );
  }

  async function commit(actor: Actor, run: BillingRun, signal?: AbortSignal): Promise<void> {
    const lease = { name: `billing ${actor.providerId}`, holder: ports.secrets.token() };
    const mine = await waitForLease(actor, run, lease, signal);
    if (mine === null) return;
    try {
      await commitUnderLease(actor, mine, lease, signal);
    } finally {
      await runs.dropLease(lease);
    }
  }

  /** The run as it stands once the lease is held; null when somebody else has ended it meanwhile. */
  async function waitForLease(
    actor: Actor,
    run: BillingRun,
    lease: Lease,
    signal?: AbortSignal,
  ): Promise<BillingRun | null> {
    while (!(await runs.takeLease(lease))) {
      if (signal?.aborted || hasEnded(await runs.find(actor.providerId, run.id))) return null;
      await background.pause(LEASE_POLL);
    }
    const now = await runs.find(actor.providerId, run.id);
    if (now !== null && !hasEnded(now)) return now;
    await runs.dropLease(lease);
    return null;
  }

  async function commitUnderLease(
    actor: Actor,
    run: BillingRun,
    lease: Lease,
    signal?: AbortSignal,
  ): Promise<void> {
    await runs.closeInterrupted(actor.providerId, run.id, clock.now());
    await runs.markRunning(actor.providerId, run.id);
    const { setting, begun } = await prepare(actor, run);
    let walk = await resumeWalk(begun, run, chunks);
    if (run.previewHash !== null && walk.lastTermId === 0) {
      const now = await walkWithoutWriting(begun, setting);
      if (now.hash !== run.previewHash) return refuseStale(actor, run, now, lease);
    }
    const settle = (step: Step) =>
      chunks.writeChunk(actor.providerId, {
        runId: run.id,
        asOf: run.asOf,
        catalogueVersion: run.catalogueVersion,
        afterTermId: step.before.lastTermId,
        lastTermId: step.after.lastTermId,
        plan: step.plan,
        progress: endOf(step.after),
        parked: step.parked,
        at: clock.now(),
        lease,
        traces: tracesOfParked(actor, run, step.parked),
      });
    for (let inVain = 0; ; ) {
      if (signal?.aborted) return;
      const step = await takeStep(walk, setting, ports, settle);
      walk = step.walk;
      if (step.taken === 'finished') break;
      inVain = step.taken === 'moved' ? inVain + 1 : 0;
      if (inVain > 0 && (await isTakenOver(actor, run, walk))) return;
      invariant(inVain < MOST_TRIES, 'a chunk stands still for long enough to be written');
      await background.pause(0);
    }
    await runs.finish(
      actor.providerId,
      run.id,
      { ...endOf(walk), status: 'done', trail: [], failure: null, finishedAt: clock.now() },
      {
        audit: [runAudit(actor, run, walk, 'billing.run')],
        outbox: [runMessage(actor, run, walk)],
      },
      lease,
    );
  }

  /** Somebody else moved the run on or ended it: the lease ran out while this process was away. */
  async function isTakenOver(actor: Actor, run: BillingRun, walk: Walk): Promise<boolean> {
    const now = await runs.find(actor.providerId, run.id);
    return hasEnded(now) || now?.lastTermId !== walk.lastTermId;
  }

  async function walkWithoutWriting(begun: Walk, setting: RunSetting): Promise<Walk> {
    let walk: Walk = { ...begun, lineCounts: begun.lineCounts.copy() };
    const settle = async ({ plan }: Step) =>
      (await chunks.findClashes(plan)).length > 0 ? ('clash' as const) : ('written' as const);
    for (;;) {
      const step = await takeStep(walk, setting, ports, settle);
      walk = step.walk;
      if (step.taken === 'finished') return walk;
      await background.pause(0);
    }
  }

  async function prepare(actor: Actor, run: BillingRun): Promise<{ setting: RunSetting; begun: Walk }> {
    const setting = await readSetting(ports, actor, run);
    const parked = await runs.parkedAccounts(actor.providerId);
    const begun = await beginWalk(
      setting,
      ports.secrets,
      parked.map((account) => ({ ...account, chunk: -1 })),
    );
    return { setting, begun };
  }

  async function refuseStale(actor: Actor, run: BillingRun, now: Walk, lease: Lease): Promise<void> {
    await runs.finish(
      actor.providerId,
      run.id,
      { ...endOf(now), status: 'stale', trail: now.trail, failure: null, finishedAt: clock.now() },
      { audit: [runAudit(actor, run, now, 'billing.run_refused')], outbox: [] },
      lease,
    );
  }

  async function recordFailure(actor: Actor, run: BillingRun): Promise<void> {
    try {
      const now = await runs.find(actor.providerId, run.id);
      if (now === null || hasEnded(now)) return;
      await runs.finish(
        actor.providerId,
        run.id,
        {
          ...now,
          status: 'failed',
          failure:
            'It failed on the way; the log says why. What it billed stays billed: run the same day again for the rest.',
          finishedAt: clock.now(),
        },
        { audit: [], outbox: [failureMessage(actor, run)] },
        null,
      );
    } catch (error) {
      log.error(
        { err: error, run: formatId('run', run.id) },
        'the failure of a billing run could not be kept',
      );
    }
  }

  function failureMessage(actor: Actor, run: BillingRun): OutboxMessage {
    return {
      providerId: actor.providerId,
      topic: 'billing.run_failed',
      dedupeKey: formatId('run', run.id),
      body: { run: formatId('run', run.id), asOf: run.asOf },
      dueAt: clock.now(),
    };
  }

  function runAudit(actor: Actor, run: BillingRun, walk: Walk, action: string): AuditEntry {
    return auditOf(actor, clock, { action, subject: formatId('run', run.id), details: summary(run, walk) });
  }

  function runMessage(actor: Actor, run: BillingRun, walk: Walk): OutboxMessage {
    return {
      providerId: actor.providerId,
      topic: 'billing.run_done',
      dedupeKey: formatId('run', run.id),
      body: { run: formatId('run', run.id), ...summary(run, walk) },
      dueAt: clock.now(),
    };
  }

  function tracesOfParked(actor: Actor, run: BillingRun, parked: readonly ParkedAccount[]): Traces {
    const body = ({ account, reason }: ParkedAccount) => ({ account, reason, run: formatId('run', run.id) });
    return {
      audit: parked.map((account) =>
        auditOf(actor, clock, { action: 'account.parked', subject: account.account, details: body(account) }),
      ),
      outbox: parked.map((account) => ({
        providerId: actor.providerId,
        topic: 'billing.account_parked',
        dedupeKey: `${formatId('run', run.id)} ${account.account}`,
        body: body(account),
        dueAt: clock.now(),
      })),
    };
  }
};

/** What a run works with: settings, plans, and which of them changed since the day that was billed furthest. */
export async function readSetting(
  { runs, catalogue, chunkSize }: Pick<RunPorts, 'runs' | 'catalogue' | 'chunkSize'>,
  { providerId }: Pick<Actor, 'providerId'>,
  { asOf, catalogueVersion }: Pick<BillingRun, 'asOf' | 'catalogueVersion'>,
): Promise<RunSetting> {
  const { rules, bounds, defaultTaxRate } = await runs.settings(providerId);
  const book = makePlanBook(await catalogue.snapshot(providerId, catalogueVersion), defaultTaxRate);
  const lastVersion = await runs.lastBilledVersion(providerId);
  const before =
    lastVersion === null || lastVersion === catalogueVersion
      ? book
      : makePlanBook(await catalogue.snapshot(providerId, lastVersion), defaultTaxRate);
  return {
    providerId,
    asOf,
    book,
    rules,
    bounds,
    changedPlans: plansDueOtherwise(before, book),
    chunkSize: chunkSize ?? CHUNK_SIZE,
  };
}

const hasEnded = (run: BillingRun | null): boolean =>
  run === null || (run.status !== 'queued' && run.status !== 'running');

const endOf = ({ hash, tally, parked }: Walk) => ({ hash, tally, parked });

const summary = ({ asOf }: BillingRun, { tally, parked }: Walk): Record<string, unknown> => ({
  asOf,
  lines: linesOf(tally),
  sell: totalOf(tally, 'sell'),
  buy: totalOf(tally, 'buy'),
  parked: parked.length,
});
