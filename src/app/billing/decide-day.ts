/** What people decide about a day that was announced: approve its preview, hold it, leave accounts out of it (BILL-11). */
import type { PlainDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { readText } from '#core/plain-text.ts';
import { conflict, fault, no, notFound, ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { BillingRun } from '../ports/billing.ts';
import type { BillingDay, BillingDayChange, BillingDayStatus, PersonNamed } from '../ports/billing-days.ts';
import type { RunFigures } from '../ports/billing-report.ts';
import type { Actor } from '../ports/platform.ts';
import { dayChange, makePreviewOfDay } from './announce-day.ts';
import { ofDay, otherEyes, standing, sumText } from './day-rules.ts';
import { runNotFound } from './read-billing-run.ts';
import { makeReadRunReport } from './run-report.ts';
import type { BillingPorts } from './services.ts';

/** A day with the run that it stands on. */
export interface BillingDayView {
  readonly day: BillingDay;
  readonly run: BillingRun;
}

/** Accounts that one deed leaves out at most. */
export const MOST_ACCOUNTS = 200;
const REASON = 500;

type DayPorts = BillingPorts;

/** Days that are announced and not billed, the oldest first. */
export const makeListBillingDays =
  ({ days, runs }: Pick<DayPorts, 'days' | 'runs'>) =>
  async (actor: Actor): Promise<Result<readonly BillingDayView[]>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const open = await days.open(actor.providerId);
    const byId = new Map(
      (
        await runs.findAll(
          actor.providerId,
          open.map(({ runId }) => runId),
        )
      ).map((run) => [run.id, run]),
    );
    return ok(
      open.flatMap((day) => {
        const run = byId.get(day.runId);
        return run === undefined ? [] : [{ day, run }];
      }),
    );
  };

/** The day that a run is or was a preview of, as it stands now; null: its day was never announced. */
export const makeReadBillingDay =
  ({ days, runs }: Pick<DayPorts, 'days' | 'runs'>) =>
  async (actor: Actor, runId: number): Promise<Result<BillingDayView | null>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const run = await runs.find(actor.providerId, runId);
    if (run === null) return runNotFound(runId);
    const day = await days.find(actor.providerId, run.asOf);
    if (day === null) return ok(null);
    const current = day.runId === runId ? run : await runs.find(actor.providerId, day.runId);
    return ok(current === null ? null : { day, run: current });
  };

/** Approves the preview that a day stands on; its run bills exactly that, or nothing where the figures have moved since. */
export const makeApproveBilling = (ports: DayPorts) => {
  const open = makeOpenDay(ports);
  return async (
    actor: Actor,
    runId: number,
    { hash }: { readonly hash?: string | undefined } = {},
  ): Promise<Result<BillingDayView>> => {
    const found = await open(actor, runId, ['announced', 'waiting', 'held']);
    if (!found.ok) return found;
    const { day, run } = found.value;
    if (hash !== undefined && hash !== run.hash) return newerPreview(day);
    const eyes = await otherEyes(ports, actor, day);
    if (!eyes.ok) return eyes;
    return decided(ports, actor, found.value, {
      change: { status: 'approved', decidedBy: personOf(actor), reason: null },
      action: 'billing.approved',
      text: `${ofDay(day.asOf)} approved by ${actor.actorName}: ${sumText(run)}.`,
    });
  };
};

/** Stops a day from being billed until somebody approves it. */
export const makeHoldBilling = (ports: DayPorts) => {
  const open = makeOpenDay(ports);
  return async (actor: Actor, runId: number, reason: string): Promise<Result<BillingDayView>> => {
    const why = readText(reason, {
      path: 'reason',
      what: 'The reason',
      most: REASON,
      code: 'invalid_reason',
    });
    if (!why.ok) return why;
    const found = await open(actor, runId, ['announced', 'waiting', 'approved']);
    if (!found.ok) return found;
    const { day } = found.value;
    return decided(ports, actor, found.value, {
      change: {
        status: 'held',
        decidedBy: personOf(actor),
        changedBy: withPerson(day, actor),
        reason: why.value,
      },
      action: 'billing.held',
      text: `${ofDay(day.asOf)} held by ${actor.actorName}: ${why.value}`,
    });
  };
};

/**
 * Leaves accounts out: each is parked with who held it back and why, until somebody releases it (BILL-14). The day then stands on a
 * new preview without them, and an approval has to be given anew.
 */
export const makeExcludeAccounts = (ports: DayPorts) => {
  const open = makeOpenDay(ports);
  const previewOf = makePreviewOfDay(ports);

  return async (
    actor: Actor,
    runId: number,
    input: { readonly accounts: readonly string[]; readonly reason: string },
  ): Promise<Result<BillingDayView>> => {
    const why = readText(input.reason, {
      path: 'reason',
      what: 'The reason',
      most: REASON,
      code: 'invalid_reason',
    });
    const accounts = [...new Set(input.accounts.map((account) => account.trim()).filter(Boolean))];
    const some =
      accounts.length === 0
        ? no(fault('accounts_required', 'Name the accounts to leave out, by their references.', 'accounts'))
        : accounts.length > MOST_ACCOUNTS
          ? no(
              fault(
                'too_many_accounts',
                `${counted(accounts.length, 'account')} at once are too many: name ${MOST_ACCOUNTS} at most.`,
                'accounts',
              ),
            )
          : ok(accounts);
    const found = await open(actor, runId, ['announced', 'waiting', 'approved', 'held']);
    const unknown = found.ok && some.ok ? await ports.days.unknownAccounts(actor.providerId, some.value) : [];
    if (!why.ok || !some.ok || !found.ok || unknown.length > 0)
      return no(
        ...[found, why, some].flatMap((part) => (part.ok ? [] : part.faults)),
        ...unknown.map((account) =>
          fault('unknown_account', `There is no account "${account}": nothing was changed.`, 'accounts'),
        ),
      );
    const { day } = found.value;
    const reason = `held back by ${actor.actorName}: ${why.value}`;
    await ports.days.holdBack(
      actor.providerId,
      accounts,
      reason,
      auditOf(actor, ports.clock, {
        action: 'account.parked',
        subject: '',
        details: { reason, run: formatId('run', runId), asOf: day.asOf },
      }),
    );
    const preview = await previewOf(actor, day.asOf);
    if (preview === null)
      return conflict(
        'preview_failed',
        'The accounts are held back, but the new preview did not get to its end: approve the day to have it made again.',
      );
    const text = `${counted(accounts.length, 'account')} left out by ${actor.actorName} (${accounts.slice(0, 10).join(', ')}${accounts.length > 10 ? ' …' : ''}): ${why.value} Now ${sumText(preview)}.`;
    return decided(
      ports,
      actor,
      { day, run: preview },
      {
        change: {
          runId: preview.id,
          changedBy: withPerson(day, actor),
          ...(day.status === 'approved' ? { status: 'waiting' as const, decidedBy: null } : {}),
        },
        action: 'billing.accounts_excluded',
        text,
      },
    );
  };
};

/** A day with all that a card of it shows. */
export interface ShownBillingDay extends BillingDayView {
  /** null: its report was not made before the figures moved. */
  readonly figures: RunFigures | null;
}

/** A day as it stands, with the report of the run that it stands on. */
export const makeShowBillingDay = (ports: DayPorts) => {
  const readReport = makeReadRunReport(ports);
  return async (actor: Actor, asOf: PlainDate): Promise<Result<ShownBillingDay>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const day = await ports.days.find(actor.providerId, asOf);
    const run = day && (await ports.runs.find(actor.providerId, day.runId));
    if (!day || !run) return notFound('billing_day_unknown', `${ofDay(asOf)} is not announced.`);
    const report = await readReport(actor, run.id);
    return ok({ day, run, figures: report.ok ? report.value.figures : null });
  };
};

/** The day for a form about it, for whoever may send that. */
export const makeOpenBillingDay = (ports: DayPorts) => {
  const open = makeOpenDay(ports);
  return (actor: Actor, runId: number): Promise<Result<BillingDayView>> =>
    open(actor, runId, ['announced', 'waiting', 'approved', 'held']);
};

/** A day that can still be decided, on the run that the person saw; whoever comes late is told who decided what. */
const makeOpenDay =
  ({ days, runs }: DayPorts) =>
  async (
    actor: Actor,
    runId: number,
    statuses: readonly BillingDayStatus[],
  ): Promise<Result<BillingDayView>> => {
    const allowed = requirePower(actor, 'billing');
    if (!allowed.ok) return allowed;
    const run = await runs.find(actor.providerId, runId);
    if (run === null) return runNotFound(runId);
    const day = await days.find(actor.providerId, run.asOf);
    if (day === null)
      return conflict(
        'billing_day_unknown',
        `${formatId('run', runId)} is no preview of the schedule: run it from its own figures instead.`,
      );
    if (day.status === 'billed') return settled(day);
    if (day.runId !== runId) return newerPreview(day);
    return statuses.includes(day.status) ? ok({ day, run }) : settled(day);
  };

const settled = (day: BillingDay) => conflict('billing_day_settled', `${ofDay(day.asOf)} ${standing(day)}`);

const newerPreview = (day: BillingDay) =>
  conflict(
    'preview_moved',
    `The figures have moved: ${ofDay(day.asOf)} stands on ${formatId('run', day.runId)} now. Look at that and decide anew.`,
  );

async function decided(
  ports: DayPorts,
  actor: Actor,
  { day, run }: BillingDayView,
  {
    change,
    action,
    text,
  }: { readonly change: BillingDayChange; readonly action: string; readonly text: string },
): Promise<Result<BillingDayView>> {
  const changed = await ports.days.change(
    actor.providerId,
    day,
    change,
    dayChange(actor, ports, day, change, { action, text }),
  );
  if (changed !== null) return ok({ day: changed, run });
  const now = await ports.days.find(actor.providerId, day.asOf);
  return now === null || now.runId !== day.runId ? newerPreview(now ?? day) : settled(now);
}

const personOf = ({ actorId, actorName }: Actor): PersonNamed => ({ id: actorId, name: actorName });

const withPerson = ({ changedBy }: BillingDay, actor: Actor): readonly PersonNamed[] =>
  changedBy.some(({ id }) => id === actor.actorId) ? changedBy : [...changedBy, personOf(actor)];
