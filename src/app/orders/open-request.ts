import { checkVersion, wrongStatus } from '#core/orders/change-order.ts';
import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { byOf, requestKey, requestNotFound, serviceOfRequest } from './change-order.ts';
import { makeLookAtRequests } from './find-request.ts';
import type { OrderPorts } from './services.ts';
import { type RequestDeed, type RequestView, requestView } from './views.ts';

export interface OpenRequest {
  readonly requestId: number;
  /** The version that its person saw. */
  readonly version: number;
  /** What they are about to do. */
  readonly deed: RequestDeed;
}

/**
 * The request behind a button, before its form is opened: refused, with who did what, once it has moved on from the version
 * that the button showed or allows the deed no longer (PROV-5). Who fills in a form for nothing is told too late.
 */
export const makeOpenRequest = (ports: Pick<OrderPorts, 'orders' | 'queue' | 'catalogue' | 'clock'>) => {
  const look = makeLookAtRequests(ports);
  return async (actor: Actor, { requestId, version, deed }: OpenRequest): Promise<Result<RequestView>> => {
    const allowed = requirePower(actor, deed === 'halt' ? 'provision.halt' : 'provision');
    if (!allowed.ok) return allowed;
    const [loaded, row, viewed] = await Promise.all([
      ports.orders.find(requestKey(actor, requestId)),
      ports.queue.find(actor.providerId, requestId),
      look(actor),
    ]);
    if (loaded === null || row === null) return requestNotFound();
    const service = serviceOfRequest(loaded, requestId);
    if (!service.ok) return service;
    const { request } = service.value;
    if (request === null) return requestNotFound();
    const by = byOf(actor, ports.clock);
    const current = checkVersion(request, version, by);
    if (!current.ok) return current;
    const view = requestView(row, viewed);
    return view.deeds.includes(deed)
      ? ok(view)
      : wrongStatus('order_not_open', request, by, 'What you wanted to do is not possible any more.');
  };
};
