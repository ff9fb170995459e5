/** PROV-3: a request that cannot be fulfilled is halted, and the downstream customer sees why. */
import { ok, type Result } from '../result.ts';
import { checkInterference, type Leave, overrideEntries } from '../workflow/interference.ts';
import { changeOf, inStatus, wrongStatus } from './change-order.ts';
import type { By, Order, OrderChange, OrderService } from './order.ts';
import { checkRejectionDetails } from './texts.ts';

/**
 * Halts services that are pending. The reason is for the downstream customer: the retailer where a wholesaler halts, the end
 * customer where the seller itself does.
 */
export function haltOrder(
  order: Order,
  by: By,
  {
    services,
    rejectionDetails,
    leave,
  }: {
    readonly services: readonly OrderService[];
    readonly rejectionDetails: string;
    readonly leave?: Leave;
  },
): Result<OrderChange> {
  const stuck = services.find(({ status }) => status !== 'pending');
  if (stuck !== undefined)
    return wrongStatus(
      'order_not_pending',
      stuck.request ?? order,
      by,
      'Only what is Pending can be halted.',
    );
  const free = checkInterference(services, by, 'Halting', leave);
  if (!free.ok) return free;
  const details = checkRejectionDetails(rejectionDetails);
  if (!details.ok) return details;
  return ok(
    changeOf(order, by, 'halted', {
      services: services.map((service) => ({
        before: service,
        after: inStatus(service, 'halted', { rejectionDetails: details.value }),
        text: `Provisioning Halted: ${details.value}`,
        visibility: by.company.id === order.seller.id ? 'customer' : 'shared',
        further: overrideEntries(service, leave),
      })),
    }),
  );
}
