import type { Account } from '#core/accounts/account.ts';
import { accountKey } from '#core/accounts/account-key.ts';
import { type AccountInput, checkAccount } from '#core/accounts/check-account.ts';
import type { CatalogueSnapshot } from '#core/catalogue/rows.ts';
import { type ActivationPlan, activateOrder } from '#core/orders/activate-order.ts';
import { refusedBy } from '#core/orders/change-order.ts';
import { noticesOf, noticesOfPlacing } from '#core/orders/notices.ts';
import type { By, OrderSource } from '#core/orders/order.ts';
import {
  draftOf,
  isNobodysWork,
  type OrderWish,
  type PlacedOrder,
  placeOrder,
  placingEntries,
} from '#core/orders/place-order.ts';
import { conflict, invariant, no, ok, type Refused, type Result } from '#core/result.ts';
import { auditOf, requirePower, today } from '../actor.ts';
import type { OrderToPlace } from '../ports/orders.ts';
import type { Actor, Via } from '../ports/platform.ts';
import { booksOf } from './books.ts';
import { byOf, messageOf } from './change-order.ts';
import { orderingContext } from './explain-offers.ts';
import type { OrderPorts } from './services.ts';
import { type OrderView, orderView, planNames } from './views.ts';

export type PlaceOrder = Omit<OrderWish, 'account'> &
  (
    | { readonly account: string }
    /** The account is opened with the order, both or neither; without a reference of its own it takes one from the order's number. */
    | { readonly newAccount: AccountInput }
  );

export interface OrderPlaced {
  readonly order: OrderView;
  /** Opens the customer's view of the order. It is told once: only its hash is kept. */
  readonly trackingToken: string;
  /** Whether it had been placed before, by the same tracking token. */
  readonly isRepeat: boolean;
}

const SOURCES: Readonly<Record<Via, OrderSource>> = {
  console: 'staff',
  slack: 'staff',
  sheet: 'staff',
  cli: 'staff',
  schedule: 'staff',
  api: 'api',
  portal: 'portal',
  hook: 'hook',
};

/** How often the first subscription of an account may begin under an order's feet: once, or something is wrong. */
const MOST_ROUNDS = 3;

type PlacingPorts = Pick<OrderPorts, 'orders' | 'catalogue' | 'clock' | 'secrets'>;

/**
 * ORD-1: orders a package for an account. Each service that needs work gives one request, in the queue of whoever does it
 * (PROV-1); an order that is nobody's work (Automatic throughout) is active at once.
 *
 * Refuses every fault at once: `account_not_found`, `plan_not_found`, `plan_not_offered`, the prerequisites of CAT-3 by their
 * codes, what is missing in the details, the date, the contract and its document, what is wrong with a new account.
 */
export const makePlaceOrder =
  (ports: PlacingPorts) =>
  async (actor: Actor, wish: PlaceOrder): Promise<Result<OrderPlaced>> => {
    const checked = await checkOrder(ports, actor, wish);
    return checked.ok ? placeChecked(ports, actor, checked.value, ports.secrets.token()) : checked;
  };

/** An order that could be placed as the books are now. */
export interface CheckedOrder {
  readonly placed: PlacedOrder;
  readonly newAccount: Account | null;
  /** Whether the new account takes its reference from the order's number. */
  readonly needsReference: boolean;
  readonly catalogue: CatalogueSnapshot;
}

/** Everything that can be said about a wish before anything is written. */
export async function checkOrder(
  ports: PlacingPorts,
  actor: Actor,
  wish: PlaceOrder,
): Promise<Result<CheckedOrder>> {
  const allowed = requirePower(actor, 'orders');
  if (!allowed.ok) return allowed;
  const opened = 'newAccount' in wish ? checkNewAccount(wish.newAccount) : ok(null);
  const account = 'account' in wish ? wish.account : '';
  const facts = await ports.orders.placingFacts(
    actor.providerId,
    'account' in wish ? accountKey(wish.account) : null,
  );
  const context = await orderingContext(ports, actor, facts);
  const isNew = 'newAccount' in wish;
  const newcomer = { id: 0, reference: NEW_REFERENCE, name: NEW_REFERENCE };
  const placed = placeOrder({ ...wish, account }, { ...context, account: isNew ? newcomer : facts.account });
  const refused = refusedBy(opened, placed);
  if (refused) return refused;
  if (!opened.ok) return opened;
  if (!placed.ok) return placed;
  return ok({
    placed: placed.value,
    newAccount: opened.value,
    needsReference: 'newAccount' in wish && !wish.newAccount.reference,
    catalogue: context.catalogue,
  });
}

/** Stands for a reference until the order's number gives one. */
const NEW_REFERENCE = 'new';

function checkNewAccount(input: AccountInput): Result<Account> {
  const checked = checkAccount({ ...input, reference: input.reference || NEW_REFERENCE });
  return checked.ok
    ? checked
    : no(...checked.faults.map((one) => ({ ...one, path: `newAccount.${one.path ?? ''}` })));
}

/**
 * Writes a checked order. A tracking token that was used before answers the order that it was used for: whoever places an order
 * twice with the same one has placed it once.
 */
export async function placeChecked(
  ports: PlacingPorts,
  actor: Actor,
  checked: CheckedOrder,
  trackingToken: string,
): Promise<Result<OrderPlaced>> {
  const { orders, clock, secrets } = ports;
  const by = byOf(actor, clock);
  const { contractDocument } = checked.placed;
  const documentHash = contractDocument && (await secrets.hash(contractDocument.content));
  const trackingHash = await secrets.hash(trackingToken);
  const number = await orders.takeNumber(actor.providerId);
  const { placed, newAccount } = withReference(checked, number);
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const activation = await activateAtOnce(ports, actor, { placed, newAccount, number, by });
    if (!activation.ok) return activation;
    const written = await orders.place(
      orderToPlace(ports, actor, {
        placed,
        newAccount,
        number,
        by,
        trackingHash,
        documentHash,
        activation: activation.value,
      }),
    );
    if (written === 'reference_taken') return referenceTaken(placed.account.reference);
    if (written === 'beaten') continue;
    const loaded = await orders.find(
      written === 'placed'
        ? { providerId: actor.providerId, number }
        : { providerId: actor.providerId, trackingHash },
    );
    invariant(loaded, `order ${number} is there once it is written`);
    return ok({
      order: orderView(loaded, planNames(checked.catalogue)),
      trackingToken,
      isRepeat: written === 'repeated',
    });
  }
  return conflict(
    'order_changed_meanwhile',
    'Too much begins on this account at once: try again in a moment.',
  );
}

/** An account without a reference of its own is called after the order that opened it. */
function withReference(
  { placed, newAccount, needsReference }: CheckedOrder,
  number: string,
): Pick<CheckedOrder, 'placed' | 'newAccount'> {
  if (newAccount === null) return { placed, newAccount };
  const reference = needsReference ? `A-${number}` : newAccount.reference;
  return {
    placed: { ...placed, account: { id: 0, reference, name: newAccount.name } },
    newAccount: { ...newAccount, reference },
  };
}

const referenceTaken = (reference: string): Refused =>
  no({
    code: 'reference_taken',
    message: `There is an account with the reference "${reference}" already: order for it, or give another.`,
    path: 'newAccount.reference',
    kind: 'conflict',
  });

interface Placing {
  readonly placed: PlacedOrder;
  readonly newAccount: Account | null;
  readonly number: string;
  readonly by: By;
}

function orderToPlace(
  { clock }: Pick<OrderPorts, 'clock'>,
  actor: Actor,
  placing: Placing & Pick<OrderToPlace, 'trackingHash' | 'documentHash' | 'activation'>,
): OrderToPlace {
  const { placed, newAccount, number, by, trackingHash, documentHash, activation } = placing;
  const notices = noticesOfPlacing(placed, number, by);
  const { reference } = placed.account;
  return {
    number,
    seller: by.company,
    newAccount,
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
        ...(newAccount === null
          ? []
          : [
              auditOf(actor, clock, {
                action: 'account.added',
                subject: `account ${reference}`,
                details: { ...newAccount },
              }),
            ]),
        auditOf(actor, clock, {
          action: 'order.placed',
          subject: `order ${number}`,
          details: { account: reference, packagePlan: placed.packagePlan.code },
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
  { placed, newAccount, number, by }: Placing,
): Promise<Result<ActivationPlan | null>> {
  if (!isNobodysWork(placed)) return ok(null);
  const draft = draftOf(placed, number, by);
  const parties = await ports.orders.parties(draft);
  const seller =
    newAccount === null
      ? parties.seller
      : { ...parties.seller, account: { id: 0, invoiceTerms: newAccount, firstSubscriptionStart: null } };
  const books = await booksOf(ports, draft, { ...parties, seller });
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
