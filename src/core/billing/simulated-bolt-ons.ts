/** The bolt-ons of a simulated subscription: what services have of them, and what a book has to settle when one comes or goes (decision 96). */
import { later, type PlainDate } from '../calendar.ts';
import { type Fault, fault } from '../result.ts';
import { boltOnKey, type EnteredEvent, type KnownLife } from './simulated-life.ts';
import type { SimulatedBoltOn } from './simulation.ts';
import type { ChainedTerm, KnownTerm } from './term-chain.ts';
import { type BillingService, type ChangedBoltOn, inForceOn, type ServiceExtra } from './terms.ts';

const isBoltOn = ({ kind }: ServiceExtra): boolean => kind === 'bolt_on_fee';

/** Services with the days of their bolt-ons, as far as these are known. */
export function withKnownBoltOns(
  services: readonly BillingService[],
  { boltOns }: Pick<KnownLife, 'boltOns'>,
): readonly BillingService[] {
  if (boltOns.size === 0) return services;
  return services.map((service) => {
    const { extras } = service;
    if (extras === undefined || !isFirstOfItsCode(services, service)) return service;
    return {
      ...service,
      extras: extras.map((extra) => {
        const known = boltOns.get(boltOnKey({ service: service.code, boltOn: extra.code }));
        return known === undefined || !isBoltOn(extra) ? extra : { ...extra, ...known };
      }),
    };
  });
}

const isFirstOfItsCode = (services: readonly BillingService[], service: BillingService): boolean =>
  services.find(({ code }) => code === service.code) === service;

interface BoltOnOfService {
  readonly service: BillingService;
  readonly extra: ServiceExtra;
}

const findBoltOn = (
  { services }: Pick<ChainedTerm, 'services'>,
  { service: code, boltOn }: Pick<SimulatedBoltOn, 'service' | 'boltOn'>,
): BoltOnOfService | undefined => {
  const service = services.find((one) => one.code === code);
  const extra = service?.extras?.find((one) => isBoltOn(one) && one.code === boltOn);
  return service && extra && { service, extra };
};

/** Whether the plan in force on its first day has the service, and a price for it there. */
export function checkBoltOn(
  known: readonly KnownTerm[],
  event: SimulatedBoltOn,
  path: string,
): readonly Fault[] {
  const inForce = inForceOn(known, event.from);
  if (inForce === undefined || findBoltOn(inForce.chained, event) !== undefined) return [];
  const { plan, services } = inForce.chained;
  return services.some(({ code }) => code === event.service)
    ? [
        fault(
          'bolt_on_not_priced',
          `${event.service} of ${plan.code} has no bolt-on ${event.boltOn}: list it with its fee in the service's boltOns.`,
          `${path}.boltOn`,
        ),
      ]
    : [fault('service_not_found', `${plan.code} has no service ${event.service}.`, `${path}.service`)];
}

/** What a term has to settle. */
export interface BoltOnToSettle {
  readonly chained: ChainedTerm;
  readonly change: ChangedBoltOn;
}

/** What an event is to the terms that are known before it. */
export function boltOnsToSettle(
  { event }: EnteredEvent,
  known: readonly KnownTerm[],
  /** Before and after the event. */
  { before, after }: { readonly before: KnownLife; readonly after: KnownLife },
): BoltOnToSettle[] {
  if (event.type !== 'add_bolt_on' && event.type !== 'end_bolt_on') return [];
  const key = boltOnKey(event);
  const settled = before.boltOns.get(key)?.stretches ?? [];
  const holding = known.filter(({ chained }) => findBoltOn(chained, event) !== undefined);
  // What is charged once belongs to one term alone: the one of its day.
  const touched = after.boltOns.get(key)?.recurring
    ? holding
    : holding.filter((one) => one === ofItsDay(holding, firstDayOf(event, settled)));
  return touched.flatMap(({ chained }) => {
    const found = findBoltOn(chained, event);
    if (found === undefined) return [];
    const knownFrom = later(event.entered, chained.term.knownFrom);
    const change = { serviceKey: found.service.key, item: found.extra.item, knownFrom, settled };
    return [{ chained, change }];
  });
}

const ofItsDay = (terms: readonly KnownTerm[], day: PlainDate): KnownTerm | undefined =>
  terms.findLast(({ term }) => term.grid.start <= day) ?? terms[0];

/** Of the days that the event adds, or ends. */
const firstDayOf = (
  event: Extract<EnteredEvent['event'], { readonly boltOn: string }>,
  settled: ChangedBoltOn['settled'],
): PlainDate =>
  event.type === 'add_bolt_on'
    ? event.from
    : (settled.findLast(({ from }) => from <= event.on)?.from ?? event.on);
