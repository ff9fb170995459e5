/**
 * Bolt-ons of a service: added and ended by date, recurring or once (CAT-8, decision 87). They follow the settings of the package in
 * force (BILL-4). A bolt-on that comes back after it has ended is the same one with another stretch of days.
 */
import type { BoltOnInForce, ChangedBoltOn, Stretch } from '../billing/terms.ts';
import { later, type PlainDate, spokenDate } from '../calendar.ts';
import type { BoltOn, CatalogueSnapshot, Identified } from '../catalogue/rows.ts';
import { conflict, type Fault, fault, no, notFound, ok, type Result } from '../result.ts';
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

export interface NewBoltOn {
  readonly serviceId: number;
  /** Its code in the catalogue. */
  readonly boltOn: string;
  /** Its first day. */
  readonly from: PlainDate;
  /** Its first day without; null: until it is ended. */
  readonly until: PlainDate | null;
  /** Charged once, on its first day, in place of each period. */
  readonly once: boolean;
}

export function addBoltOn(
  subscription: Subscription,
  wish: NewBoltOn,
  context: BoltOnContext,
): Result<SubscriptionChange> {
  const found = find(subscription, wish, context);
  if (!found.ok) return found;
  const { service, boltOn } = found.value;
  const faults = [...checkDays(service, wish, context), ...checkFits(service, { ...wish, boltOn }, context)];
  if (faults.length > 0) return no(...faults);
  const before = inForceOf(service, boltOn.itemId);
  if (before !== undefined && before.recurring === wish.once && before.stretches.length > 0)
    return conflict(
      'bolt_on_charged_otherwise',
      `${boltOn.code} has been charged ${wish.once ? 'each period' : 'once'} on this service: use a bolt-on of its own for what is charged ${wish.once ? 'once' : 'each period'}.`,
    );
  const stretch: Stretch = { from: wish.from, until: wish.once ? wish.from : wish.until };
  const over = before?.stretches.find((one) => overlaps(one, stretch));
  if (over !== undefined)
    return conflict(
      'bolt_on_there_already',
      `${boltOn.code} is on this service ${sayStretch(over)} already: name other days.`,
    );
  const stretches = [...(before?.stretches ?? []), stretch].sort((a, b) => (a.from < b.from ? -1 : 1));
  return ok(
    changeBoltOn(subscription, service, {
      boltOn: { item: boltOn.itemId, recurring: !wish.once, stretches },
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
  const before = inForceOf(service, boltOn.itemId);
  const stretch = before?.stretches.findLast(({ from }) => from <= wish.on);
  if (before === undefined || stretch === undefined)
    return conflict(
      'bolt_on_not_there',
      `${boltOn.code} is not on this service by ${spokenDate(wish.on)}: name a day from its first one on, which takes it back whole.`,
    );
  if (!before.recurring && wish.on > stretch.from)
    return conflict(
      'bolt_on_charged_once',
      `${boltOn.code} was charged once, on ${spokenDate(stretch.from)}: that day takes it back, any later one changes nothing.`,
    );
  const next = before.stretches.find(({ from }) => from > stretch.from);
  if (next !== undefined && wish.on > next.from)
    return conflict(
      'bolt_on_there_already',
      `${boltOn.code} is on this service ${sayStretch(next)} again: name a day up to that.`,
    );
  const faults = tooFarAhead(wish.on, context.today);
  if (faults.length > 0) return no(...faults);
  const stretches = before.stretches.flatMap((one) =>
    one !== stretch ? [one] : wish.on === one.from ? [] : [{ ...one, until: wish.on }],
  );
  return ok(
    changeBoltOn(subscription, service, {
      boltOn: { ...before, stretches },
      today: context.today,
      on: stretch.from,
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

function checkDays(
  service: SubscriptionService,
  { from, until, once }: NewBoltOn,
  { today }: BoltOnContext,
): Fault[] {
  const faults: Fault[] = tooFarAhead(from, today).map((one) => ({ ...one, path: 'from' }));
  if (service.activeFrom !== null && from < service.activeFrom)
    faults.push(
      fault(
        'bolt_on_before_service',
        `The service is active from ${spokenDate(service.activeFrom)} on: a bolt-on begins on that day at the earliest.`,
        'from',
      ),
    );
  if (service.activeUntil !== null && from >= service.activeUntil)
    faults.push(
      fault(
        'bolt_on_after_service',
        `The service ends: ${spokenDate(service.activeUntil)} is its first day without.`,
        'from',
      ),
    );
  if (until !== null && until <= from)
    faults.push(
      fault(
        'bolt_on_reversed',
        'Its first day without is not after its first day: name a later one, or none.',
        'until',
      ),
    );
  if (until !== null && once)
    faults.push(fault('bolt_on_charged_once', 'What is charged once has no end: leave it out.', 'until'));
  return faults;
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

const overlaps = (one: Stretch, other: Stretch): boolean =>
  one.from === other.from ||
  ((other.until === null || one.from < other.until) && (one.until === null || one.until > other.from));

const sayStretch = ({ from, until }: Stretch): string =>
  until === null || until === from
    ? `from ${spokenDate(from)} on`
    : `from ${spokenDate(from)} until ${spokenDate(until)}`;

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

/** A change that waits for a run already goes on waiting: what was settled before it still is. */
function withChange(one: SubscriptionTerm, change: ChangedBoltOn): SubscriptionTerm {
  const { changedBoltOns } = one.progress;
  const waiting = changedBoltOns.find(
    ({ serviceKey, item }) => serviceKey === change.serviceKey && item === change.item,
  );
  const merged = waiting === undefined ? change : { ...change, settled: waiting.settled };
  return {
    ...dueBy(one, change.knownFrom),
    hasBoltOns: true,
    progress: {
      ...one.progress,
      changedBoltOns: [...changedBoltOns.filter((other) => other !== waiting), merged],
    },
  };
}
