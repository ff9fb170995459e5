import { addDays, dateIn, instantIn } from '#core/calendar.ts';
import type { Result } from '#core/result.ts';
import { done } from './done.ts';
import { type Deed, HOUR, type House } from './house.ts';
import { place, type RequestInQueue, requestsOf } from './place-order.ts';

/** The orders of orders.csv, each brought to its state on the days that it says. */
export function workOnOrders(house: House): Deed[] {
  const { timeZone } = house.companies.bluegum.tenant;
  const today = dateIn(timeZone, house.now);
  return house.examples.bluegum.orders.flatMap((order, index) => {
    const { services, companies } = house;
    const seller = companies.bluegum.who('admin');
    let number = '';
    const onRequests = async (what: string, act: (request: RequestInQueue) => Promise<Result<unknown>>) => {
      for (const request of await requestsOf(house, number))
        done(`${what} ${order.name}`, await act(request));
    };
    const when = (daysAgo: number | null, minutes: number, act: () => Promise<unknown>): Deed[] =>
      daysAgo === null
        ? []
        : [{ at: instantIn(timeZone, addDays(today, -daysAgo), minutes + index), do: act }];
    return [
      ...when(order.submittedDaysAgo, 9 * HOUR, async () => {
        number = await place(house, {
          wish: order,
          document: order.contractDocument,
          seller: 'bluegum',
          via: order.source === 'portal' ? 'portal' : 'console',
        });
        if (order.state !== 'New' && order.state !== 'Cancelled')
          await onRequests('claim', ({ requestId, worker }) =>
            services.orders.claimRequest(worker, { requestId }),
          );
      }),
      ...when(order.haltedDaysAgo, 11 * HOUR, () =>
        onRequests('halt', ({ requestId, worker }) =>
          services.orders.haltRequest(worker, { requestId, rejectionDetails: order.rejectionDetails }),
        ),
      ),
      ...when(order.resubmittedDaysAgo, 14 * HOUR, async () =>
        done(`resubmit ${order.name}`, await services.orders.resubmitOrder(seller, { order: number })),
      ),
      ...when(order.finishedDaysAgo, 16 * HOUR, async () => {
        if (order.state === 'Cancelled')
          done(
            `cancel ${order.name}`,
            await services.orders.cancelOrder(seller, { order: number, reason: order.note || null }),
          );
        else
          await onRequests('activate', ({ requestId, worker }) =>
            services.orders.activateRequest(worker, { requestId }),
          );
      }),
    ];
  });
}
