import { checkVersion } from '#core/orders/change-order.ts';
import { haltOrder } from '#core/orders/halt-order.ts';
import type { By, OrderChange } from '#core/orders/order.ts';
import { STATUS_WORDS } from '#core/orders/states.ts';
import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { LoadedOrder } from '../ports/orders.ts';
import type { Actor } from '../ports/platform.ts';
import { type OverrideInput, readOverride } from '../workflow/override.ts';
import {
  byOf,
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
    const done = await changeOrder(ports, {
      actor,
      key: requestKey(actor, input.requestId),
      action: 'order.halted',
      decide: (loaded, by) => decided(haltingOf(actor, loaded, by, input)),
    });
    return done.ok ? makeShowRequest(ports)(actor, input.requestId) : done;
  };

/** What the downstream customer of a halted request will see (PROV-3). */
export interface HaltPreview {
  /** The retailer where a wholesaler halts, the end customer where the seller itself does. */
  readonly shownTo: string;
  readonly statusText: string;
  readonly rejectionDetails: string;
}

/** What halting a request would show to whom, or what stands against it; nothing is written. */
export const makePreviewHalt =
  ({ orders, clock }: Pick<OrderPorts, 'orders' | 'clock'>) =>
  async (actor: Actor, input: HaltRequest): Promise<Result<HaltPreview>> => {
    const allowed = requirePower(actor, 'provision.halt');
    if (!allowed.ok) return allowed;
    const loaded = await orders.find(requestKey(actor, input.requestId));
    if (loaded === null) return requestNotFound();
    const halting = haltingOf(actor, loaded, byOf(actor, clock), input);
    if (!halting.ok) return halting;
    const { seller, account, services } = halting.value.after;
    const request = services.find((service) => service.request?.id === input.requestId)?.request;
    return ok({
      shownTo: seller.id === actor.providerId ? account.name : seller.name,
      statusText: STATUS_WORDS.halted,
      rejectionDetails: request?.rejectionDetails ?? '',
    });
  };

function haltingOf(actor: Actor, loaded: LoadedOrder, by: By, input: HaltRequest): Result<OrderChange> {
  const leave = readOverride(actor, input);
  if (!leave.ok) return leave;
  const service = serviceOfRequest(loaded, input.requestId);
  if (!service.ok) return service;
  if (service.value.request === null) return requestNotFound();
  const current = checkVersion(service.value.request, input.version, by);
  if (!current.ok) return current;
  const { rejectionDetails } = input;
  return haltOrder(loaded.order, by, {
    rejectionDetails,
    services: [service.value],
    leave: leave.value,
  });
}

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
