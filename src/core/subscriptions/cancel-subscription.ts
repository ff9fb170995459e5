/**
 * BILL-8: a cancellation names the first day without service: any day from the start of the subscription on, past, present or
 * ahead. It ends the company's own terms on both sides, and what mirrors them in the other company's books (PROV-2).
 */
import { addMonths, type PlainDate, spokenDate } from '../calendar.ts';
import { conflict, type Fault, fault, no, ok, type Result } from '../result.ts';
import { endSides } from './end-terms.ts';
import {
  changeOf,
  changesNothing,
  endOf,
  SIDES,
  type Subscription,
  type SubscriptionChange,
  startOf,
} from './subscription.ts';

/** How far ahead a day is believed: no contract or period is longer than three years; more is a slip of the keyboard. */
const MOST_MONTHS_AHEAD = 36;

export interface Cancellation {
  readonly on: PlainDate;
  readonly today: PlainDate;
}

/** The subscription of the other company that carries the same order, with that company's own date. */
export interface Counterpart {
  readonly subscription: Subscription;
  readonly today: PlainDate;
}

export interface CancellationContext extends Cancellation {
  /** Of the wholesaler whom the package is bought from. */
  readonly upstream: Counterpart | null;
  /** Of the retailer that buys it. */
  readonly downstream: Counterpart | null;
}

/** The company's own change first; of the others those that have something to change. */
export function cancelSubscription(
  subscription: Subscription,
  { on, today, upstream, downstream }: CancellationContext,
): Result<readonly SubscriptionChange[]> {
  const refused = checkDay(subscription, { on, today });
  if (!refused.ok) return refused;
  const own = ended(subscription, { on, today });
  const others = [
    upstream && ended(upstream.subscription, { on, today: upstream.today }, 'retailer'),
    // What the retailer pays ends with what it is charged; whether its customer is still served, the retailer says.
    downstream && supplyEnded(downstream.subscription, { on, today: downstream.today }),
  ].flatMap((change) => (change === null || changesNothing(change) ? [] : [change]));
  return ok([own, ...others]);
}

/** All of it ends: the company's customer has cancelled. What a company ended itself stays its own. */
const ended = (
  before: Subscription,
  cancellation: Cancellation,
  cancelledBy: 'own' | 'retailer' = 'own',
): SubscriptionChange =>
  changeOf(before, {
    status: 'cancelled',
    cancelledBy: before.cancelledBy === 'own' ? 'own' : cancelledBy,
    ...endSides(before, SIDES, cancellation),
  });

const supplyEnded = (before: Subscription, cancellation: Cancellation): SubscriptionChange =>
  changeOf(before, endSides(before, ['buy'], cancellation));

function checkDay(subscription: Subscription, { on, today }: Cancellation): Result<null> {
  const end = endOf(subscription);
  if (end !== null && on >= end)
    return conflict(
      'already_cancelled',
      `It is cancelled already: ${spokenDate(end)} is its first day without service. A second cancellation names an earlier day; for a later one withdraw this one first.`,
    );
  const faults: Fault[] = [];
  const start = startOf(subscription);
  if (start !== null && on < start)
    faults.push(
      fault(
        'cancellation_before_start',
        `The subscription starts on ${spokenDate(start)}: that is the earliest first day without service.`,
        'on',
      ),
    );
  faults.push(...tooFarAhead(on, today));
  return faults.length > 0 ? no(...faults) : ok(null);
}

/** Of cancellations and migrations alike. */
export function tooFarAhead(on: PlainDate, today: PlainDate): Fault[] {
  const last = addMonths(today, MOST_MONTHS_AHEAD);
  return on > last
    ? [
        fault(
          'day_too_far_ahead',
          `${spokenDate(on)} is more than ${MOST_MONTHS_AHEAD} months ahead: name a day up to ${spokenDate(last)}.`,
          'on',
        ),
      ]
    : [];
}
