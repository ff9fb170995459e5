import { addMonths, type PlainDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { conflict, fault, no, ok, type Result } from '#core/result.ts';
import { requirePower, today } from '../actor.ts';
import type { BillingRun, RunMode } from '../ports/billing.ts';
import type { Actor } from '../ports/platform.ts';
import { makeRunBilling } from './run-billing.ts';
import { EMPTY_TALLY, linesOf } from './run-tally.ts';
import type { BillingPorts } from './services.ts';

export interface BillingRunRequest {
  readonly asOf: PlainDate;
  readonly mode: RunMode;
  /** The hash of the preview that the commit was approved from (BILL-11). */
  readonly previewHash: string | null;
  /** Seconds that the caller waits for the end; the run goes on in any case. */
  readonly waitSeconds: number;
}

/** Months ahead of today that an as-of date may lie: a year's fees and a month to look at them. */
export const MONTHS_AHEAD = 13;

type StartPorts = Pick<
  BillingPorts,
  'runs' | 'chunks' | 'catalogue' | 'clock' | 'secrets' | 'background' | 'log' | 'chunkSize'
>;

/**
 * Starts a billing run, or joins the commit of the same day that is under way, and answers it as it stands when it has ended
 * or the wait is over. A day that is billed already gives a run without lines (BILL-10).
 */
export const makeStartBillingRun = (ports: StartPorts) => {
  const { runs, clock, background } = ports;
  const runBilling = makeRunBilling(ports);

  return async (actor: Actor, request: BillingRunRequest): Promise<Result<BillingRun>> => {
    const allowed = requirePower(actor, 'billing');
    if (!allowed.ok) return allowed;
    const sound = checkRequest(request, today(clock, actor));
    if (!sound.ok) return sound;
    const run = await findOrBegin(ports, actor, request);
    const work = runBilling(actor, run);
    background.keep(work);
    await background.waitFor(work, request.waitSeconds * 1000);
    return ok((await runs.find(actor.providerId, run.id)) ?? run);
  };
};

/**
 * Bills a day to its end, for the schedule: a day that was interrupted is gone on with. A fault where it did not get to the
 * end, because it failed or the signal was raised.
 */
export const makeBillDay = (ports: StartPorts) => {
  const runBilling = makeRunBilling(ports);

  return async (
    actor: Actor,
    day: PlainDate,
    signal?: AbortSignal,
  ): Promise<Result<Readonly<Record<string, unknown>>>> => {
    const allowed = requirePower(actor, 'billing');
    if (!allowed.ok) return allowed;
    const run = await findOrBegin(ports, actor, { asOf: day, mode: 'commit', previewHash: null });
    await runBilling(actor, run, signal);
    const now = (await ports.runs.find(actor.providerId, run.id)) ?? run;
    const id = formatId('run', now.id);
    if (now.status !== 'done')
      return conflict(
        'billing_not_done',
        `Billing of ${day} did not get to its end: ${id} is ${now.status}.`,
      );
    return ok({ run: id, lines: linesOf(now.tally), parked: now.parked.length });
  };
};

/** A commit that was approved from another preview is its own run, which will find nothing as it was. */
async function findOrBegin(
  { runs, catalogue, clock }: StartPorts,
  actor: Actor,
  { asOf, mode, previewHash }: Pick<BillingRunRequest, 'asOf' | 'mode' | 'previewHash'>,
): Promise<BillingRun> {
  const underWay = mode === 'commit' ? await runs.findUnfinished(actor.providerId, asOf) : null;
  if (underWay !== null && (previewHash === null || underWay.previewHash === previewHash)) return underWay;
  return runs.create(actor.providerId, {
    asOf,
    mode,
    previewHash,
    catalogueVersion: await catalogue.currentVersion(actor.providerId),
    tally: EMPTY_TALLY,
    startedBy: actor.actorName,
    createdAt: clock.now(),
  });
}

function checkRequest({ asOf, mode, previewHash }: BillingRunRequest, now: PlainDate): Result<null> {
  const last = addMonths(now, MONTHS_AHEAD);
  const faults = [
    ...(asOf > last
      ? [
          fault(
            'as_of_too_far_ahead',
            `${asOf} is more than ${MONTHS_AHEAD} months ahead: bill up to ${last} at the latest.`,
            'asOf',
          ),
        ]
      : []),
    ...(mode === 'preview' && previewHash !== null
      ? [
          fault(
            'preview_hash_not_expected',
            'Only a commit names the preview it was approved from.',
            'previewHash',
          ),
        ]
      : []),
  ];
  return faults.length > 0 ? no(...faults) : ok(null);
}
