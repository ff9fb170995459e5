/** The books of the companies that an order is billed in: catalogue, calendar date and paying account of each. */
import { dateIn } from '#core/calendar.ts';
import type { Books } from '#core/orders/begin-billing.ts';
import type { Order } from '#core/orders/order.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import type { Parties, Party } from '../ports/orders.ts';
import type { OrderPorts } from './services.ts';

/** Refuses with `wholesale_account_missing` when the wholesaler has no account to bill. */
export async function booksOf(
  ports: Pick<OrderPorts, 'catalogue' | 'clock'>,
  order: Pick<Order, 'wholesale'>,
  { seller, wholesaler }: Parties,
): Promise<Result<{ readonly seller: Books; readonly wholesaler: Books | null }>> {
  const [own, theirs] = await Promise.all([open(ports, seller), wholesaler ? open(ports, wholesaler) : null]);
  if (own === null || (order.wholesale !== null && theirs === null))
    return no(
      fault(
        'wholesale_account_missing',
        `${order.wholesale?.company.name ?? 'The wholesaler'} has no account for the retailer in its books: it has to be made before the order can be activated.`,
      ),
    );
  return ok({ seller: own, wholesaler: order.wholesale === null ? null : theirs });
}

async function open(
  { catalogue, clock }: Pick<OrderPorts, 'catalogue' | 'clock'>,
  { companyId, timeZone, account }: Party,
): Promise<Books | null> {
  if (account === null) return null;
  return {
    companyId,
    account,
    today: dateIn(timeZone, clock.now()),
    catalogue: await catalogue.snapshot(companyId),
  };
}
