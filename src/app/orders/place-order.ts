import { parseId } from '#core/ids.ts';
import { type ActivationPlan, activateOrder } from '#core/orders/activate-order.ts';
import { noticesOf, noticesOfPlacing } from '#core/orders/notices.ts';
import type { Order } from '#core/orders/order.ts';
import { type OrderWish, type PlacedOrder, placeOrder, placingEntries } from '#core/orders/place-order.ts';
import type { Wholesaler } from '#core/orders/sourcing.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower, today } from '../actor.ts';
import type { OrderToPlace, PlacingFacts } from '../ports/orders.ts';
import type { Actor, Via } from '../ports/platform.ts';
import { booksOf } from './books.ts';
import { byOf, companyOf, messageOf } from './change-order.ts';
import type { OrderPorts } from './services.ts';
import { type OrderView, orderView, planNames } from './views.ts';

export interface PlaceOrder extends OrderWish {
  /** The account's reference, or its id (`acc_12`). */
  readonly account: string;
}

export interface OrderPlaced {
  readonly order: OrderView;
  /** Opens the customer's view of the order. It is told once: only its hash is kept. */
  readonly trackingToken: string;
}

const SOURCES: Readonly<Record<Via, OrderToPlace['source']>> = {
  console: 'staff',
  slack: 'staff',
  cli: 'staff',
  schedule: 'staff',
  api: 'api',
  portal: 'portal',
  hook: 'hook',
};

/**
 * ORD-1: orders a package for an account. Each service that needs work gives one request, in the queue of whoever does it
 * (PROV-1); an order that is nobody's work (Automatic throughout) is active at once.
 *
 * Refuses every fault at once: `account_not_found`, `plan_not_found`, `plan_not_offered`, the prerequisites of CAT-3 by their
 * codes, what is missing in the details, the date, the contract and its document.
 */
export const makePlaceOrder =
  (ports: Pick<OrderPorts, 'orders' | 'catalogue' | 'clock' | 'secrets'>) =>
  async (actor: Actor, wish: PlaceOrder): Promise<Result<OrderPlaced>> => {
    const { orders, catalogue, clock, secrets } = ports;
    const allowed = requirePower(actor, 'orders');
    if (!allowed.ok) return allowed;

    const seller = companyOf(actor);
    const id = parseId('account', wish.account);
    const [facts, snapshot] = await Promise.all([
      orders.placingFacts(seller.id, { reference: wish.account, id: id.ok ? id.value : null }),
      catalogue.snapshot(seller.id),
    ]);
    const by = byOf(actor, clock);
    const placed = placeOrder(wish, {
      seller,
      account: facts.account ?? NO_ACCOUNT,
      catalogue: snapshot,
      wholesalers: await wholesalersOf(ports, facts),
      today: today(clock, actor),
      channel: actor.via === 'portal' ? 'portal' : 'staff',
      hasPortal: facts.features.includes('signup_portal'),
    });
    if (facts.account === null)
      return no(
        {
          ...fault('account_not_found', `There is no account "${wish.account}": make it first.`, 'account'),
          kind: 'not_found',
        },
        ...(placed.ok ? [] : placed.faults),
      );
    if (!placed.ok) return placed;

    const number = await orders.takeNumber(seller.id);
    const activation = await activateAtOnce(ports, actor, draftOf(placed.value, { number, seller, by }));
    if (!activation.ok) return activation;
    const trackingToken = secrets.token();
    const notices = noticesOfPlacing(placed.value, { number, seller, by: by.name, at: by.at });
    await orders.place({
      number,
      seller,
      placed: placed.value,
      trackingHash: await secrets.hash(trackingToken),
      source: SOURCES[actor.via],
      actor: { name: actor.actorName, via: actor.via },
      at: by.at,
      entries: placingEntries(placed.value),
      activation: activation.value,
      requestNotices: notices.requests,
      traces: {
        audit: [
          auditOf(actor, clock, {
            action: 'order.placed',
            subject: `order ${number}`,
            details: { account: placed.value.account.reference, packagePlan: placed.value.packagePlan.code },
          }),
        ],
        outbox: [notices.order, ...(activation.value ? noticesOf(activation.value.change) : [])].map(
          (notice) => messageOf(notice, by),
        ),
      },
    });
    const loaded = await orders.find({ providerId: seller.id, number });
    if (loaded === null) throw new Error(`order ${number} has been written and is not there`);
    return ok({ order: orderView(loaded, planNames(snapshot)), trackingToken });
  };

/** Stands in while the other faults of the wish are found. */
const NO_ACCOUNT: Order['account'] = { id: 0, reference: '', name: '' };

const wholesalersOf = (
  { catalogue }: Pick<OrderPorts, 'catalogue'>,
  facts: PlacingFacts,
): Promise<Wholesaler[]> =>
  Promise.all(
    facts.wholesalers.map(async ({ company, hasAccount }) => ({
      company,
      hasAccount,
      catalogue: await catalogue.snapshot(company.id),
    })),
  );

/** The order as it is about to be written, for deciding on it before it has keys. */
const draftOf = (
  placed: PlacedOrder,
  { number, seller, by }: { number: string; seller: Order['seller']; by: ReturnType<typeof byOf> },
): Order | null => {
  if (placed.services.some(({ request }) => request !== null)) return null;
  return {
    id: 0,
    number,
    version: 1,
    seller,
    account: placed.account,
    packagePlan: placed.packagePlan,
    buyPackagePlan: placed.buyPackagePlan,
    wholesale: placed.wholesale,
    status: 'pending',
    requestedOn: placed.requestedOn,
    contractType: placed.contractType,
    lastChange: { event: 'placed', actor: by.name, company: seller, at: by.at, visibility: 'customer' },
    subscription: null,
    services: placed.services.map((service) => ({
      id: 0,
      position: service.position,
      servicePlan: service.plan,
      buyServicePlan: service.buyPlan,
      wholesaleServicePlan: service.wholesalePlan,
      serviceType: service.serviceType,
      details: service.details,
      status: 'pending',
      activatedOn: null,
      request: null,
    })),
  };
};

/** An order that waits for nobody starts on the day asked for, today where none is. */
async function activateAtOnce(
  ports: Pick<OrderPorts, 'orders' | 'catalogue' | 'clock'>,
  actor: Actor,
  draft: Order | null,
): Promise<Result<ActivationPlan | null>> {
  if (draft === null) return ok(null);
  const parties = await ports.orders.parties(draft);
  const books = await booksOf(ports, draft, parties);
  if (!books.ok) return books;
  const day = today(ports.clock, actor);
  return activateOrder(draft, byOf(actor, ports.clock), {
    services: [],
    on: draft.requestedOn ?? day,
    firstPeriodEnd: null,
    maySetFirstPeriodEnd: false,
    today: day,
    ...books.value,
  });
}
