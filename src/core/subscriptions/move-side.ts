/**
 * BILL-9 on one side of one company's books: the old plan's term ends on the day of the migration and the new plan's begins
 * there. Each side follows the Disable Migrations of its own old plan. A side whose plan and services stay goes on untouched.
 */
import { nextDueDay } from '../billing/bill-term.ts';
import { migrateTerm, migrationDay } from '../billing/start-term.ts';
import { type BillingPlan, type BoltOnInForce, type InvoiceTerms, UNBILLED } from '../billing/terms.ts';
import { later, type PlainDate } from '../calendar.ts';
import type { PlanRef } from '../orders/order.ts';
import { fault, no, ok, type Result } from '../result.ts';
import { endService, endTerm } from './end-terms.ts';
import {
  lastTermOn,
  type NewSubscriptionService,
  type Side,
  type Subscription,
  type SubscriptionChange,
  type SubscriptionService,
  termsOn,
} from './subscription.ts';

/** What a service is to be on this side. */
export type ServiceTarget = Pick<
  SubscriptionService,
  'servicePlan' | 'orderServiceId' | 'identifier' | 'details' | 'activeFrom'
>;

export interface Move {
  /** The day asked for. */
  readonly on: PlainDate;
  readonly today: PlainDate;
  /** See `TermMigration`. */
  readonly migration: number;
  /** null: the side has no plan any more, and ends. */
  readonly plan: PlanRef | null;
  readonly services: readonly ServiceTarget[];
  readonly planOf: (packagePlanId: number) => BillingPlan | undefined;
  /** Whether a service plan's product rate card prices a bolt-on (by its item). */
  readonly hasPrice: HasPrice;
  /** By whose invoice periods an aligned plan is laid. */
  readonly account: {
    readonly invoiceTerms: InvoiceTerms;
    readonly firstSubscriptionStart: PlainDate | null;
  };
}

export type HasPrice = (boltOn: number, servicePlanId: number) => boolean;

export interface SideMoved
  extends Pick<SubscriptionChange, 'terms' | 'newTerms' | 'services' | 'newServices'> {
  /** The day on which it takes effect; null where the side stays as it is. */
  readonly day: PlainDate | null;
}

const UNMOVED: SideMoved = { terms: [], newTerms: [], services: [], newServices: [], day: null };

export function moveSide(subscription: Subscription, side: Side, move: Move): Result<SideMoved> {
  const last = lastTermOn(subscription, side);
  const inForce = subscription.services.filter(
    (service) => service.side === side && service.status !== 'cancelled' && service.lastTerm === null,
  );
  if (last === undefined) return ok(UNMOVED);
  const isSame = move.plan?.id === last.packagePlan.id && namesOf(inForce) === namesOf(move.services);
  if (isSame || (last.term.end !== null && last.term.end <= move.on)) return ok(UNMOVED);

  const oldPlan = move.planOf(last.packagePlan.id);
  const newPlan = move.plan && move.planOf(move.plan.id);
  if (oldPlan === undefined || newPlan === undefined)
    return no(
      fault(
        'plan_not_in_catalogue',
        `The plan ${(oldPlan === undefined ? last.packagePlan : move.plan)?.code ?? ''} is in the catalogue no longer: it has to be published again before the subscription can be migrated.`,
      ),
    );
  const day = later(migrationDay({ plan: oldPlan, grid: last.term.grid }, move.on), last.term.grid.start);
  const ending = { on: day, today: move.today, migration: move.migration };
  const term = endTerm(last, ending);
  const targets = newPlan === null ? [] : [...move.services];
  const kept = inForce.filter((service) => takeOut(targets, service));
  const gone = inForce.filter((service) => !kept.includes(service));
  const created = termsOn(subscription, side)[0]?.term.knownFrom ?? move.today;
  const begun =
    move.plan === null || newPlan === null
      ? null
      : migrateTerm({
          plan: newPlan,
          account: move.account.invoiceTerms,
          start: day,
          entered: move.today,
          created,
          firstSubscriptionStart: move.account.firstSubscriptionStart ?? day,
        });
  const position = (termsOn(subscription, side).at(-1) ?? last).position + 1;
  const newServices = targets.map(
    (target): NewSubscriptionService => ({
      ...target,
      side,
      firstTerm: position,
      // One that was activated for a day still further ahead does not come earlier by the migration.
      activeFrom: later(day, target.activeFrom ?? day),
      knownFrom: null,
      boltOns: boltOnsFrom(
        day,
        gone.find((service) => isSameLine(target, service)),
        (item) => move.hasPrice(item, target.servicePlan.id),
      ),
    }),
  );
  return ok({
    day,
    terms: term === null ? [] : [term],
    newTerms:
      begun === null || move.plan === null || newPlan === null
        ? []
        : [
            {
              side,
              position,
              packagePlan: move.plan,
              // A suspension goes on under the new plan.
              term: { ...begun, pauses: last.term.pauses },
              pausesKnownFrom: last.term.pauses.length === 0 ? null : move.today,
              hasBoltOns: [...kept, ...newServices].some(({ boltOns }) => boltOns.length > 0),
              nextDueOn: nextDueDay({ plan: newPlan, term: begun, progress: UNBILLED }),
            },
          ],
    services: gone.map((service) => ({
      ...(endService(service, day) ?? service),
      lastTerm: last.position,
    })),
    newServices,
  });
}

/** Whether a service goes on as it is: it is one of the targets, which is then provided for. */
function takeOut(targets: ServiceTarget[], service: SubscriptionService): boolean {
  const place = targets.findIndex((target) => isSameService(target, service));
  if (place < 0) return false;
  targets.splice(place, 1);
  return true;
}

const isSameService = (a: ServiceTarget, b: ServiceTarget): boolean =>
  a.servicePlan.id === b.servicePlan.id && isSameLine(a, b);

const isSameLine = (a: ServiceTarget, b: ServiceTarget): boolean =>
  a.orderServiceId === null ? a.identifier === b.identifier : a.orderServiceId === b.orderServiceId;

/** The recurring bolt-ons of a service that go on under another plan: those that the plan has a price for. */
const boltOnsFrom = (
  day: PlainDate,
  service: SubscriptionService | undefined,
  hasPrice: (item: number) => boolean,
): BoltOnInForce[] =>
  (service?.boltOns ?? []).flatMap((boltOn) => {
    const stretches = boltOn.stretches
      .filter(({ until }) => until === null || until > day)
      .map(({ from, until }) => ({ from: later(from, day), until }));
    return boltOn.recurring && stretches.length > 0 && hasPrice(boltOn.item)
      ? [{ ...boltOn, stretches }]
      : [];
  });

const namesOf = (services: readonly ServiceTarget[]): string =>
  services
    .map(({ servicePlan, orderServiceId, identifier }) => `${servicePlan.id} ${orderServiceId ?? identifier}`)
    .sort()
    .join();
