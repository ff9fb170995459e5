/** Who works on a request. A note on the door, not a lock: whoever may provision may still act (PROV-5 settles races). */
import { conflict, ok, type Result } from '../result.ts';
import { wrongStatus } from './change-order.ts';
import type { Assignee, By, Order, OrderChange, OrderService } from './order.ts';

/** Takes a request on. One that somebody else holds is refused (`request_claimed`) unless it is taken over on purpose. */
export function claimRequest(
  order: Order,
  by: By,
  service: OrderService,
  { takeOver }: { readonly takeOver: boolean },
): Result<OrderChange> {
  const held = service.request?.assignee ?? null;
  if (held !== null && held.id !== by.actorId && !takeOver)
    return conflict(
      'request_claimed',
      `${held.name} works on it already: agree with them, then take it over.`,
    );
  if (held?.id === by.actorId)
    return ok({ before: order, after: order, by, event: 'claimed', positions: [], log: [] });
  return assign(order, by, service, { id: by.actorId, name: by.name });
}

/** Puts a request back for anybody to take. */
export const releaseRequest = (order: Order, by: By, service: OrderService): Result<OrderChange> =>
  service.request?.assignee
    ? assign(order, by, service, null)
    : ok({ before: order, after: order, by, event: 'released', positions: [], log: [] });

/** Internal to the queue's company: the order itself is as it was, and so is its version. */
function assign(order: Order, by: By, service: OrderService, assignee: Assignee | null): Result<OrderChange> {
  const { request } = service;
  if (request === null || (service.status !== 'pending' && service.status !== 'halted'))
    return wrongStatus('order_not_open', request ?? order, by, 'There is no work left to do on it.');
  const event = assignee === null ? 'released' : 'claimed';
  const lastChange = {
    event,
    actor: by.name,
    company: by.company,
    at: by.at,
    visibility: 'internal',
  } as const;
  const after = { ...service, request: { ...request, assignee, version: request.version + 1, lastChange } };
  return ok({
    before: order,
    after: {
      ...order,
      services: order.services.map((other) => (other.position === service.position ? after : other)),
    },
    by,
    event,
    positions: [service.position],
    log: [
      {
        requestId: request.id,
        requestVersion: request.version + 1,
        orderVersion: null,
        event,
        text: assignee === null ? 'Put back into the queue' : `Assigned to ${assignee.name}`,
        changes: { assignee: { from: request.assignee?.name ?? null, to: assignee?.name ?? null } },
        visibility: 'internal',
      },
    ],
  });
}
