/** How a subscription looks to its own company: plans by name, where billing stands, the buy side only where it is asked for. */
import { covers } from '#core/billing/suspensions.ts';
import type { DatedFee } from '#core/billing/terms.ts';
import type { Instant, Period, PlainDate } from '#core/calendar.ts';
import type { CatalogueSnapshot } from '#core/catalogue/rows.ts';
import type { Cents } from '#core/money.ts';
import type { ServiceDetails } from '#core/orders/service-details.ts';
import { contractOf, type SubscriptionContract } from '#core/subscriptions/break-contract.ts';
import {
  billedThroughOf,
  currentPeriodOf,
  endOf,
  lastTermOn,
  type Side,
  type Standing,
  type Subscription,
  type SubscriptionService,
  type SubscriptionStanding,
  type SubscriptionTerm,
  type Suspension,
  serviceStandingOn,
  standingOn,
  startOf,
  suspensionOn,
  termInForceOn,
} from '#core/subscriptions/subscription.ts';
import type { NamedPlan, PlanNames } from '../orders/views.ts';
import type { SubscriptionRow } from '../ports/subscriptions.ts';
import type { ExtrasOf, ServiceExtras } from './service-extras.ts';

export interface TermView {
  readonly side: Side;
  readonly position: number;
  readonly packagePlan: NamedPlan;
  readonly start: PlainDate;
  readonly end: PlainDate | null;
  readonly endKnownFrom: PlainDate | null;
  /** It was to take over by a migration that was withdrawn. */
  readonly withdrawn: boolean;
  readonly periodLengthMonths: number;
  readonly accessFeeOverride: Cents | null;
  /** In place of that for periods that begin on some days; the last that fits counts. */
  readonly datedFees: readonly DatedFee[];
  readonly currentPeriod: Period | null;
  readonly billedThrough: PlainDate | null;
  readonly nextDueOn: PlainDate | null;
}

export interface ServiceView extends ServiceExtras {
  readonly id: number;
  readonly side: Side;
  readonly servicePlan: NamedPlan;
  readonly identifier: string | null;
  readonly details: ServiceDetails;
  readonly status: Standing;
  readonly activeFrom: PlainDate | null;
  readonly activeUntil: PlainDate | null;
}

export interface SubscriptionView {
  readonly id: number;
  readonly version: number;
  readonly status: SubscriptionStanding;
  readonly account: { readonly id: number; readonly reference: string; readonly name: string };
  readonly order: string | null;
  /** In force today. */
  readonly packagePlan: NamedPlan;
  readonly createdAt: Instant;
  readonly start: PlainDate;
  /** First day without service; null: none is known. */
  readonly end: PlainDate | null;
  readonly currentPeriod: Period | null;
  /** The last day that access fees are billed for. */
  readonly billedThrough: PlainDate | null;
  /** The first day on which a run finds something to do. */
  readonly nextDueOn: PlainDate | null;
  readonly accessFeeOverride: Cents | null;
  readonly suspensions: readonly Suspension[];
  /** The migration that has not taken effect yet; null: none is waiting. */
  readonly migrationAhead: { readonly packagePlan: NamedPlan; readonly on: PlainDate } | null;
  /** CON-1; null: it has none. */
  readonly contract: SubscriptionContract | null;
  readonly terms: readonly TermView[];
  readonly services: readonly ServiceView[];
}

export interface SubscriptionListItem extends Omit<SubscriptionRow, 'packagePlan'> {
  readonly packagePlan: NamedPlan;
}

export const subscriptionListItem = (row: SubscriptionRow, names: PlanNames): SubscriptionListItem => ({
  ...row,
  packagePlan: names.packagePlan(row.packagePlan),
});

export interface Looking {
  readonly today: PlainDate;
  readonly names: PlanNames;
  readonly extrasOf: ExtrasOf;
  readonly catalogue: Pick<CatalogueSnapshot, 'contracts'>;
  /** Whether the buy side is shown too. */
  readonly buySide: boolean;
}

export function subscriptionView(
  subscription: Subscription,
  { today, names, extrasOf, catalogue, buySide }: Looking,
): SubscriptionView {
  const inForce = termInForceOn(subscription, 'sell', today);
  if (inForce === undefined) throw new Error(`subscription ${subscription.id} has no sell term`);
  const shown = (item: { readonly side: Side }) => buySide || item.side === 'sell';
  const sold = subscription.terms.filter(({ side }) => side === 'sell');
  return {
    id: subscription.id,
    version: subscription.version,
    status: standingOn(subscription, today),
    account: {
      id: subscription.account.id,
      reference: subscription.account.reference,
      name: subscription.account.name,
    },
    order: subscription.order?.number ?? null,
    packagePlan: names.packagePlan(inForce.packagePlan),
    createdAt: subscription.createdAt,
    start: startOf(subscription) ?? inForce.term.grid.start,
    end: endOf(subscription),
    currentPeriod: currentPeriodOf(inForce, today),
    billedThrough: sold.map(billedThroughOf).reduce(latest, null),
    nextDueOn: sold.map(({ nextDueOn }) => nextDueOn).reduce(earliest, null),
    accessFeeOverride: inForce.term.accessFeeOverride,
    suspensions: subscription.suspensions,
    migrationAhead: migrationAhead(subscription, today, names),
    contract: contractOf(subscription, catalogue, today),
    terms: subscription.terms.filter(shown).map((term) => termView(term, today, names)),
    services: subscription.services.filter(shown).map((service) => ({
      ...serviceView(service, isPausedOn(subscription, service.side, today), today, names),
      ...extrasOf(service),
    })),
  };
}

function migrationAhead(
  subscription: Subscription,
  today: PlainDate,
  names: PlanNames,
): SubscriptionView['migrationAhead'] {
  const last = lastTermOn(subscription, 'sell');
  if (subscription.status === 'cancelled' || last === undefined) return null;
  const { start } = last.term.grid;
  return last.position > 1 && start > today
    ? { packagePlan: names.packagePlan(last.packagePlan), on: start }
    : null;
}

/** Whether its company, or on the buy side its supplier, has suspended it that day. */
const isPausedOn = (subscription: Subscription, side: Side, day: PlainDate): boolean =>
  side === 'sell'
    ? suspensionOn(subscription, day) !== undefined
    : (termInForceOn(subscription, 'buy', day)?.term.pauses.some((pause) => covers(pause, day)) ?? false);

const latest = (a: PlainDate | null, b: PlainDate | null): PlainDate | null =>
  a === null || (b !== null && b > a) ? b : a;
const earliest = (a: PlainDate | null, b: PlainDate | null): PlainDate | null =>
  a === null || (b !== null && b < a) ? b : a;

const termView = (one: SubscriptionTerm, today: PlainDate, names: PlanNames): TermView => ({
  side: one.side,
  position: one.position,
  packagePlan: names.packagePlan(one.packagePlan),
  start: one.term.grid.start,
  end: one.term.end,
  endKnownFrom: one.endKnownFrom,
  withdrawn: one.withdrawn,
  periodLengthMonths: one.term.grid.lengthMonths,
  accessFeeOverride: one.term.accessFeeOverride,
  datedFees: one.term.datedFees,
  currentPeriod: currentPeriodOf(one, today),
  billedThrough: billedThroughOf(one),
  nextDueOn: one.nextDueOn,
});

const serviceView = (
  one: SubscriptionService,
  isPaused: boolean,
  today: PlainDate,
  names: PlanNames,
): Omit<ServiceView, keyof ServiceExtras> => ({
  id: one.id,
  side: one.side,
  servicePlan: names.servicePlan(one.servicePlan),
  identifier: one.identifier,
  details: one.details,
  status: serviceStandingOn(one, today, isPaused),
  activeFrom: one.activeFrom,
  activeUntil: one.activeUntil,
});
