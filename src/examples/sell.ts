/** What is in force when the example starts: each subscription ordered and activated on its first day, some cancelled. */
import { dateIn, dayOfMonth, instantIn, monthIndexOf, type PlainDate } from '#core/calendar.ts';
import { parseFee } from '#core/money.ts';
import { invariant } from '#core/result.ts';
import { done } from './done.ts';
import { type Deed, HOUR, type House } from './house.ts';
import { place, requestsOf } from './place-order.ts';
import type { ExampleCode, ExampleSubscription } from './read-examples.ts';

export function sales(house: House, code: ExampleCode): Deed[] {
  const { services, companies, examples } = house;
  const { timeZone } = companies[code].tenant;
  const today = dateIn(timeZone, house.now);
  return examples[code].subscriptions.flatMap((wish, index) => {
    const start = dayOfMonth(monthIndexOf(today) - wish.monthsAgo, wish.day);
    const sale = {
      at: instantIn(timeZone, start, 9 * HOUR + (index % 300)),
      do: () => sell(house, code, wish, start),
    };
    if (wish.cancelled === null) return [sale];
    const on = dayOfMonth(monthIndexOf(today) - wish.cancelled.monthsAgo, wish.cancelled.day);
    // Told on the day itself: what was billed ahead is credited.
    const cancellation = {
      at: instantIn(timeZone, on, 13 * HOUR),
      do: async () =>
        done(
          `cancel ${wish.packagePlan} of ${wish.account}`,
          await services.subscriptions.cancelSubscription(companies[code].who('billing'), {
            id: house.subscriptions.get(wish) ?? 0,
            mode: 'commit',
            on,
          }),
        ),
    };
    return [sale, cancellation];
  });
}

async function sell(
  house: House,
  code: ExampleCode,
  wish: ExampleSubscription,
  start: PlainDate,
): Promise<void> {
  const { services, companies } = house;
  const what = `${wish.packagePlan} for ${wish.account}`;
  const number = await place(house, {
    wish,
    document: house.examples[code].contractRequired.has(wish.packagePlan) ? 'signed-contract.pdf' : null,
    seller: code,
  });
  for (const { requestId, worker } of await requestsOf(house, number))
    done(
      `activate ${what}`,
      await services.orders.activateRequest(worker, { requestId, activationDate: start }),
    );
  const subscription = await subscriptionOf(house, code, number);
  if (wish.accessFeeOverride !== null)
    done(
      `give ${what} a fee of its own`,
      await services.subscriptions.overrideAccessFee(companies[code].who('billing'), {
        id: subscription,
        mode: 'commit',
        fee: done(`read the fee of ${what}`, parseFee(wish.accessFeeOverride)),
      }),
    );
  house.subscriptions.set(wish, subscription);
}

async function subscriptionOf(
  { services, companies }: House,
  code: ExampleCode,
  number: string,
): Promise<number> {
  const order = done(
    'look at the order',
    await services.orders.getOrder(companies[code].who('admin'), number),
  );
  invariant(order.subscription !== null, 'an activated order has a subscription');
  return order.subscription.id;
}
