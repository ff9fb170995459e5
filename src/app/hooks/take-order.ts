import type { AccountInput } from '#core/accounts/check-account.ts';
import type { OrderWish } from '#core/orders/place-order.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import { makeShowOrder } from '../orders/get-order.ts';
import { checkOrder, type OrderPlaced, type PlaceOrder, placeChecked } from '../orders/place-order.ts';
import type { Actor } from '../ports/platform.ts';
import type { HookPorts } from './services.ts';

/** What a webhook asks for: for an account that is there, or for one that is opened with the order. */
export interface HookOrder extends Omit<OrderWish, 'account'> {
  readonly account?: string | undefined;
  readonly newAccount?: AccountInput | undefined;
}

/**
 * ORD-1: places the order of a webhook, once for each message: a message that comes again, however late, is answered with the
 * order that it made. The link for the customer is made from the message, so that it too is the same each time.
 */
export const makeTakeOrder =
  (ports: HookPorts) =>
  async (
    actor: Actor,
    message: { readonly id: string; readonly secret: string },
    input: HookOrder,
  ): Promise<Result<OrderPlaced>> => {
    const { orders, secrets } = ports;
    // Only who knows the source's secret could guess it.
    const trackingToken = await secrets.hash(`${message.secret} ${actor.actorId} ${message.id}`);
    const before = await orders.find({
      providerId: actor.providerId,
      trackingHash: await secrets.hash(trackingToken),
    });
    if (before !== null) {
      const shown = await makeShowOrder(ports)(actor, before.order.number);
      return shown.ok ? ok({ order: shown.value, trackingToken, isRepeat: true }) : shown;
    }
    const wish = wishOf(input);
    if (!wish.ok) return wish;
    const checked = await checkOrder(ports, actor, wish.value);
    return checked.ok ? placeChecked(ports, actor, checked.value, trackingToken) : checked;
  };

function wishOf({ account, newAccount, ...wish }: HookOrder): Result<PlaceOrder> {
  if (account !== undefined && newAccount === undefined) return ok({ ...wish, account });
  if (newAccount !== undefined && account === undefined) return ok({ ...wish, newAccount });
  return no(
    fault(
      'account_or_new_account',
      'An order is for one account: give either "account" or "newAccount".',
      newAccount === undefined ? 'account' : 'newAccount',
    ),
  );
}
