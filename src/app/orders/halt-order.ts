import { checkVersion } from '#core/orders/change-order.ts';
import { haltOrder } from '#core/orders/halt-order.ts';
import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { type OverrideInput, readOverride } from '../workflow/override.ts';
import {
  changeOrder,
  type Decided,
  orderKey,
  ownServices,
  requestKey,
  requestNotFound,
  serviceOfRequest,
} from './change-order.ts';
import { makeShowRequest } from './find-request.ts';
import { makeShowOrder } from './get-order.ts';
import type { OrderPorts } from './services.ts';
import type { OrderView, RequestView } from './views.ts';

export interface HaltInput extends OverrideInput {
  /** PROV-3: 1 to 3000 characters, for the downstream customer. */
  readonly rejectionDetails: string;
  readonly version?: number | undefined;
}
export interface HaltRequest extends HaltInput {
  readonly requestId: number;
}
export interface HaltOrder extends HaltInput {
  /** Number or id. */
  readonly order: string;
  /** Positions of services; left out: all that are pending. */
  readonly services?: readonly number[] | undefined;
}

/** PROV-3: halts a request in the actor's queue; its downstream customer sees the Rejection Details. */
export const makeHaltRequest =
  (ports: OrderPorts) =>
  async (actor: Actor, input: HaltRequest): Promise<Result<RequestView>> => {
    const allowed = requirePower(actor, 'provision.halt');
    if (!allowed.ok) return allowed;
    const leave = readOverride(actor, input);
    if (!leave.ok) return leave;
    const done = await changeOrder(ports, {
      actor,
      key: requestKey(actor, input.requestId),
      action: 'order.halted',
      decide: (loaded, by) => {
        const service = serviceOfRequest(loaded, input.requestId);
        if (!service.ok) return service;
        if (service.value.request === null) return requestNotFound();
        const current = checkVersion(service.value.request, input.version, by);
        if (!current.ok) return current;
        const { rejectionDetails } = input;
        return decided(
          haltOrder(loaded.order, by, { services: [service.value], rejectionDetails, leave: leave.value }),
        );
      },
    });
    return done.ok ? makeShowRequest(ports)(actor, input.requestId) : done;
  };

/** The same for an order whose work the seller does itself. */
export const makeHaltOrder =
  (ports: OrderPorts) =>
  async (actor: Actor, input: HaltOrder): Promise<Result<OrderView>> => {
    const allowed = requirePower(actor, 'provision.halt');
    if (!allowed.ok) return allowed;
    const leave = readOverride(actor, input);
    if (!leave.ok) return leave;
    const done = await changeOrder(ports, {
      actor,
      key: orderKey(actor, input.order),
      action: 'order.halted',
      decide: (loaded, by) => {
        const current = checkVersion(loaded.order, input.version, by);
        if (!current.ok) return current;
        const services = ownServices(loaded, 'pending', input.services);
        if (!services.ok) return services;
        const { rejectionDetails } = input;
        return decided(
          haltOrder(loaded.order, by, { services: services.value, rejectionDetails, leave: leave.value }),
        );
      },
    });
    return done.ok ? makeShowOrder(ports)(actor, input.order) : done;
  };

const decided = (change: ReturnType<typeof haltOrder>): Result<Decided> =>
  change.ok ? ok({ change: change.value }) : change;
