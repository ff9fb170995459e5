import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { makeLookAtRequests } from './find-request.ts';
import type { OrderPorts } from './services.ts';
import { type RequestView, requestView } from './views.ts';

/** The requests of an order in the actor's queue, by the number that its seller calls it; none where there are none. */
export const makeRequestsOfOrder = (ports: Pick<OrderPorts, 'queue' | 'catalogue' | 'clock'>) => {
  const look = makeLookAtRequests(ports);
  return async (actor: Actor, orderNumber: string): Promise<Result<readonly RequestView[]>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const [rows, viewed] = await Promise.all([
      ports.queue.ofOrder(actor.providerId, orderNumber),
      look(actor),
    ]);
    return ok(rows.map((row) => requestView(row, viewed)));
  };
};
