/**
 * Carries a billing run out: a preview works every chunk out and writes none; a commit writes each as it goes (BILL-10,
 * BILL-11). It may be killed anywhere: terms remember what is billed, and another run of the day bills the rest.
 */
import { formatId } from '#core/ids.ts';
import { invariant } from '#core/result.ts';
import { auditOf } from '../actor.ts';
import { type BillingRun, isUnderWay, type ParkedAccount } from '../ports/billing.ts';
import type { Actor, AuditEntry, OutboxMessage, Traces } from '../ports/platform.ts';
import { failureMessage, makeEndInterruptedRuns } from './end-interrupted-runs.ts';
import { makeLineCounts } from './line-counts.ts';
import { makePlanBook, plansDueOtherwise } from './plan-book.ts';
import { linesOf, totalOf } from './run-tally.ts';
import type { BillingPorts } from './services.ts';
import { beginWalk, CHUNK_SIZE, type RunSetting, type Step, takeStep, type Walk } from './walk-terms.ts';

type RunPorts = Pick<
  BillingPorts,
  'runs' | 'chunks' | 'catalogue' | 'clock' | 'secrets' | 'background' | 'log' | 'chunkSize'
>;

/** Milliseconds between two looks at whether the commit before this one has ended. */
const TURN_POLL = 250;
/** Well under the time after which a run without a sign of life is taken for interrupted (20 s). */
const SIGN_OF_LIFE = 5_000;
/** How often a chunk is read again because somebody changed one of its terms before it was written. */
const MOST_TRIES = 50;

/** How a process left a run: at its end, at the signal, or because somebody took it for dead and ended it. */
type Left = 'ended' | 'stopped' | 'taken for dead';

export const makeRunBilling = (ports: RunPorts) => {
  const { runs, chunks, clock, background, log } = ports;
  const endInterrupted = makeEndInterruptedRuns(ports);

  /**
   * Ends when the run has ended; soon after the signal it ends the run between two chunks. A failure is the run's, not the
   * caller's.
   */
  return async function runBilling(actor: Actor, run: BillingRun, signal?: AbortSignal): Promise<void> {
    const began = performance.now();
    const id = formatId('run', run.id);
    try {
      const left = await (run.mode === 'preview' ? preview(actor, run) : commit(actor, run, signal));
      log.info({ run: id, left, ms: Math.round(performance.now() - began) }, 'billing run');
    } catch (error) {
      log.error({ err: error, run: id }, 'billing run failed');
      await recordFailure(actor, run);
    }
  };

  async function preview(actor: Actor, run: BillingRun): Promise<Left> {
    if ((await runs.takeTurn(actor.providerId, run.id)) === 'ended') return 'taken for dead';
    const { setting, begun } = await prepare(actor, run);
    const walk = await walkWithoutWriting(begun, setting, run);
    if (walk === null) return 'taken for dead';
    await runs.finish(
      actor.providerId,
      run.id,
      { ...endOf(walk), status: 'done', trail: walk.trail, failure: null, finishedAt: clock.now() },
      { audit: [runAudit(actor, run, walk, 'billing.previewed')], outbox: [] },
    );
    return 'ended';
  }

  async function commit(actor: Actor, run: BillingRun, signal?: AbortSignal): Promise<Left> {
    for (;;) {
      if (signal?.aborted) return stop(actor, run);
      const turn = await runs.takeTurn(actor.providerId, run.id);
      if (turn === 'ended') return 'taken for dead';
      if (turn === 'taken') break;
      await background.pause(TURN_POLL);
    }
    // Whoever had the turn before may have died.
    await endInterrupted(actor.providerId);
    const { setting, begun } = await prepare(actor, run);
    let walk = begun;
    if (run.previewHash !== null) {
      const now = await walkWithoutWriting(begun, setting, run);
      if (now === null) return 'taken for dead';
      if (now.hash !== run.previewHash) return refuseStale(actor, run, now);
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
        traces: tracesOfParked(actor, run, step.parked),
      });
    for (let inVain = 0; ; ) {
      if (signal?.aborted) return stop(actor, run);
      const step = await takeStep(walk, setting, ports, settle);
      walk = step.walk;
      if (step.taken === 'finished') break;
      inVain = step.taken === 'moved' ? inVain + 1 : 0;
      if (inVain > 0 && !(await runs.showLife(actor.providerId, run.id))) return 'taken for dead';
      invariant(inVain < MOST_TRIES, 'a chunk stands still for long enough to be written');
      await background.pause(0);
    }
    await runs.finish(
      actor.providerId,
      run.id,
      { ...endOf(walk), status: 'done', trail: [], failure: null, finishedAt: clock.now() },
      { audit: [runAudit(actor, run, walk, 'billing.run')], outbox: [runMessage(actor, run, walk)] },
    );
    return 'ended';
  }

  /** null: it was taken for dead meanwhile. */
  async function walkWithoutWriting(begun: Walk, setting: RunSetting, run: BillingRun): Promise<Walk | null> {
    let walk: Walk = { ...begun, lineCounts: begun.lineCounts.copy() };
    let lastSign = performance.now();
    const settle = async ({ plan }: Step) =>
      (await chunks.findClashes(plan)).length > 0 ? ('clash' as const) : ('written' as const);
    for (;;) {
      const step = await takeStep(walk, setting, ports, settle);
      walk = step.walk;
      if (step.taken === 'finished') return walk;
      if (performance.now() - lastSign >= SIGN_OF_LIFE) {
        if (!(await runs.showLife(setting.providerId, run.id))) return null;
        lastSign = performance.now();
      }
      await background.pause(0);
    }
  }

  async function prepare(actor: Actor, run: BillingRun): Promise<{ setting: RunSetting; begun: Walk }> {
    const setting = await readSetting(ports, actor, run);
    const parked = await runs.parkedAccounts(actor.providerId);
    const begun = await beginWalk(setting, ports.secrets, {
      parked: parked.map((account) => ({ ...account, chunk: -1 })),
      before: makeLineCounts(await chunks.countBrokenOff(actor.providerId, run.asOf)),
    });
    return { setting, begun };
  }

  /** The figures are not those that were approved: the run ends as the new preview (BILL-11). */
  async function refuseStale(actor: Actor, run: BillingRun, now: Walk): Promise<Left> {
    await runs.finish(
      actor.providerId,
      run.id,
      { ...endOf(now), status: 'stale', trail: now.trail, failure: null, finishedAt: clock.now() },
      { audit: [runAudit(actor, run, now, 'billing.run_refused')], outbox: [] },
    );
    return 'ended';
  }

  /** Nobody is told: the schedule that was stopped does the day again by itself. */
  async function stop(actor: Actor, run: BillingRun): Promise<Left> {
    await fail(
      actor,
      run,
      'It was stopped. What it billed stands, and the schedule goes on with the day.',
      [],
    );
    return 'stopped';
  }

  async function recordFailure(actor: Actor, run: BillingRun): Promise<void> {
    try {
      await fail(
        actor,
        run,
        'It failed on the way; the log says why. What it billed stays billed: run the same day again for the rest.',
        [failureMessage({ ...run, providerId: actor.providerId }, clock.now(), isRetried(actor, run))],
      );
    } catch (error) {
      log.error(
        { err: error, run: formatId('run', run.id) },
        'the failure of a billing run could not be kept',
      );
    }
  }

  /** Ends the run where it stands; one that has ended stays as it is. */
  async function fail(
    actor: Actor,
    run: BillingRun,
    failure: string,
    outbox: readonly OutboxMessage[],
  ): Promise<void> {
    const now = await runs.find(actor.providerId, run.id);
    if (now === null || !isUnderWay(now)) return;
    await runs.finish(
      actor.providerId,
      run.id,
      { ...now, status: 'failed', failure, finishedAt: clock.now() },
      { audit: [], outbox },
    );
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
  const earlier = (await runs.lastBilledVersions(providerId)).filter(
    (version) => version !== catalogueVersion,
  );
  const earlierBooks = await Promise.all(
    earlier.map(async (version) =>
      makePlanBook(await catalogue.snapshot(providerId, version), defaultTaxRate),
    ),
  );
  return {
    providerId,
    asOf,
    book,
    rules,
    bounds,
    changedPlans: plansDueOtherwise(earlierBooks, book),
    chunkSize: chunkSize ?? CHUNK_SIZE,
  };
}

/** What was approved is not tried again by itself: it waits. */
const isRetried = ({ via }: Actor, { previewHash }: BillingRun): boolean =>
  via === 'schedule' && previewHash === null;

const endOf = ({ hash, tally, parked }: Walk) => ({ hash, tally, parked });

const summary = ({ asOf }: BillingRun, { tally, parked }: Walk): Record<string, unknown> => ({
  asOf,
  lines: linesOf(tally),
  sell: totalOf(tally, 'sell'),
  buy: totalOf(tally, 'buy'),
  parked: parked.length,
});
