/**
 * PROV-2 for many requests at once: each is a deed of its own, so that one that is refused holds up no other. Orders, plans and
 * names are read once for all of them.
 */
import type { PlainDate } from '#core/calendar.ts';
import { withBilling } from '#core/orders/begin-billing.ts';
import { type Fault, fault, invariant, no, ok, type Result } from '#core/result.ts';
import type { LoadedOrder } from '../ports/orders.ts';
import type { Actor } from '../ports/platform.ts';
import {
  type ActivateRequest,
  type ActivationPreview,
  changeByActivating,
  previewRequest,
  requireActivation,
  startOf,
} from './activate-order.ts';
import { type BillingStart, billingText } from './billing-start.ts';
import { requestNotFound } from './change-order.ts';
import { makeLookAtRequests } from './find-request.ts';
import type { OrderPorts } from './services.ts';
import { type RequestView, requestView } from './views.ts';

export interface ActivateRequests {
  readonly requests: readonly {
    readonly requestId: number;
    /** The version that the caller saw; refused when the request has moved on. */
    readonly version?: number | undefined;
  }[];
  /** S, the first day with service, the same for all. */
  readonly activationDate: PlainDate;
}

/** What begins to be billed, in the books of whoever acts. */
export interface Begins {
  readonly billing: BillingStart | null;
  /** The same in words, where nothing begins too. */
  readonly text: string;
}

/** What became of one request; `request` is null where it is not in the queue. */
export type RequestOutcome =
  | ({
      readonly outcome: 'activated';
      readonly requestId: number;
      readonly request: RequestView;
    } & Begins)
  | {
      readonly outcome: 'refused';
      readonly requestId: number;
      readonly request: RequestView | null;
      readonly faults: readonly Fault[];
    };

export type RequestPreview =
  | ({
      readonly outcome: 'ready';
      readonly requestId: number;
      readonly request: RequestView;
    } & ActivationPreview)
  | Extract<RequestOutcome, { readonly outcome: 'refused' }>;

export const MOST_AT_ONCE = 50;

/** Activates requests one after the other, in the order given; one answer for each. */
export const makeActivateRequests =
  (ports: OrderPorts) =>
  async (actor: Actor, input: ActivateRequests): Promise<Result<readonly RequestOutcome[]>> => {
    const begun = await begin(ports, actor, input);
    if (!begun.ok) return begun;
    const { reading, orders } = begun.value;
    const all: { requestId: number; done: Result<Begins> }[] = [];
    for (const one of input.requests) {
      const { requestId } = one;
      const loaded = orders.get(requestId);
      all.push({
        requestId,
        done: loaded ? await activate(reading, actor, inputOf(one, input), loaded.take()) : requestNotFound(),
      });
    }
    const views = await viewsOf(ports, actor, input);
    return ok(
      all.map(({ requestId, done }): RequestOutcome => {
        const request = views.get(requestId) ?? null;
        if (!done.ok) return { outcome: 'refused', requestId, request, faults: done.faults };
        invariant(request, `request ${requestId}, just activated, is in its queue`);
        return { outcome: 'activated', requestId, request, ...done.value };
      }),
    );
  };

/** What was read before holds until the order changes here; after that it is read anew. */
async function activate(
  ports: OrderPorts,
  actor: Actor,
  input: ActivateRequest,
  loaded: LoadedOrder | undefined,
): Promise<Result<Begins>> {
  const done = await changeByActivating(ports, actor, input, loaded);
  if (!done.ok) return done;
  const billing = await startOf(ports, actor, done.value);
  const billedSince = done.value.change.before.subscription?.start ?? null;
  return ok({ billing, text: billingText(billing, billedSince) });
}

/**
 * What activating requests would begin to bill in the actor's own books, or what stands against it, request by request;
 * nothing is written. Where two belong to one order, the first of them begins its billing.
 */
export const makePreviewActivations =
  (ports: OrderPorts) =>
  async (actor: Actor, input: ActivateRequests): Promise<Result<readonly RequestPreview[]>> => {
    const begun = await begin(ports, actor, input);
    if (!begun.ok) return begun;
    const { reading, orders } = begun.value;
    const views = await viewsOf(ports, actor, input);
    const previews: RequestPreview[] = [];
    for (const one of input.requests) {
      const { requestId } = one;
      const request = views.get(requestId) ?? null;
      const shared = orders.get(requestId);
      const ready = shared ? await preview(reading, actor, inputOf(one, input), shared) : requestNotFound();
      previews.push(
        ready.ok && request !== null
          ? { outcome: 'ready', requestId, request, ...ready.value }
          : { outcome: 'refused', requestId, request, faults: (ready.ok ? requestNotFound() : ready).faults },
      );
    }
    return ok(previews);
  };

/** Leaves the order as the deed would leave it, for the next of its requests. */
async function preview(
  ports: OrderPorts,
  actor: Actor,
  input: ActivateRequest,
  shared: SharedOrder,
): Promise<Result<ActivationPreview>> {
  const loaded = shared.peek();
  const previewed = await previewRequest(ports, actor, input, loaded);
  if (!previewed.ok) return previewed;
  const { change, subscriptions } = previewed.value.plan;
  shared.becomes({ ...loaded, order: withBilling(change.after, subscriptions) });
  return ok(previewed.value.preview);
}

/** An order that several of the requests may belong to. */
interface SharedOrder {
  /** As it was read, for the first that changes it; nothing for those after. */
  take(): LoadedOrder | undefined;
  peek(): LoadedOrder;
  becomes(loaded: LoadedOrder): void;
}

interface Begun {
  /** The same ports, with the catalogues that are needed read already. */
  readonly reading: OrderPorts;
  /** By request. */
  readonly orders: ReadonlyMap<number, SharedOrder>;
}

async function begin(ports: OrderPorts, actor: Actor, input: ActivateRequests): Promise<Result<Begun>> {
  const allowed = requireActivation(actor, input);
  if (!allowed.ok) return allowed;
  const ids = input.requests.map(({ requestId }) => requestId);
  const asked = checkNumber(ids);
  if (!asked.ok) return asked;
  const loaded = await ports.orders.findByRequests(actor.providerId, ids);
  const companies = loaded.flatMap(({ seller, wholesaler }) => [
    seller.companyId,
    ...(wholesaler ? [wholesaler.companyId] : []),
  ]);
  const snapshots = await ports.catalogue.snapshots([...new Set([actor.providerId, ...companies])]);
  const orders = new Map<number, SharedOrder>();
  for (const one of loaded) {
    const shared = sharedOrder(one);
    for (const { request } of one.order.services)
      if (request?.queue.id === actor.providerId) orders.set(request.id, shared);
  }
  const catalogue: OrderPorts['catalogue'] = {
    ...ports.catalogue,
    snapshot: async (providerId, version) =>
      (version === undefined ? snapshots.get(providerId) : undefined) ??
      ports.catalogue.snapshot(providerId, version),
  };
  return ok({ reading: { ...ports, catalogue }, orders });
}

function sharedOrder(loaded: LoadedOrder): SharedOrder {
  let current = loaded;
  let isTaken = false;
  return {
    take() {
      if (isTaken) return undefined;
      isTaken = true;
      return current;
    },
    peek: () => current,
    becomes(changed) {
      current = changed;
    },
  };
}

function checkNumber(ids: readonly number[]): Result<null> {
  if (ids.length === 0)
    return no(fault('requests_missing', 'No request was chosen: choose one at least.', 'requests'));
  if (ids.length > MOST_AT_ONCE)
    return no(
      fault(
        'too_many_requests',
        `${ids.length} requests are too many at once: at most ${MOST_AT_ONCE} are taken.`,
        'requests',
      ),
    );
  return new Set(ids).size < ids.length
    ? no(fault('request_twice', 'A request is named twice: name each once.', 'requests'))
    : ok(null);
}

const inputOf = (
  { requestId, version }: ActivateRequests['requests'][number],
  { activationDate }: ActivateRequests,
) => ({ requestId, version, activationDate });

async function viewsOf(
  ports: OrderPorts,
  actor: Actor,
  { requests }: ActivateRequests,
): Promise<ReadonlyMap<number, RequestView>> {
  const [rows, viewed] = await Promise.all([
    ports.queue.findSeveral(
      actor.providerId,
      requests.map(({ requestId }) => requestId),
    ),
    makeLookAtRequests(ports)(actor),
  ]);
  return new Map(rows.map((row) => [row.id, requestView(row, viewed)]));
}
