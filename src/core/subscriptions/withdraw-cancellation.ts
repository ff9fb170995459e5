/**
 * A cancellation that is taken back: as if it had not been entered (decision 87). What it took back of bills is charged again by the
 * next run, migrations that it forestalled take effect, and what mirrors the subscription in the other company's books
 * comes back with it.
 */
import { type PlainDate, spokenDate } from '../calendar.ts';
import { conflict, ok, type Result } from '../result.ts';
import type { Counterpart } from './cancel-subscription.ts';
import { reopenSides } from './end-terms.ts';
import {
  changeOf,
  changesNothing,
  endOf,
  lastTermOn,
  SIDES,
  type Subscription,
  type SubscriptionChange,
} from './subscription.ts';

export interface WithdrawalContext {
  readonly today: PlainDate;
  /** Of the wholesaler whom the package is bought from. */
  readonly upstream: Counterpart | null;
  /** Of the retailer that buys it. */
  readonly downstream: Counterpart | null;
}

export interface CancellationWithdrawn {
  /** The company's own change first. */
  readonly changes: readonly [SubscriptionChange, ...SubscriptionChange[]];
  /** The day that was to be the first without service. */
  readonly end: PlainDate;
  /** The wholesaler, where it has cancelled its supply itself: that does not come back. */
  readonly supplyEndedBy: string | null;
}

export function withdrawCancellation(
  subscription: Subscription,
  { today, upstream, downstream }: WithdrawalContext,
): Result<CancellationWithdrawn> {
  const end = endOf(subscription);
  if (end === null) return conflict('not_cancelled', 'It is not cancelled: there is nothing to withdraw.');
  const supplies = downstream?.subscription;
  if (subscription.cancelledBy === 'retailer')
    return conflict(
      'cancelled_by_retailer',
      `${supplies?.company.name ?? 'The retailer that it supplies'} has cancelled what this subscription supplies: it comes back when the retailer withdraws its own cancellation.`,
    );
  if (supplies?.status === 'cancelled')
    return conflict(
      'retailer_cancelled',
      `${supplies.company.name} has cancelled its own subscription for this order: it has to withdraw that first.`,
    );
  const supply = upstream?.subscription;
  const isSupplyGone = supply?.status === 'cancelled' && supply.cancelledBy === 'own';
  const own = changeOf(subscription, {
    status: 'active',
    cancelledBy: null,
    ...reopenSides(subscription, isSupplyGone ? ['sell'] : SIDES, today),
  });
  const others = [
    upstream && !isSupplyGone ? reopened(upstream) : null,
    // The supply of the retailer's own customer comes back with what it is charged.
    downstream &&
      changeOf(downstream.subscription, reopenSides(downstream.subscription, ['buy'], downstream.today)),
  ].flatMap((change) => (change === null || changesNothing(change) ? [] : [change]));
  return ok({
    changes: [own, ...others],
    end,
    supplyEndedBy: isSupplyGone ? (supply?.company.name ?? null) : null,
  });
}

/** The wholesaler's subscription; it stays ended where a migration of the retailer's leaves it. */
function reopened({ subscription, today }: Counterpart): SubscriptionChange {
  const leavesIt = lastTermOn(subscription, 'sell')?.migration !== null;
  return changeOf(subscription, {
    ...(leavesIt ? {} : { status: 'active', cancelledBy: null }),
    ...reopenSides(subscription, SIDES, today),
  });
}

/** What people are told. */
export const sayWithdrawn = ({ end, supplyEndedBy }: CancellationWithdrawn): string =>
  supplyEndedBy === null
    ? `The cancellation from ${spokenDate(end)} on is withdrawn: service goes on.`
    : `The cancellation from ${spokenDate(end)} on is withdrawn. ${supplyEndedBy} has ended its supply itself, and that does not come back: see to another one.`;
