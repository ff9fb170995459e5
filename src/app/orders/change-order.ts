/**
 * The way of every change to an order: load it whole, decide, write everything in one batch. Who loses a race decides again on
 * what the winner left, and so is told by the rules themselves who did what (PROV-5).
 */

import type { PlainDate } from '#core/calendar.ts';
import { formatId, parseId } from '#core/ids.ts';
import type { ActivationPlan } from '#core/orders/activate-order.ts';
import { type Notice, noticesOf } from '#core/orders/notices.ts';
import { type By, type Company, isChange, type OrderChange, type OrderService } from '#core/orders/order.ts';
import { conflict, forbidden, notFound, ok, type Result } from '#core/result.ts';
import { auditOf, today } from '../actor.ts';
import type { LoadedOrder, OrderKey } from '../ports/orders.ts';
import type { Actor, AuditEntry, Clock, OutboxMessage, Traces } from '../ports/platform.ts';
import type { OrderPorts } from './services.ts';

export const companyOf = (actor: Actor): Company => ({
  id: actor.providerId,
  code: actor.providerCode,
  name: actor.providerName,
});

export const byOf = (actor: Actor, clock: Clock): By => ({
  company: companyOf(actor),
  actorId: actor.actorId,
  name: actor.actorName,
  at: clock.now(),
  timeZone: actor.timeZone,
});

/** An order of the actor's own company, by number or id. */
export function orderKey(actor: Actor, order: string): OrderKey {
  const id = parseId('order', order);
  return id.ok
    ? { providerId: actor.providerId, id: id.value }
    : { providerId: actor.providerId, number: order };
}

export const requestKey = (actor: Actor, requestId: number): OrderKey => ({
  queueId: actor.providerId,
  requestId,
});

export const orderNotFound = () =>
  notFound('order_not_found', 'There is no such order: look the number up in the list of orders.');
export const requestNotFound = () => notFound('request_not_found', 'There is no such request in your queue.');

export interface Decided {
  readonly change: OrderChange;
  readonly subscriptions?: ActivationPlan['subscriptions'];
  readonly joining?: ActivationPlan['joining'];
}

export interface Changing {
  readonly actor: Actor;
  readonly key: OrderKey;
  /** What the audit says of it: `order.halted`. */
  readonly action: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** The order as it was just read, to be decided upon first; it is read anew for whoever loses a race. */
  readonly loaded?: LoadedOrder | undefined;
  readonly decide: (
    loaded: LoadedOrder,
    by: By,
    day: PlainDate,
  ) => Promise<Result<Decided>> | Result<Decided>;
}

/** Racers before one gives up; each round somebody has won. */
const MOST_ROUNDS = 8;

export async function changeOrder(
  { orders, clock }: Pick<OrderPorts, 'orders' | 'clock'>,
  changing: Changing,
): Promise<Result<Decided>> {
  const { actor, key } = changing;
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const loaded = (round === 1 ? changing.loaded : undefined) ?? (await orders.find(key));
    if (loaded === null) return 'requestId' in key ? requestNotFound() : orderNotFound();
    const by = byOf(actor, clock);
    const decided = await changing.decide(loaded, by, today(clock, actor));
    if (!decided.ok || !isChange(decided.value.change)) return decided;
    const { change, subscriptions = [], joining = [] } = decided.value;
    const written = await orders.commit({
      change,
      subscriptions,
      joining,
      via: actor.via,
      traces: tracesOf(actor, clock, changing, change),
    });
    if (written) return decided;
  }
  return conflict(
    'order_changed_meanwhile',
    'Too many people are changing this order at once: look at it again in a moment.',
  );
}

/** What a change of an order leaves behind: audit and notices, for each company that it concerns. */
export const tracesOf = (
  actor: Actor,
  clock: Clock,
  changing: Pick<Changing, 'action' | 'details'>,
  change: OrderChange,
): Traces => ({
  audit: auditsOf(actor, clock, changing, change),
  outbox: noticesOf(change).map((notice) => messageOf(notice, change.by)),
});

export const messageOf = (notice: Notice, { at }: Pick<By, 'at'>): OutboxMessage => ({
  providerId: notice.companyId,
  topic: notice.topic,
  dedupeKey: notice.dedupeKey,
  body: notice.body,
  dueAt: at,
});

/** In the books of whoever acted and, where another company's order or queue is touched, in that one's as well. */
function auditsOf(
  actor: Actor,
  clock: Clock,
  { action, details = {} }: Pick<Changing, 'action' | 'details'>,
  change: OrderChange,
): AuditEntry[] {
  const { seller, number, services } = change.after;
  const touched = services.filter(({ position }) => change.positions.includes(position));
  const entry = (company: Company): AuditEntry => ({
    ...auditOf(actor, clock, {
      action,
      subject: company.id === seller.id ? `order ${number}` : subjectOfRequests(touched, company),
      details: { order: number, services: change.positions, ...details },
    }),
    providerId: company.id,
    actor: company.id === actor.providerId ? actor.actorName : `${actor.actorName} (${actor.providerName})`,
  });
  const isInternal = change.log.every(({ visibility }) => visibility === 'internal');
  const others = isInternal
    ? []
    : [seller, ...touched.flatMap(({ request }) => (request ? [request.queue] : []))].filter(
        ({ id }) => id !== actor.providerId,
      );
  const companies = new Map([companyOf(actor), ...others].map((company) => [company.id, company]));
  return [...companies.values()].map(entry);
}

const subjectOfRequests = (services: readonly OrderService[], company: Company): string =>
  services
    .flatMap(({ request }) => (request?.queue.id === company.id ? [formatId('request', request.id)] : []))
    .join(' ');

/** The service whose request the actor's company works on. */
export const serviceOfRequest = (loaded: LoadedOrder, requestId: number): Result<OrderService> => {
  const service = loaded.order.services.find(({ request }) => request?.id === requestId);
  return service ? ok(service) : requestNotFound();
};

/**
 * The services of an order that the seller works on itself, those in the given status where there are any. An order whose
 * work lies with others is theirs to activate or halt (`request_elsewhere`).
 */
export function ownServices(
  { order }: LoadedOrder,
  status: OrderService['status'],
  positions: readonly number[] | undefined,
): Result<readonly OrderService[]> {
  const chosen = order.services.filter(
    ({ position, request }) => request !== null && (positions === undefined || positions.includes(position)),
  );
  const own = chosen.filter(({ request }) => request?.queue.id === order.seller.id);
  if (own.length > 0 && (positions === undefined || own.length === chosen.length)) {
    const ready = own.filter((service) => service.status === status);
    return ok(ready.length > 0 ? ready : own);
  }
  const elsewhere = [
    ...new Set(
      chosen.flatMap(({ request }) =>
        request && request.queue.id !== order.seller.id ? [request.queue.name] : [],
      ),
    ),
  ];
  return elsewhere.length > 0
    ? forbidden(
        'request_elsewhere',
        `${elsewhere.join(' and ')} does this work, in its own queue: only there can it be activated or halted.`,
      )
    : notFound('no_such_service', 'No service of this order is provisioned by hand at that position.');
}
