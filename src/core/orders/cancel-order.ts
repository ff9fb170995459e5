/** The seller takes back what is not active yet. What is active already is a subscription, and ends as one (BILL-8). */
import { ok, type Result } from '../result.ts';
import { checkInterference, type Leave, overrideEntries } from '../workflow/interference.ts';
import { changeOf, inStatus, wrongStatus } from './change-order.ts';
import type { By, Order, OrderChange, OrderService } from './order.ts';

const isOpen = ({ status }: OrderService): boolean => status === 'pending' || status === 'halted';

/**
 * Cancels all services of an order that are pending or halted. Where some are active the order goes on with those (PROV-6). The
 * reason goes to whoever was working on it, not to the end customer.
 */
export function cancelOrder(order: Order, by: By, reason: string | null, leave?: Leave): Result<OrderChange> {
  const open = order.services.filter(isOpen);
  if (open.length === 0)
    return wrongStatus(
      'order_not_open',
      order,
      by,
      order.status === 'active'
        ? 'What is active ends by cancelling its subscription.'
        : 'There is nothing left to cancel.',
    );
  const free = checkInterference(open, by, 'Cancelling', leave);
  if (!free.ok) return free;
  return ok(
    changeOf(order, by, 'cancelled', {
      whole: [
        {
          text:
            open.length === order.services.length
              ? 'Order cancelled'
              : 'What was not active yet is cancelled',
          visibility: 'customer',
        },
      ],
      services: open.map((service) => ({
        before: service,
        after: inStatus(service, 'cancelled'),
        text: reason === null ? 'Cancelled' : `Cancelled: ${reason}`,
        visibility: 'shared',
        further: overrideEntries(service, leave),
      })),
    }),
  );
}
