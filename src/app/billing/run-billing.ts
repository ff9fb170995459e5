/**
 * Work on a billing run: a preview works every chunk out and writes none; a commit writes each as it goes (BILL-10, BILL-11). It
 * may be killed anywhere: whoever takes the run next goes on from its last chunk, and terms remember what is billed.
 */
import { formatId } from '#core/ids.ts';
import { invariant } from '#core/result.ts';
import type { BillingRun, Claim, RunEnd, RunKey, RunMode } from '../ports/billing.ts';
import type { OutboxMessage, Traces } from '../ports/platform.ts';
import { unavailableIn } from '../ports/unavailable.ts';
import { makeLineCounts } from './line-counts.ts';
import { readSetting } from './run-setting.ts';
import { makeRunTraces, type RunActor } from './run-traces.ts';
import type { BillingPorts } from './services.ts';
import { beginWalk, type RunSetting, type Step, takeSteps, type Walk, type WalkTaken } from './walk-terms.ts';

type RunPorts = Pick<
  BillingPorts,
  | 'runs'
  | 'chunks'
  | 'catalogue'
  | 'clock'
  | 'secrets'
  | 'background'
  | 'log'
  | 'queue'
  | 'stopping'
  | 'chunkSize'
  | 'stretch'
>;

/** Well under the time after which a worker without a sign of life is taken for dead (20 s). */
const SIGN_OF_LIFE = 5_000;
/** How often a chunk is read again because somebody changed one of its terms before it was written. */
const MOST_TRIES = 50;

/** What people do about a run that failed. */
const WHAT_NOW = {
  preview: 'A preview bills nothing: preview the day again.',
  commit: 'What it billed stays billed: run the same day again for the rest.',
} as const satisfies Record<RunMode, string>;

/**
 * How a worker left a run: at its end; with more to do, which the queue has now; because it is to stop; because somebody else has
 * the run by now; or without having had it (`Claim`).
 */
export type Left = 'ended' | 'more' | 'stopped' | Exclude<Claim, 'taken'>;

export const makeWorkOnRun = (ports: RunPorts) => {
  const { runs, chunks, clock, background, log, secrets } = ports;
  const traces = makeRunTraces(clock);
  const isToStop = makeIsToStop(ports);
  const handOn = makeHandOn(ports);
  const stretch = ports.stretch ?? Number.POSITIVE_INFINITY;

  /**
   * Takes the run, if nobody else has it, and works on it for a stretch of chunks. A failure is the run's, not the caller's; where
   * the database is away the run stays as it is, for whoever comes next.
   *
   * @param by in whose name; left out: in that of whoever began it
   */
  return async function workOnRun(
    { providerId, id }: RunKey,
    { by, signal }: { readonly by?: RunActor | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<Left> {
    const worker = secrets.token();
    const claim = await runs.claim(providerId, id, worker);
    if (claim !== 'taken') return claim;
    const began = performance.now();
    const run = await runs.find(providerId, id);
    invariant(run !== null, 'a run that was taken is there');
    const work: Work = {
      by: by ?? { providerId, actorName: run.startedBy, via: 'schedule', requestId: null },
      run,
      worker,
      isToStop: () => isToStop(signal),
    };
    const told = { run: formatId('run', id) };
    try {
      const left = await (run.mode === 'preview' ? preview(work) : commit(work));
      if (left === 'more') {
        await runs.release(providerId, id, worker);
        await handOn([{ providerId, id }]);
      } else if (left === 'stopped') await runs.release(providerId, id, worker);
      log.info({ ...told, left, ms: Math.round(performance.now() - began) }, 'billing run');
      return left;
    } catch (error) {
      log.error({ err: error, ...told }, 'billing run failed');
      if (unavailableIn(error) !== null) return 'stopped';
      await recordFailure(work);
      return 'ended';
    }
  };

  async function preview(work: Work): Promise<Left> {
    const { setting, begun } = await prepare(work, null);
    const { walk, left } = await walkWithoutWriting(begun, setting, work);
    if (left === 'left off') return work.isToStop() ? stopPreview(work) : 'elsewhere';
    await finish(
      work,
      { ...endOf(walk), status: 'done', trail: walk.trail, failure: null },
      { audit: [traces.audit(work, walk, 'billing.previewed')], outbox: [] },
    );
    return 'ended';
  }

  async function commit(work: Work): Promise<Left> {
    const { run } = work;
    const isBegun = run.hash !== null;
    const { setting, begun } = await prepare(work, isBegun ? run : null);
    // Whoever wrote the first chunk had held the figures against those that were approved.
    if (run.previewHash !== null && !isBegun) {
      const now = await walkWithoutWriting(begun, setting, work);
      if (now.left === 'left off') return work.isToStop() ? 'stopped' : 'elsewhere';
      if (now.walk.hash !== run.previewHash) return refuseStale(work, now.walk);
    }
    const { walk, left } = await walkAndWrite(begun, setting, work);
    if (left === 'left off') return work.isToStop() ? 'stopped' : 'elsewhere';
    if (left === 'more') return 'more';
    await finish(
      work,
      { ...endOf(walk), status: 'done', trail: [], failure: null },
      { audit: [traces.audit(work, walk, 'billing.run')], outbox: [traces.done(work, walk)] },
    );
    return 'ended';
  }

  function walkAndWrite(begun: Walk, setting: RunSetting, work: Work): Promise<WalkTaken> {
    const { run, worker } = work;
    return takeSteps(begun, setting, ports, {
      most: stretch,
      settle: (step) =>
        chunks.writeChunk(setting.providerId, {
          runId: run.id,
          worker,
          asOf: run.asOf,
          catalogueVersion: run.catalogueVersion,
          afterTermId: step.before.lastTermId,
          lastTermId: step.after.lastTermId,
          plan: step.plan,
          progress: endOf(step.after),
          parked: step.parked,
          at: clock.now(),
          traces: traces.ofParked(work, step.parked),
        }),
      async goesOn(inVain) {
        invariant(inVain < MOST_TRIES, 'a chunk stands still for long enough to be written');
        if (work.isToStop()) return false;
        await background.pause(0);
        return inVain === 0 || runs.showLife(setting.providerId, run.id, worker);
      },
    });
  }

  /** `left off`: it is to stop, or somebody else has the run by now. */
  function walkWithoutWriting(
    begun: Walk,
    setting: RunSetting,
    { run, worker, isToStop }: Work,
  ): Promise<WalkTaken> {
    let lastSign = performance.now();
    return takeSteps({ ...begun, lineCounts: begun.lineCounts.copy() }, setting, ports, {
      most: Number.POSITIVE_INFINITY,
      settle: async ({ plan }: Step) => ((await chunks.findClashes(plan)).length > 0 ? 'clash' : 'written'),
      async goesOn() {
        if (isToStop()) return false;
        await background.pause(0);
        if (performance.now() - lastSign < SIGN_OF_LIFE) return true;
        lastSign = performance.now();
        return runs.showLife(setting.providerId, run.id, worker);
      },
    });
  }

  /** @param goneOnWith the run as whoever wrote its last chunk left it; null: from its beginning */
  async function prepare(
    { by, run }: Work,
    goneOnWith: BillingRun | null,
  ): Promise<{ readonly setting: RunSetting; readonly begun: Walk }> {
    const { providerId } = by;
    const setting = await readSetting(ports, by, run, run.settings ?? (await runs.settings(providerId)));
    const known = goneOnWith?.parked ?? [];
    const knownIds = new Set(known.map(({ accountId }) => accountId));
    const since = (await runs.parkedAccounts(providerId)).filter(({ accountId }) => !knownIds.has(accountId));
    const begun = await beginWalk(setting, secrets, {
      parked: [...known, ...since.map((account) => ({ ...account, chunk: -1 }))],
      before: makeLineCounts(await chunks.countSoFar(providerId, run)),
    });
    if (goneOnWith === null) return { setting, begun };
    const { lastTermId, hash, tally } = goneOnWith;
    return { setting, begun: { ...begun, lastTermId, hash: hash ?? begun.hash, tally } };
  }

  /** The figures are not those that were approved: the run ends as the new preview (BILL-11). */
  async function refuseStale(work: Work, now: Walk): Promise<Left> {
    await finish(
      work,
      { ...endOf(now), status: 'stale', trail: now.trail, failure: null },
      { audit: [traces.audit(work, now, 'billing.run_refused')], outbox: [] },
    );
    return 'ended';
  }

  /** Nobody goes on with it: it is of the moment, and whoever asked for it is gone. */
  async function stopPreview(work: Work): Promise<Left> {
    await fail(work, 'It was stopped: preview the day again.', []);
    return 'ended';
  }

  async function recordFailure(work: Work): Promise<void> {
    const { run } = work;
    try {
      await fail(
        work,
        `It failed on the way; the log says why. ${WHAT_NOW[run.mode]}`,
        run.mode === 'commit' ? [traces.failed(work)] : [],
      );
    } catch (error) {
      log.error(
        { err: error, run: formatId('run', run.id) },
        'the failure of a billing run could not be kept',
      );
    }
  }

  /** Ends the run where it stands; one that has ended, or that somebody else has by now, stays as it is. */
  async function fail(work: Work, failure: string, outbox: readonly OutboxMessage[]): Promise<void> {
    const now = await runs.find(work.by.providerId, work.run.id);
    if (now === null) return;
    const { trail } = now;
    await finish(work, { ...endOf(now), status: 'failed', trail, failure }, { audit: [], outbox });
  }

  function finish({ by, run, worker }: Work, end: Omit<RunEnd, 'finishedAt'>, traces: Traces): Promise<void> {
    return runs.finish(by.providerId, run.id, worker, { ...end, finishedAt: clock.now() }, traces);
  }
};

/** A run in the hands of a worker. */
interface Work {
  readonly by: RunActor;
  readonly run: BillingRun;
  readonly worker: string;
  readonly isToStop: () => boolean;
}

/** Puts runs on the queue; where that cannot be reached the next tick does, and what else is to be done goes on. */
export const makeHandOn =
  ({ queue, log }: Pick<RunPorts, 'queue' | 'log'>) =>
  (keys: readonly RunKey[]): Promise<void> =>
    queue
      .put(keys)
      .catch((error: unknown) =>
        log.error(
          { err: error, runs: keys.map(({ id }) => formatId('run', id)) },
          'billing runs could not be put on the queue',
        ),
      );

/** Whether this process is to end, or the work that the signal is of. */
export const makeIsToStop =
  ({ stopping }: Pick<RunPorts, 'stopping'>) =>
  (signal: AbortSignal | undefined): boolean =>
    [signal, stopping].some((one) => one?.aborted);

const endOf = <Hash>({
  hash,
  tally,
  parked,
}: { readonly hash: Hash } & Pick<BillingRun, 'tally' | 'parked'>) => ({ hash, tally, parked });
