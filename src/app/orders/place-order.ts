import { parseId } from '#core/ids.ts';
import { type ActivationPlan, activateOrder } from '#core/orders/activate-order.ts';
import { noticesOf, noticesOfPlacing } from '#core/orders/notices.ts';
import type { By } from '#core/orders/order.ts';
import {
  draftOf,
  isNobodysWork,
  type OrderWish,
  type PlacedOrder,
  placeOrder,
  placingEntries,
} from '#core/orders/place-order.ts';
import { conflict, invariant, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower, today } from '../actor.ts';
import type { OrderToPlace } from '../ports/orders.ts';
import type { Actor, Via } from '../ports/platform.ts';
import { booksOf } from './books.ts';
import { byOf, companyOf, messageOf } from './change-order.ts';
import { orderingContext } from './explain-offers.ts';
import type { OrderPorts } from './services.ts';
import { type OrderView, orderView, planNames } from './views.ts';

export type PlaceOrder = OrderWish;

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

/** How often the first subscription of an account may begin under an order's feet: once, or something is wrong. */
const MOST_ROUNDS = 3;

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
    const { orders, clock, secrets } = ports;
    const allowed = requirePower(actor, 'orders');
    if (!allowed.ok) return allowed;

    const seller = companyOf(actor);
    const id = parseId('account', wish.account);
    const facts = await orders.placingFacts(seller.id, {
      reference: wish.account,
      id: id.ok ? id.value : null,
    });
    const context = await orderingContext(ports, actor, facts);
    const placed = placeOrder(wish, { ...context, account: facts.account });
    if (!placed.ok) return placed;

    const by = byOf(actor, clock);
    const number = await orders.takeNumber(seller.id);
    const trackingToken = secrets.token();
    const trackingHash = await secrets.hash(trackingToken);
    const { contractDocument } = placed.value;
    const documentHash = contractDocument && (await secrets.hash(contractDocument.content));
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      const activation = await activateAtOnce(ports, actor, { placed: placed.value, number, by });
      if (!activation.ok) return activation;
      const written = await orders.place(
        orderToPlace(ports, actor, {
          placed: placed.value,
          number,
          by,
          trackingHash,
          documentHash,
          activation: activation.value,
        }),
      );
      if (!written) continue;
      const loaded = await orders.find({ providerId: seller.id, number });
      invariant(loaded, `order ${number} is there once it is written`);
      return ok({ order: orderView(loaded, planNames(context.catalogue)), trackingToken });
    }
    return conflict(
      'order_changed_meanwhile',
      'Too much begins on this account at once: try again in a moment.',
    );
  };

interface Placing {
  readonly placed: PlacedOrder;
  readonly number: string;
  readonly by: By;
}

function orderToPlace(
  { clock }: Pick<OrderPorts, 'clock'>,
  actor: Actor,
  placing: Placing & Pick<OrderToPlace, 'trackingHash' | 'documentHash' | 'activation'>,
): OrderToPlace {
  const { placed, number, by, trackingHash, documentHash, activation } = placing;
  const notices = noticesOfPlacing(placed, number, by);
  return {
    number,
    seller: by.company,
    placed,
    trackingHash,
    documentHash,
    source: SOURCES[actor.via],
    actor: { name: actor.actorName, via: actor.via },
    at: by.at,
    entries: placingEntries(placed),
    activation,
    requestNotices: notices.requests,
    traces: {
      audit: [
        auditOf(actor, clock, {
          action: 'order.placed',
          subject: `order ${number}`,
          details: { account: placed.account.reference, packagePlan: placed.packagePlan.code },
        }),
      ],
      outbox: [notices.order, ...(activation ? noticesOf(activation.change) : [])].map((notice) =>
        messageOf(notice, by),
      ),
    },
  };
}

/** An order that waits for nobody starts on the day asked for, today where none is. */
async function activateAtOnce(
  ports: Pick<OrderPorts, 'orders' | 'catalogue' | 'clock'>,
  actor: Actor,
  { placed, number, by }: Placing,
): Promise<Result<ActivationPlan | null>> {
  if (!isNobodysWork(placed)) return ok(null);
  const draft = draftOf(placed, number, by);
  const books = await booksOf(ports, draft, await ports.orders.parties(draft));
  if (!books.ok) return books;
  const day = today(ports.clock, actor);
  return activateOrder(draft, by, {
    services: [],
    on: draft.requestedOn ?? day,
    firstPeriodEnd: null,
    maySetFirstPeriodEnd: false,
    today: day,
    ...books.value,
  });
}
