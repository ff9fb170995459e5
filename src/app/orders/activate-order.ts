import type { PlainDate } from '#core/calendar.ts';
import { type Activation, type ActivationPlan, activateOrder } from '#core/orders/activate-order.ts';
import { honoursFirstPeriodEnd } from '#core/orders/begin-billing.ts';
import { checkVersion } from '#core/orders/change-order.ts';
import type { By, OrderService } from '#core/orders/order.ts';
import { ok, type Result } from '#core/result.ts';
import { requirePower, today } from '../actor.ts';
import type { LoadedOrder } from '../ports/orders.ts';
import type { Actor } from '../ports/platform.ts';
import { type OverrideInput, readOverride } from '../workflow/override.ts';
import { type BillingStart, billingStart, billingText, joiningStart } from './billing-start.ts';
import { booksOf } from './books.ts';
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

export interface ActivationInput extends OverrideInput {
  /** S, the first day with service; left out: today. */
  readonly activationDate?: PlainDate | undefined;
  /** F (PER-2): takes the power, the feature, and a plan that honours it. */
  readonly firstPeriodEnd?: PlainDate | null | undefined;
  /** The version that the caller saw; refused when the request, or the order, has moved on. */
  readonly version?: number | undefined;
}

export interface ActivateRequest extends ActivationInput {
  readonly requestId: number;
}

export interface ActivateOrder extends ActivationInput {
  /** Number or id. */
  readonly order: string;
  /** Positions of services; left out: all that are pending. */
  readonly services?: readonly number[] | undefined;
}

export interface RequestActivated {
  readonly request: RequestView;
  /** What began to be billed in the actor's own books; null where an earlier service had begun it and this one adds nothing. */
  readonly billing: BillingStart | null;
}

/**
 * PROV-2: activates the service of a request in the actor's queue. With the first service of an order the billing of its package
 * begins, at the seller and at the wholesaler, all in one batch (PROV-6); further ones join it with fees of their own.
 */
export const makeActivateRequest =
  (ports: OrderPorts) =>
  async (actor: Actor, input: ActivateRequest): Promise<Result<RequestActivated>> => {
    const allowed = requireActivation(actor, input);
    if (!allowed.ok) return allowed;
    const done = await changeByActivating(ports, actor, input);
    if (!done.ok) return done;
    const request = await makeShowRequest(ports)(actor, input.requestId);
    if (!request.ok) return request;
    return ok({
      request: request.value,
      billing: await startOf(ports, actor, done.value),
    });
  };

/** The change of one activation, decided upon `loaded` first where the order was read just before. */
export const changeByActivating = (
  ports: OrderPorts,
  actor: Actor,
  input: ActivateRequest,
  loaded?: LoadedOrder,
): Promise<Result<Decided>> =>
  changeOrder(ports, {
    actor,
    key: requestKey(actor, input.requestId),
    ...auditing(input),
    loaded,
    decide: (order, by) => {
      const service = requestedService(order, input, by);
      return service.ok
        ? decide(ports, { actor, input, loaded: order, by, services: [service.value] })
        : service;
    },
  });

/** What an activation would begin to bill, in the books of whoever asks. */
export interface ActivationPreview {
  /** null: nothing begins there. */
  readonly billing: BillingStart | null;
  /** Where an earlier service has begun it: since when. */
  readonly billedSince: PlainDate | null;
  /** The same in words. */
  readonly text: string;
  /** PER-2: whether a first period end may be given: plan, feature and power all allow it. */
  readonly takesFirstPeriodEnd: boolean;
}

/** What activating a request would begin to bill, in the actor's own books; nothing is written. */
export const makePreviewActivation =
  (ports: OrderPorts) =>
  async (actor: Actor, input: ActivateRequest): Promise<Result<ActivationPreview>> => {
    const allowed = requireActivation(actor, input);
    if (!allowed.ok) return allowed;
    const loaded = await ports.orders.find(requestKey(actor, input.requestId));
    if (loaded === null) return requestNotFound();
    const previewed = await previewRequest(ports, actor, input, loaded);
    return previewed.ok ? ok(previewed.value.preview) : previewed;
  };

/** The same of an order that is at hand, with all that the activation would do. */
export async function previewRequest(
  ports: OrderPorts,
  actor: Actor,
  input: ActivateRequest,
  loaded: LoadedOrder,
): Promise<Result<{ readonly preview: ActivationPreview; readonly plan: ActivationPlan }>> {
  const by = byOf(actor, ports.clock);
  const service = requestedService(loaded, input, by);
  if (!service.ok) return service;
  const { order } = loaded;
  const activation = await activationOf(ports, actor, input, loaded, [service.value]);
  if (!activation.ok) return activation;
  const plan = activateOrder(order, by, activation.value);
  if (!plan.ok) return plan;
  const billing = await startOf(ports, actor, plan.value);
  const billedSince = order.subscription?.start ?? null;
  return ok({
    plan: plan.value,
    preview: {
      billing,
      billedSince,
      text: billingText(billing, billedSince),
      takesFirstPeriodEnd:
        actor.powers.has('provision.first_period_end') &&
        activation.value.maySetFirstPeriodEnd &&
        order.subscription === null &&
        honoursFirstPeriodEnd(order, activation.value),
    },
  });
}

/** The same for an order whose work the seller does itself: all its pending services, or some of them. */
export const makeActivateOrder =
  (ports: OrderPorts) =>
  async (
    actor: Actor,
    input: ActivateOrder,
  ): Promise<Result<{ readonly order: OrderView; readonly billing: BillingStart | null }>> => {
    const allowed = requireActivation(actor, input);
    if (!allowed.ok) return allowed;
    const done = await changeOrder(ports, {
      actor,
      key: orderKey(actor, input.order),
      ...auditing(input),
      decide: async (loaded, by) => {
        const current = checkVersion(loaded.order, input.version, by);
        if (!current.ok) return current;
        const services = ownServices(loaded, 'pending', input.services);
        if (!services.ok) return services;
        return decide(ports, { actor, input, loaded, by, services: services.value });
      },
    });
    if (!done.ok) return done;
    const order = await makeShowOrder(ports)(actor, input.order);
    if (!order.ok) return order;
    return ok({ order: order.value, billing: await startOf(ports, actor, done.value) });
  };

export const requireActivation = (actor: Actor, { firstPeriodEnd }: ActivationInput): Result<null> => {
  const allowed = requirePower(actor, 'provision');
  return allowed.ok && firstPeriodEnd ? requirePower(actor, 'provision.first_period_end') : allowed;
};

const auditing = ({ activationDate, firstPeriodEnd }: ActivationInput) => ({
  action: 'order.activated',
  details: { activationDate: activationDate ?? null, firstPeriodEnd: firstPeriodEnd ?? null },
});

/** The service of the request, as the caller saw it. */
function requestedService(loaded: LoadedOrder, input: ActivateRequest, by: By): Result<OrderService> {
  const service = serviceOfRequest(loaded, input.requestId);
  if (!service.ok) return service;
  if (service.value.request === null) return requestNotFound();
  const current = checkVersion(service.value.request, input.version, by);
  return current.ok ? service : current;
}

interface Deciding {
  readonly actor: Actor;
  readonly input: ActivationInput;
  readonly loaded: LoadedOrder;
  readonly by: By;
  readonly services: readonly OrderService[];
}

async function decide(
  ports: OrderPorts,
  { actor, input, loaded, by, services }: Deciding,
): Promise<Result<ActivationPlan>> {
  const activation = await activationOf(ports, actor, input, loaded, services);
  return activation.ok ? activateOrder(loaded.order, by, activation.value) : activation;
}

async function activationOf(
  ports: OrderPorts,
  actor: Actor,
  input: ActivationInput,
  loaded: LoadedOrder,
  services: readonly OrderService[],
): Promise<Result<Activation>> {
  const leave = readOverride(actor, input);
  if (!leave.ok) return leave;
  const books = await booksOf(ports, loaded.order, loaded);
  if (!books.ok) return books;
  const own = actor.providerId === loaded.order.seller.id ? loaded.seller : loaded.wholesaler;
  const day = today(ports.clock, actor);
  return ok({
    services,
    on: input.activationDate ?? day,
    firstPeriodEnd: input.firstPeriodEnd ?? null,
    maySetFirstPeriodEnd: own?.features.includes('set_first_period_end') ?? false,
    today: day,
    leave: leave.value,
    ...books.value,
  });
}

/** What begins in the actor's own books: the other company's are not shown. */
export async function startOf(
  { catalogue }: Pick<OrderPorts, 'catalogue'>,
  actor: Actor,
  { subscriptions = [], joining = [] }: Partial<Pick<ActivationPlan, 'subscriptions' | 'joining'>>,
): Promise<BillingStart | null> {
  const isOwn = ({ companyId }: { readonly companyId: number }) => companyId === actor.providerId;
  const [begun, joined] = [subscriptions.find(isOwn), joining.find(isOwn)];
  if (begun === undefined && joined === undefined) return null;
  const snapshot = await catalogue.snapshot(actor.providerId);
  return begun ? billingStart(begun, snapshot) : joined ? joiningStart(joined, snapshot) : null;
}
