import { addMonths, type PlainDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { conflict, fault, no, ok, type Result } from '#core/result.ts';
import { requirePower, today } from '../actor.ts';
import type { BillingRun, RunMode } from '../ports/billing.ts';
import { keptSince } from '../ports/idempotency.ts';
import type { Actor } from '../ports/platform.ts';
import { type CarryPorts, makeCarryRun } from './carry-runs.ts';
import { ofDay, otherEyes, standing } from './day-rules.ts';
import { makeEndInterruptedRuns } from './end-interrupted-runs.ts';
import { makeTellBegun } from './run-progress.ts';
import { EMPTY_TALLY } from './run-tally.ts';
import type { BillingPorts } from './services.ts';

export interface BillingRunRequest {
  readonly asOf: PlainDate;
  readonly mode: RunMode;
  /** The hash of the preview that the commit was approved from (BILL-11). */
  readonly previewHash: string | null;
  /** What tells the request, sent again, from any other (`requestKeyOf`); left out where it has no key. */
  readonly requestKey?: string | undefined;
  /** Seconds that the caller waits for the end; the run goes on in any case. */
  readonly waitSeconds: number;
}

/** Months ahead of today that an as-of date may lie: a year's fees and a month to look at them. */
export const MONTHS_AHEAD = 13;

type StartPorts = CarryPorts & Pick<BillingPorts, 'days' | 'progress'>;

/**
 * Starts a billing run, or joins the commit of the same day and the same preview that is under way, and answers it as it stands
 * when it has ended or the wait is over. A day that is billed already gives a run without lines (BILL-10).
 */
export const makeStartBillingRun = (ports: StartPorts) => {
  const { runs, clock, background, log } = ports;
  const findOrBegin = makeFindOrBegin(ports);
  const carryRun = makeCarryRun(ports);

  return async (actor: Actor, request: BillingRunRequest): Promise<Result<BillingRun>> => {
    const allowed = requirePower(actor, 'billing');
    if (!allowed.ok) return allowed;
    const sound = checkRequest(request, today(clock, actor));
    if (!sound.ok) return sound;
    const open = request.mode === 'commit' ? await checkApproval(ports, actor, request) : ok(null);
    if (!open.ok) return open;
    const deadline = performance.now() + request.waitSeconds * 1000;
    const isOver = () => performance.now() >= deadline;
    const { run, isNew } = await findOrBegin(actor, request);
    const key = { providerId: actor.providerId, id: run.id };
    const work = carryRun(
      key,
      isNew ? { by: actor, mustWork: true, isOver } : { mustWork: false, isOver },
    ).catch((error: unknown) => log.error({ err: error, run: formatId('run', run.id) }, 'a run was left'));
    background.keep(work);
    await background.waitFor(work, Math.max(0, deadline - performance.now()));
    return ok((await runs.find(key.providerId, key.id)) ?? run);
  };
};

/** A run of a day to its end, for the schedule, whoever works on it; when the signal is raised it is let go of at its next chunk. */
export const makeRunToItsEnd = (ports: StartPorts) => {
  const findOrBegin = makeFindOrBegin(ports);
  const carryRun = makeCarryRun(ports);

  return async (
    actor: Actor,
    request: Pick<BillingRunRequest, 'asOf' | 'mode' | 'previewHash'>,
    signal?: AbortSignal,
  ): Promise<BillingRun> => {
    const { run, isNew } = await findOrBegin(actor, request);
    const isOver = () => signal?.aborted ?? false;
    const carrying = { ...(isNew ? { by: actor } : {}), mustWork: false, isOver, signal };
    return (await carryRun({ providerId: actor.providerId, id: run.id }, carrying)) ?? run;
  };
};

type RunAsked = Pick<BillingRunRequest, 'asOf' | 'mode' | 'previewHash' | 'requestKey'>;

/**
 * The run that a request comes to: the one that the same request began before, the commit under way that is alike, or a new
 * one. What is given up is not joined, but ended first.
 */
function makeFindOrBegin(ports: StartPorts) {
  const { runs, catalogue, clock } = ports;
  const endInterrupted = makeEndInterruptedRuns(ports);
  const tellBegun = makeTellBegun(ports);

  return async (
    actor: Actor,
    { asOf, mode, previewHash, requestKey }: RunAsked,
  ): Promise<{ readonly run: BillingRun; readonly isNew: boolean }> => {
    const { providerId } = actor;
    await endInterrupted(providerId);
    const now = clock.now();
    const answer =
      requestKey === undefined ? null : await runs.findAnswer(providerId, requestKey, keptSince(now));
    if (answer !== null) return { run: answer, isNew: false };
    const { rules, bounds, defaultTaxRate } = await runs.settings(providerId);
    const found = await runs.beginOrJoin(providerId, {
      asOf,
      mode,
      previewHash,
      catalogueVersion: await catalogue.currentVersion(providerId),
      tally: EMPTY_TALLY,
      startedBy: actor.actorName,
      createdAt: now,
      requestKey: requestKey ?? null,
      settings: { rules, bounds, defaultTaxRate },
    });
    if (found.isNew && mode === 'commit') await tellBegun(actor, found.run);
    return found;
  };
}

/** What the provider's rules of approval say to a commit that somebody starts by hand (BILL-11). */
async function checkApproval(
  { runs, days }: Pick<StartPorts, 'runs' | 'days'>,
  actor: Actor,
  { asOf, previewHash }: Pick<BillingRunRequest, 'asOf' | 'previewHash'>,
): Promise<Result<null>> {
  const { approval } = await runs.settings(actor.providerId);
  if (approval === 'manual' && previewHash === null)
    return no(
      fault(
        'preview_needed',
        'Billing is approved by hand here: preview the day, and name the hash of what you saw.',
        'previewHash',
      ),
    );
  const day = await days.find(actor.providerId, asOf);
  if (day === null || day.status === 'billed') return ok(null);
  if (day.status === 'held')
    return conflict(
      'billing_day_settled',
      `${ofDay(asOf)} ${standing(day)} Approve it first, or run another day.`,
    );
  return otherEyes({ runs }, actor, day);
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
