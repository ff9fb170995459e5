/**
 * The way of every change to a subscription: load it whole, decide, show what the next run makes of it, and write everything in
 * one batch. A run that moved a term on meanwhile is no reason to say no: it is decided again. Where a person was first, the second
 * is told, whatever the second wanted: it was decided on something else than what is there now (PROV-5).
 */
import { dateIn, minutesIn, type PlainDate, spokenDate } from '#core/calendar.ts';
import type { CatalogueSnapshot } from '#core/catalogue/rows.ts';
import { formatId } from '#core/ids.ts';
import { conflict, ok, type Result } from '#core/result.ts';
import { breakOutLines } from '#core/subscriptions/break-contract.ts';
import {
  changesNothing,
  type Subscription,
  type SubscriptionChange,
} from '#core/subscriptions/subscription.ts';
import { auditOf, requirePower, today } from '../actor.ts';
import { makePlanBook, type PlanBook } from '../billing/plan-book.ts';
import { planNames } from '../orders/views.ts';
import type { Actor, AuditEntry, OutboxMessage } from '../ports/platform.ts';
import type { LoadedSubscription } from '../ports/subscriptions.ts';
import { subscriptionNotFound } from './get-subscription.ts';
import { breakOutLine, type ExpectedLine, type NextRun, nextRun } from './next-run.ts';
import { makeExtrasOf } from './service-extras.ts';
import type { SubscriptionPorts } from './services.ts';
import { type SubscriptionView, subscriptionView } from './views.ts';

/** `preview` shows what a deed would do and writes nothing. */
export const DEED_MODES = ['preview', 'commit'] as const;
export type DeedMode = (typeof DEED_MODES)[number];

/** What every deed takes beside its own. */
export interface DeedInput {
  readonly id: number;
  readonly mode: DeedMode;
  /** The version that the caller saw; refused when the subscription has moved on. */
  readonly version?: number | undefined;
  /** Whether the answer shows the buy side too. */
  readonly buySide?: boolean | undefined;
}

/** What a decision is made from. */
export interface Deciding {
  readonly loaded: LoadedSubscription;
  readonly today: PlainDate;
  readonly catalogue: CatalogueSnapshot;
  readonly book: PlanBook;
}

export interface Decision<Told> {
  /** The company's own change first. */
  readonly changes: readonly [SubscriptionChange, ...SubscriptionChange[]];
  /** What the answer says beside subscription and next run. */
  readonly told: Told;
}

export interface Deed<Told> {
  readonly input: DeedInput;
  /** `subscription.cancelled`: of the audit, and of what is told to the outside. */
  readonly action: string;
  /** What it is to the other company whose subscription changes with it: the supplier's, or the retailer's. */
  readonly mirrored: { readonly upstream: string; readonly downstream: string };
  /** What audit and outbox say of it; what both companies may know, so no plans and no prices. */
  readonly details: (told: Told) => Readonly<Record<string, unknown>>;
  /** What only the own company's audit and outbox say. */
  readonly ownDetails?: (told: Told) => Readonly<Record<string, unknown>>;
  readonly decide: (deciding: Deciding) => Promise<Result<Decision<Told>>> | Result<Decision<Told>>;
}

/** Of a deed that changes no other company's subscription. */
export const OWN_AFFAIR = { upstream: '', downstream: '' } as const;

export interface Changed<Told> {
  readonly mode: DeedMode;
  /** As it is now; in a preview as it still is. */
  readonly subscription: SubscriptionView;
  readonly nextRun: NextRun;
  /** Lines that the deed writes itself: a break-out fee, or its credit (CON-1). */
  readonly breakOut: readonly ExpectedLine[];
  readonly told: Told;
}

/** Rounds before one gives up; in each a run has moved a term on, or the other company has changed its subscription. */
const MOST_ROUNDS = 8;

export async function changeSubscription<Told>(
  ports: SubscriptionPorts,
  actor: Actor,
  deed: Deed<Told>,
): Promise<Result<Changed<Told>>> {
  const { subscriptions, catalogue, clock, runs } = ports;
  const { input } = deed;
  const allowed = requirePower(actor, 'subscriptions');
  if (!allowed.ok) return allowed;
  const day = today(clock, actor);
  const [snapshot, settings] = await Promise.all([
    catalogue.snapshot(actor.providerId),
    runs.settings(actor.providerId),
  ]);
  const book = makePlanBook(snapshot, settings.defaultTaxRate);
  const buySide = input.buySide ?? false;
  const view = (subscription: Subscription) =>
    subscriptionView(subscription, {
      today: day,
      names: planNames(snapshot),
      extrasOf: makeExtrasOf(snapshot, day),
      catalogue: snapshot,
      buySide,
    });

  let seen = input.version;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const loaded = await subscriptions.find(actor.providerId, input.id);
    if (loaded === null) return subscriptionNotFound();
    seen ??= loaded.own.version;
    if (seen !== loaded.own.version) return changedMeanwhile(ports, actor, loaded.own);
    const decided = await deed.decide({ loaded, today: day, catalogue: snapshot, book });
    if (!decided.ok) return decided;
    const { changes, told } = decided.value;
    const expected = await nextRun(ports, changes[0], { today: day, book, rules: settings.rules, buySide });
    const lines = breakOutLines(changes[0]);
    const breakOut = lines.map(breakOutLine);
    const answer = (now: Subscription) =>
      ok({ mode: input.mode, subscription: view(now), nextRun: expected, breakOut, told });
    if (input.mode === 'preview' || changes.every(changesNothing)) return answer(loaded.own);
    const toWrite = lines.map((line) => ({
      ...line,
      generatedOn: day,
      catalogueVersion: snapshot.version,
    }));
    const written = await subscriptions.commit(changes, toWrite, {
      audit: changes.map((change) => auditFor(ports, actor, change, deed, told)),
      outbox: changes.map((change) => messageFor(ports, actor, change, deed, told)),
    });
    if (!written) continue;
    const now = await subscriptions.find(actor.providerId, input.id);
    return answer(now?.own ?? loaded.own);
  }
  return conflict(
    'subscription_busy',
    'Billing and others are at work on this subscription: try again in a moment.',
  );
}

const isOwn = (actor: Actor, { company }: Subscription): boolean => company.id === actor.providerId;

/** What a deed is to each company: a retailer whose supply ends has cancelled nothing itself. */
function actionFor<Told>(
  actor: Actor,
  { before, status }: SubscriptionChange,
  { action, mirrored }: Deed<Told>,
): string {
  if (isOwn(actor, before)) return action;
  if (status === 'cancelled' && before.status !== status) return 'subscription.cancelled';
  return before.order?.sellerId === before.company.id ? mirrored.downstream : mirrored.upstream;
}

function auditFor<Told>(
  { clock }: Pick<SubscriptionPorts, 'clock'>,
  actor: Actor,
  change: SubscriptionChange,
  deed: Deed<Told>,
  told: Told,
): AuditEntry {
  const subscription = change.before;
  const own = isOwn(actor, subscription);
  return {
    ...auditOf(actor, clock, {
      action: actionFor(actor, change, deed),
      subject: formatId('subscription', subscription.id),
      details: { ...deed.details(told), ...(own ? deed.ownDetails?.(told) : {}) },
    }),
    providerId: subscription.company.id,
    actor: own ? actor.actorName : `${actor.actorName} (${actor.providerName})`,
  };
}

/** Each company is told of its own subscription alone. */
function messageFor<Told>(
  { clock }: Pick<SubscriptionPorts, 'clock'>,
  actor: Actor,
  change: SubscriptionChange,
  deed: Deed<Told>,
  told: Told,
): OutboxMessage {
  const subscription = change.before;
  const id = formatId('subscription', subscription.id);
  const version = subscription.version + 1;
  return {
    providerId: subscription.company.id,
    topic: actionFor(actor, change, deed),
    dedupeKey: `${id}:${version}`,
    body: {
      subscription: id,
      version,
      account: subscription.account.reference,
      order: subscription.order?.number ?? null,
      ...deed.details(told),
      ...(isOwn(actor, subscription) ? deed.ownDetails?.(told) : {}),
      by: actor.actorName,
      company: actor.providerName,
      at: clock.now(),
    },
    dueAt: clock.now(),
  };
}

/** PROV-5 for subscriptions: the second of two is told who did what, and when. */
async function changedMeanwhile(
  { audit }: Pick<SubscriptionPorts, 'audit'>,
  actor: Actor,
  { id }: Subscription,
): Promise<Result<never>> {
  const subject = formatId('subscription', id);
  const found = await audit.page(actor.providerId, subject, { limit: 1, cursor: null });
  const last = found.ok ? found.value.items[0] : undefined;
  const minutes = last ? minutesIn(actor.timeZone, last.at) : 0;
  const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const what = last
    ? `${last.actor} changed it on ${spokenDate(dateIn(actor.timeZone, last.at))} at ${time} (${last.action})`
    : 'somebody changed it';
  return conflict(
    'subscription_changed',
    `The subscription is no longer as you saw it: ${what}. Look at it again, then decide.`,
  );
}
