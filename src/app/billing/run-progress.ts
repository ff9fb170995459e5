/**
 * How far a run of billing is. Whoever follows one looks at its row, which moves on with each chunk; the run itself does nothing
 * for it, but that it says once that it has begun.
 */
import { formatId } from '#core/ids.ts';
import { ok, type Result } from '#core/result.ts';
import type { BillingRun } from '../ports/billing.ts';
import type { TermRange } from '../ports/billing-progress.ts';
import type { Actor } from '../ports/platform.ts';
import { makeReadBillingRun } from './read-billing-run.ts';
import type { BillingPorts } from './services.ts';

/**
 * `waits` for its turn; `checks` whether the figures are still those that were approved; `bills`; or is `over`. Of a preview,
 * which writes nothing on its way, nothing more is known than that it `works`.
 */
export const RUN_STAGES = ['waits', 'works', 'checks', 'bills', 'over'] as const;
export type RunStage = (typeof RUN_STAGES)[number];

export interface RunProgress {
  readonly run: BillingRun;
  readonly stage: RunStage;
  /** How much of the provider's terms it has walked over, from 0 to 1; null where nothing is known of that. */
  readonly share: number | null;
}

/** A run that is given up is ended first, so that nobody waits for it. */
export const makeReadRunProgress = (ports: Pick<BillingPorts, 'runs' | 'clock' | 'log' | 'progress'>) => {
  const readBillingRun = makeReadBillingRun(ports);
  return async (actor: Actor, id: number): Promise<Result<RunProgress>> => {
    const run = await readBillingRun(actor, id);
    return run.ok ? ok(await progressOf(ports, actor, run.value)) : run;
  };
};

async function progressOf(
  { progress }: Pick<BillingPorts, 'progress'>,
  { providerId }: Actor,
  run: BillingRun,
): Promise<RunProgress> {
  const stage = stageOf(run);
  if (stage !== 'bills') return { run, stage, share: null };
  const range = await progress.termRange(providerId);
  return { run, stage, share: range === null ? null : shareOf(run, range) };
}

function stageOf({ status, mode, previewHash, hash }: BillingRun): RunStage {
  if (status === 'queued') return 'waits';
  if (status !== 'running') return 'over';
  if (mode === 'preview') return 'works';
  return previewHash !== null && hash === null ? 'checks' : 'bills';
}

/** By keys, not by counting: terms are walked in the order of their keys, and counting a million takes longer than a chunk. */
export const shareOf = ({ lastTermId }: Pick<BillingRun, 'lastTermId'>, { first, last }: TermRange): number =>
  Math.min(1, Math.max(0, (lastTermId - first + 1) / (last - first + 1)));

/**
 * Says that a commit has begun. Whoever follows it is nudged by that right away; that they cannot be told is no reason not to
 * bill.
 */
export const makeTellBegun =
  ({ progress, background, clock, log }: Pick<BillingPorts, 'progress' | 'background' | 'clock' | 'log'>) =>
  async ({ providerId, via }: Pick<Actor, 'providerId' | 'via'>, run: BillingRun): Promise<void> => {
    const id = formatId('run', run.id);
    const told = progress
      .tellBegun({
        providerId,
        topic: 'billing.run_begun',
        dedupeKey: id,
        body: { run: id, asOf: run.asOf, by: run.startedBy, via },
        dueAt: clock.now(),
      })
      .catch((error: unknown) =>
        log.error({ err: error, run: id }, 'that a billing run has begun was not told'),
      );
    background.keep(told);
    await told;
  };
