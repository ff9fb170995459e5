import { ok, type Result } from '#core/result.ts';
import { requirePower, today } from '../actor.ts';
import type { LogPage, LogRow } from '../ports/orders.ts';
import type { Actor, Page } from '../ports/platform.ts';
import { requestKey, requestNotFound } from './change-order.ts';
import type { OrderPorts } from './services.ts';
import { planNames, type RequestView, type RequestViewer, requestView } from './views.ts';

/** A request in the queue of the actor's company. */
export const makeFindRequest = (ports: Pick<OrderPorts, 'queue' | 'catalogue' | 'clock'>) => {
  const showRequest = makeShowRequest(ports);
  return async (actor: Actor, requestId: number): Promise<Result<RequestView>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? showRequest(actor, requestId) : allowed;
  };
};

/** The request that a deed has changed, for whoever was allowed the deed: it asks for no power of its own. */
export const makeShowRequest = (ports: Pick<OrderPorts, 'queue' | 'catalogue' | 'clock'>) => {
  const look = makeLookAtRequests(ports);
  return async (actor: Actor, requestId: number): Promise<Result<RequestView>> => {
    const [row, viewed] = await Promise.all([ports.queue.find(actor.providerId, requestId), look(actor)]);
    return row === null ? requestNotFound() : ok(requestView(row, viewed));
  };
};

/** What a company's requests are looked at with, read once however many they are. */
export const makeLookAtRequests =
  ({ queue, catalogue, clock }: Pick<OrderPorts, 'queue' | 'catalogue' | 'clock'>) =>
  async (actor: Actor): Promise<RequestViewer> => {
    const [snapshot, serviceLevel] = await Promise.all([
      catalogue.snapshot(actor.providerId),
      queue.serviceLevel(actor.providerId),
    ]);
    return { names: planNames(snapshot), actor, today: today(clock, actor), serviceLevel };
  };

/** The log of a request as the company that works on it may read it: what concerns its own requests of the order. */
export const makeRequestLog =
  ({ orders, reader }: Pick<OrderPorts, 'orders' | 'reader'>) =>
  async (actor: Actor, requestId: number, page: LogPage): Promise<Result<Page<LogRow>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const loaded = await orders.find(requestKey(actor, requestId));
    return loaded === null
      ? requestNotFound()
      : reader.log({ orderId: loaded.order.id, companyId: actor.providerId, as: 'queue' }, page);
  };
