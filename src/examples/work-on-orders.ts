import { addDays, dateIn, instantIn } from '#core/calendar.ts';
import type { Result } from '#core/result.ts';
import { isCarriedOrder } from './carriers.ts';
import { done } from './done.ts';
import { type Deed, HOUR, type House } from './house.ts';
import { numberOf, place, type RequestInQueue, requestsOf } from './place-order.ts';

/** The orders of orders.csv, each brought to its state on the days that it says. */
export function workOnOrders(house: House): Deed[] {
  const { timeZone } = house.companies.bluegum.tenant;
  const today = dateIn(timeZone, house.now);
  return house.examples.bluegum.orders.flatMap((order, index) => {
    const { services, companies } = house;
    const seller = companies.bluegum.who('admin');
    const isCarried = isCarriedOrder(house, order);
    const onRequests = async (what: string, act: (request: RequestInQueue) => Promise<Result<unknown>>) => {
      for (const request of await requestsOf(house, numberOf(house, order)))
        done(`${what} ${order.name}`, await act(request));
    };
    const when = (daysAgo: number | null, minutes: number, act: () => Promise<unknown>): Deed[] =>
      daysAgo === null
        ? []
        : [{ at: instantIn(timeZone, addDays(today, -daysAgo), minutes + index), do: act }];
    return [
      ...when(order.submittedDaysAgo, 9 * HOUR, async () => {
        const number = await place(house, {
          wish: order,
          document: order.contractDocument,
          seller: 'bluegum',
          via: order.source === 'portal' ? 'portal' : 'console',
        });
        house.orders.set(order.name, number);
        if (order.state !== 'New' && order.state !== 'Cancelled')
          await onRequests('claim', ({ requestId, worker }) =>
            services.orders.claimRequest(worker, { requestId }),
          );
      }),
      // What a carrier halts and activates, its batch files do.
      ...when(isCarried ? null : order.haltedDaysAgo, 11 * HOUR, () =>
        onRequests('halt', ({ requestId, worker }) =>
          services.orders.haltRequest(worker, { requestId, rejectionDetails: order.rejectionDetails }),
        ),
      ),
      ...when(order.resubmittedDaysAgo, 14 * HOUR, async () =>
        done(
          `resubmit ${order.name}`,
          await services.orders.resubmitOrder(seller, { order: numberOf(house, order) }),
        ),
      ),
      ...when(isCarried ? null : order.finishedDaysAgo, 16 * HOUR, async () => {
        if (order.state === 'Cancelled')
          done(
            `cancel ${order.name}`,
            await services.orders.cancelOrder(seller, {
              order: numberOf(house, order),
              reason: order.note || null,
            }),
          );
        else
          await onRequests('activate', ({ requestId, worker }) =>
            services.orders.activateRequest(worker, { requestId }),
          );
      }),
    ];
  });
}
