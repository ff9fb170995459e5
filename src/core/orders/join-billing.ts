/**
 * PROV-2: what a further activation adds to the subscriptions that the first one began: its services, charged from their own
 * activation date on, known in each company from its own calendar date on. And whether those subscriptions still take any.
 */
import type { PlainDate } from '../calendar.ts';
import { conflict, ok, type Result } from '../result.ts';
import type { BothBooks } from './begin-billing.ts';
import type { By, Order, OrderService, OrderSubscription, PlanRef } from './order.ts';

/** Services that become active in a subscription of one company that is in force already. */
export interface ServicesJoining {
  readonly companyId: number;
  readonly subscription: OrderSubscription;
  /** Its own calendar date: runs know the services from then on (BILL-1). */
  readonly knownFrom: PlainDate;
  /** Their activation date, the first day that they are charged for. */
  readonly on: PlainDate;
  /** As what the company sells them, one for each. */
  readonly servicePlans: readonly PlanRef[];
}

export interface Joining extends BothBooks {
  readonly on: PlainDate;
  readonly services: readonly OrderService[];
}

/** The seller first; the wholesaler where it has a part in any of the services. */
export function joinBilling(order: Order, { on, services, seller, wholesaler }: Joining): ServicesJoining[] {
  const supplied = services.flatMap(({ wholesaleServicePlan }) => wholesaleServicePlan ?? []);
  return [
    ...(order.subscription
      ? [
          {
            companyId: order.seller.id,
            subscription: order.subscription,
            knownFrom: seller.today,
            on,
            servicePlans: services.map(({ servicePlan }) => servicePlan),
          },
        ]
      : []),
    ...(order.supply && wholesaler && supplied.length > 0
      ? [
          {
            companyId: wholesaler.companyId,
            subscription: order.supply,
            knownFrom: wholesaler.today,
            on,
            servicePlans: supplied,
          },
        ]
      : []),
  ];
}

/**
 * Refuses what is to become active in a subscription that has been cancelled: the seller's, which takes nothing any more, or
 * the wholesaler's, which supplies nothing any more (`subscription_cancelled`, `supply_cancelled`).
 */
export function checkInForce(
  order: Order,
  services: readonly OrderService[],
  { company }: Pick<By, 'company'>,
): Result<null> {
  const { seller, subscription, supply, wholesale } = order;
  const isSeller = company.id === seller.id;
  const remedy = isSeller
    ? 'Cancel what is left of the order.'
    : `${seller.name} has to cancel what is left of its order.`;
  if (subscription?.status === 'cancelled')
    return conflict(
      'subscription_cancelled',
      `${isSeller ? 'The' : `${seller.name}'s`} subscription of this order has been cancelled: nothing more of it can become active. ${remedy}`,
    );
  const isSupplied = services.some(({ wholesaleServicePlan }) => wholesaleServicePlan !== null);
  if (supply?.status === 'cancelled' && isSupplied)
    return conflict(
      'supply_cancelled',
      `${wholesale?.company.name} has cancelled its subscription for this order and supplies nothing more of it. ${remedy}`,
    );
  return ok(null);
}
