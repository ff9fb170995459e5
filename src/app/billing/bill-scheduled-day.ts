import type { PlainDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { conflict, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import { type BillingRun, isUnderWay } from '../ports/billing.ts';
import type { BillingDay, BillingDayChange } from '../ports/billing-days.ts';
import type { Actor } from '../ports/platform.ts';
import { dayChange, makeAnnounceDay, makePreviewOfDay, notPreviewed } from './announce-day.ts';
import { ofDay, standing, sumText } from './day-rules.ts';
import { linesOf } from './run-tally.ts';
import type { BillingPorts } from './services.ts';
import { makeRunToItsEnd } from './start-billing-run.ts';

/** The job's refusal that is none of failure: the day waits for people, and those after it wait with it. */
export const AWAITS_APPROVAL = 'billing_awaits_approval';
/** Another one: the run of the day is under way still, in other hands or let go of, and gets to its end by itself. */
export const GOES_ON = 'billing_goes_on';

/**
 * Bills a day to its end, for the schedule: a run that was cut off is gone on with, or what it left is billed by a new one. A day that waits for approval, or is
 * held, is not billed; one that is approved is billed from its preview, and where the figures have moved since it waits again, on the
 * new ones (BILL-11). A fault where it did not get to the end.
 */
export const makeBillScheduledDay = (ports: BillingPorts) => {
  const { days, runs } = ports;
  const runToItsEnd = makeRunToItsEnd(ports);
  const announce = makeAnnounceDay(ports);
  const previewOf = makePreviewOfDay(ports);

  return async (
    actor: Actor,
    asOf: PlainDate,
    signal?: AbortSignal,
  ): Promise<Result<Readonly<Record<string, unknown>>>> => {
    const allowed = requirePower(actor, 'billing');
    if (!allowed.ok) return allowed;
    const { approval } = await runs.settings(actor.providerId);
    const known = await days.find(actor.providerId, asOf);
    if (approval === 'automatic' && (known === null || known.status === 'announced')) {
      if (known !== null && !(await begins(actor, known))) return changedMeanwhile(asOf);
      const run = await runToItsEnd(actor, { asOf, mode: 'commit', previewHash: null }, signal);
      return run.status === 'done' ? done(actor, known, run) : notDone(asOf, run);
    }
    const day = known ?? (await announce(actor, asOf, signal));
    if (day === null) return notPreviewed(asOf);
    if (day.status === 'billed') return ok({ run: formatId('run', day.runId) });
    if (day.status !== 'approved') return conflict(AWAITS_APPROVAL, `${ofDay(asOf)} ${standing(day)}`);
    return billApproved(actor, day, signal);
  };

  async function billApproved(
    actor: Actor,
    day: BillingDay,
    signal?: AbortSignal,
  ): Promise<Result<Readonly<Record<string, unknown>>>> {
    const { asOf } = day;
    if (!(await begins(actor, day))) return changedMeanwhile(asOf);
    const preview = await runs.find(actor.providerId, day.runId);
    const run = await runToItsEnd(actor, { asOf, mode: 'commit', previewHash: preview?.hash ?? '' }, signal);
    if (run.status === 'done') return done(actor, day, run);
    if (signal?.aborted || isUnderWay(run)) return notDone(asOf, run);
    // What was approved was billed before, by hand or by a run that was killed right after it: nothing is left to decide.
    if (run.status === 'stale' && linesOf(run.tally) === 0) return done(actor, day, run);
    const now = run.status === 'stale' ? run : await previewOf(actor, asOf, signal);
    const why =
      run.status === 'stale'
        ? `The figures had moved since they were approved: nothing was billed, and ${formatId('run', run.id)} shows the new ones.`
        : `${formatId('run', run.id)} failed. ${run.failure ?? ''}`.trimEnd();
    await change(
      actor,
      day,
      { status: 'waiting', runId: now?.id ?? day.runId, decidedBy: null, reason: why },
      {
        action: run.status === 'stale' ? 'billing.approval_stale' : 'billing.approval_failed',
        text: `${why}${now === null ? '' : ` Now ${sumText(now)}.`}`,
        // A failure calls people by itself (`billing.run_failed`).
        isLoud: run.status === 'stale',
      },
    );
    return conflict(AWAITS_APPROVAL, `${ofDay(asOf)} waits for approval. ${why}`);
  }

  /** false where somebody decided something since the day was read: it is looked at anew with the next tick. */
  async function begins(actor: Actor, day: BillingDay): Promise<boolean> {
    const by = day.decidedBy === null ? '' : `, as ${day.decidedBy.name} approved it`;
    const begun = await days.change(
      actor.providerId,
      day,
      {},
      dayChange(
        actor,
        ports,
        day,
        {},
        {
          action: 'billing.day_begun',
          text: `${ofDay(day.asOf)} has begun${by}.`,
          isSaidOnce: true,
        },
      ),
    );
    return begun !== null;
  }

  async function done(
    actor: Actor,
    day: BillingDay | null,
    run: BillingRun,
  ): Promise<Result<Readonly<Record<string, unknown>>>> {
    if (day !== null)
      await change(
        actor,
        day,
        { status: 'billed', runId: run.id, reason: null },
        {
          action: 'billing.day_billed',
          text: `${ofDay(day.asOf)} is done, by ${formatId('run', run.id)}: ${sumText(run)}.`,
          report: run.id,
        },
      );
    return ok({ run: formatId('run', run.id), lines: linesOf(run.tally), parked: run.parked.length });
  }

  /** Whoever decided something meanwhile stands; the next tick goes on from there. */
  async function change(
    actor: Actor,
    day: BillingDay,
    to: BillingDayChange,
    words: Parameters<typeof dayChange>[4],
  ): Promise<void> {
    const now = (await days.find(actor.providerId, day.asOf)) ?? day;
    await days.change(actor.providerId, now, to, dayChange(actor, ports, now, to, words));
  }
};

const changedMeanwhile = (asOf: PlainDate) =>
  conflict(AWAITS_APPROVAL, `${ofDay(asOf)} was decided anew just now: it is looked at again.`);

const notDone = (asOf: PlainDate, run: BillingRun) =>
  conflict(
    isUnderWay(run) ? GOES_ON : 'billing_not_done',
    `Billing of ${asOf} did not get to its end: ${formatId('run', run.id)} ${isUnderWay(run) ? 'was stopped, and is gone on with where it stands.' : `is ${run.status}. ${run.failure ?? ''}`}`.trimEnd(),
  );
