/**
 * Bolt-ons of a service: added and ended by date, recurring or once (CAT-8, decision 87). They follow the settings of the package in
 * force (BILL-4). A bolt-on that comes back after it has ended is the same one with another stretch of days.
 */
import {
  addBoltOnDays,
  type BoltOnDays,
  checkBoltOnDays,
  endBoltOnDays,
  withBoltOnChange,
} from '../billing/bolt-on-days.ts';
import type { BoltOnInForce, ChangedBoltOn } from '../billing/terms.ts';
import { later, type PlainDate } from '../calendar.ts';
import type { BoltOn, CatalogueSnapshot, Identified } from '../catalogue/rows.ts';
import { type Fault, fault, no, notFound, ok, type Result } from '../result.ts';
import { tooFarAhead } from './cancel-subscription.ts';
import { dueBy } from './end-terms.ts';
import type { HasPrice } from './move-side.ts';
import {
  changeOf,
  type Subscription,
  type SubscriptionChange,
  type SubscriptionService,
  type SubscriptionTerm,
  serviceStandingOn,
  termsOn,
} from './subscription.ts';

export interface BoltOnContext {
  readonly today: PlainDate;
  readonly catalogue: CatalogueSnapshot;
  readonly hasPrice: HasPrice;
}

export interface NewBoltOn extends BoltOnDays {
  readonly serviceId: number;
  /** Its code in the catalogue. */
  readonly boltOn: string;
}

export function addBoltOn(
  subscription: Subscription,
  wish: NewBoltOn,
  context: BoltOnContext,
): Result<SubscriptionChange> {
  const found = find(subscription, wish, context);
  if (!found.ok) return found;
  const { service, boltOn } = found.value;
  const item = boltOn.itemId;
  const added = addBoltOnDays(inForceOf(service, item), boltOn.code, wish);
  const faults = [
    ...tooFarAhead(wish.from, context.today).map((one) => ({ ...one, path: 'from' })),
    ...checkBoltOnDays(wish, service),
    ...checkFits(service, { ...wish, boltOn }, context),
    ...(added.ok ? [] : added.faults),
  ];
  if (!added.ok || faults.length > 0) return no(...faults);
  return ok(
    changeBoltOn(subscription, service, {
      boltOn: { item, ...added.value },
      today: context.today,
      on: wish.from,
    }),
  );
}

export interface EndedBoltOn {
  readonly serviceId: number;
  readonly boltOn: string;
  /** The first day without it; its first day takes it back whole. */
  readonly on: PlainDate;
}

export function endBoltOn(
  subscription: Subscription,
  wish: EndedBoltOn,
  context: BoltOnContext,
): Result<SubscriptionChange> {
  const found = find(subscription, wish, context);
  if (!found.ok) return found;
  const { service, boltOn } = found.value;
  const item = boltOn.itemId;
  const before = inForceOf(service, item);
  const ended = endBoltOnDays(before, boltOn.code, wish.on);
  const faults = [...tooFarAhead(wish.on, context.today), ...(ended.ok ? [] : ended.faults)];
  if (!ended.ok || faults.length > 0) return no(...faults);
  const { began, ...boltOnNow } = ended.value;
  // It ends on that day already: nothing changes.
  if (JSON.stringify(boltOnNow.stretches) === JSON.stringify(before?.stretches))
    return ok(changeOf(subscription, {}));
  return ok(
    changeBoltOn(subscription, service, {
      boltOn: { item, ...boltOnNow },
      today: context.today,
      on: began,
    }),
  );
}

interface Found {
  readonly service: SubscriptionService;
  readonly boltOn: BoltOn & Identified;
}

function find(
  { services }: Subscription,
  { serviceId, boltOn: code }: Pick<NewBoltOn, 'serviceId' | 'boltOn'>,
  { catalogue }: BoltOnContext,
): Result<Found> {
  const service = services.find(({ id }) => id === serviceId);
  if (service === undefined)
    return notFound('service_not_found', 'The subscription has no such service: look it up in its services.');
  const boltOn = catalogue.boltOns.find((one) => one.code === code);
  return boltOn === undefined
    ? no(fault('bolt_on_not_found', `There is no bolt-on "${code}" in the published catalogue.`, 'boltOn'))
    : ok({ service, boltOn });
}

function checkFits(
  service: SubscriptionService,
  { boltOn, from }: { readonly boltOn: BoltOn & Identified; readonly from: PlainDate },
  { catalogue, hasPrice }: BoltOnContext,
): Fault[] {
  const path = 'boltOn';
  const plan = catalogue.servicePlans.find(({ itemId }) => itemId === service.servicePlan.id);
  const faults: Fault[] = [];
  if (serviceStandingOn(service, from, false) === 'pending')
    faults.push(fault('service_pending', 'The service is not active yet: activate it first.', 'service'));
  if (plan !== undefined && plan.serviceType !== boltOn.serviceType)
    faults.push(
      fault(
        'bolt_on_of_other_type',
        `${boltOn.code} is for ${boltOn.serviceType} services; this one is ${plan.serviceType}.`,
        path,
      ),
    );
  if (!hasPrice(boltOn.itemId, service.servicePlan.id))
    faults.push(
      fault(
        'bolt_on_not_priced',
        `The product rate card of ${service.servicePlan.code} has no price for ${boltOn.product}, the product of ${boltOn.code}: add one and publish it.`,
        path,
      ),
    );
  return faults;
}

const inForceOf = (service: SubscriptionService, item: number): BoltOnInForce | undefined =>
  service.boltOns.find((boltOn) => boltOn.item === item);

/** The service with the bolt-on as it is to be, and its terms told of it: each settles its own part. */
function changeBoltOn(
  subscription: Subscription,
  service: SubscriptionService,
  {
    boltOn,
    today,
    on,
  }: { readonly boltOn: BoltOnInForce; readonly today: PlainDate; readonly on: PlainDate },
): SubscriptionChange {
  const before = inForceOf(service, boltOn.item);
  const boltOns = before
    ? service.boltOns.map((one) => (one === before ? boltOn : one))
    : [...service.boltOns, boltOn];
  const terms = termsOn(subscription, service.side).filter(
    ({ position, withdrawn }) =>
      !withdrawn && position >= service.firstTerm && position <= (service.lastTerm ?? position),
  );
  // What is charged once belongs to one term alone: the one of its day.
  const touched = boltOn.recurring
    ? terms
    : terms.filter((one) => one === (terms.findLast(({ term }) => term.grid.start <= on) ?? terms[0]));
  return changeOf(subscription, {
    services: [{ ...service, boltOns }],
    terms: touched.map((one) =>
      withChange(one, {
        serviceKey: service.id,
        item: boltOn.item,
        knownFrom: later(today, one.term.knownFrom),
        settled: before?.stretches ?? [],
      }),
    ),
  });
}

const withChange = (one: SubscriptionTerm, change: ChangedBoltOn): SubscriptionTerm => ({
  ...dueBy(one, change.knownFrom),
  hasBoltOns: true,
  progress: { ...one.progress, changedBoltOns: withBoltOnChange(one.progress.changedBoltOns, change) },
});
