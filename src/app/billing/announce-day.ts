/**
 * A preview before the scheduled run: what the next day would bill is worked out some time ahead and told (BILL-11). Where the
 * provider approves by hand, the day is billed once somebody approves exactly these figures; otherwise it is billed by itself when its
 * time comes, unless somebody holds it.
 */
import { type Instant, instantAfter, type PlainDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { nextRunOf } from '#core/jobs/due-days.ts';
import { conflict, ok, type Result } from '#core/result.ts';
import { auditOf } from '../actor.ts';
import { systemActor } from '../people/system-actor.ts';
import type { BillingRun } from '../ports/billing.ts';
import type { BillingDay, BillingDayChange } from '../ports/billing-days.ts';
import type { TenantSchedules } from '../ports/jobs.ts';
import type { Actor, OutboxMessage, Tenant } from '../ports/platform.ts';
import { makeReadRunReport } from './run-report.ts';
import type { BillingPorts } from './services.ts';
import { makeRunToItsEnd } from './start-billing-run.ts';

const PREVIEWED_TOPIC = 'billing.previewed';
const DAY_CHANGED_TOPIC = 'billing.day_changed';

const MINUTE = 60_000;

/**
 * Announces the next day of a provider where the time for it has come; a day that is announced already stays as it is. A fault
 * where its preview did not get to its end.
 */
export const makeAnnounceDue = (ports: BillingPorts) => {
  const announce = makeAnnounceDay(ports);
  return async (
    { tenant, schedules, previewMinutes }: TenantSchedules,
    now: Instant,
    signal: AbortSignal,
  ): Promise<Result<null>> => {
    const schedule = schedules.find(({ job }) => job === 'billing');
    if (previewMinutes === 0 || !schedule?.enabled) return ok(null);
    const next = nextRunOf({ timeZone: tenant.timeZone, ...schedule });
    if (instantAfter(next.at, -previewMinutes * MINUTE) > now) return ok(null);
    const day = await announce(systemActor(tenant, 'schedule'), next.day, signal);
    return day === null ? notPreviewed(next.day) : ok(null);
  };
};

export const notPreviewed = (asOf: PlainDate) =>
  conflict('billing_not_done', `The preview of ${asOf} did not get to its end; it is made again.`);

/** null where its preview did not get to its end: it is tried again. */
export const makeAnnounceDay = (ports: BillingPorts) => {
  const { days, runs, clock } = ports;
  const previewOf = makePreviewOfDay(ports);

  return async (actor: Actor, asOf: PlainDate, signal?: AbortSignal): Promise<BillingDay | null> => {
    const known = await days.find(actor.providerId, asOf);
    if (known !== null) return known;
    const preview = await previewOf(actor, asOf, signal);
    if (preview === null) return null;
    const { approval } = await runs.settings(actor.providerId);
    return days.announce(
      actor.providerId,
      { asOf, status: approval === 'manual' ? 'waiting' : 'announced', runId: preview.id },
      { audit: [], outbox: [previewedMessage(actor, asOf, preview, clock.now())] },
    );
  };
};

/** A preview with its report, which has to be made before the figures move; null where it did not get to its end. */
export const makePreviewOfDay = (ports: BillingPorts) => {
  const runToItsEnd = makeRunToItsEnd(ports);
  const readReport = makeReadRunReport(ports);
  return async (actor: Actor, asOf: PlainDate, signal?: AbortSignal): Promise<BillingRun | null> => {
    const run = await runToItsEnd(actor, { asOf, mode: 'preview', previewHash: null }, signal);
    if (run.status !== 'done') return null;
    await readReport(actor, run.id);
    return run;
  };
};

const previewedMessage = (
  { providerId }: Pick<Tenant, 'providerId'>,
  asOf: PlainDate,
  { id }: Pick<BillingRun, 'id'>,
  at: Instant,
): OutboxMessage => ({
  providerId,
  topic: PREVIEWED_TOPIC,
  dedupeKey: formatId('run', id),
  body: { asOf, run: formatId('run', id) },
  dueAt: at,
});

/** A change of a day with its traces: one sentence that says what happened, for logs and threads. */
export function dayChange(
  actor: Actor,
  { clock }: Pick<BillingPorts, 'clock'>,
  day: BillingDay,
  change: BillingDayChange,
  {
    action,
    text,
    isLoud = false,
    isSaidOnce = false,
    report,
  }: {
    readonly action: string;
    readonly text: string;
    /** People are called, rather than find it when they look. */
    readonly isLoud?: boolean;
    /** The same words about the same day are no news: a run that is tried again begins again. */
    readonly isSaidOnce?: boolean;
    /** The run whose lines are to be sent along as a file. */
    readonly report?: number;
  },
) {
  const runId = change.runId ?? day.runId;
  const body = {
    asOf: day.asOf,
    run: formatId('run', runId),
    status: change.status ?? day.status,
    text,
    by: actor.actorName,
    ...(isLoud ? { isLoud } : {}),
    ...(isSaidOnce ? { isSaidOnce } : {}),
    ...(report === undefined ? {} : { report: formatId('run', report) }),
  };
  return {
    audit: [
      auditOf(actor, clock, {
        action,
        subject: formatId('run', runId),
        details: { asOf: day.asOf, ...(change.reason ? { reason: change.reason } : {}), text },
      }),
    ],
    outbox: [
      {
        providerId: actor.providerId,
        topic: DAY_CHANGED_TOPIC,
        dedupeKey: `${day.id} v${day.version + 1}`,
        body,
        dueAt: clock.now(),
      },
    ],
  };
}
