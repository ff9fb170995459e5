/** The other company of a subscription's order: the wholesaler that supplies it, or the retailer that it supplies. */
import { dateIn, type Instant } from '#core/calendar.ts';
import type { Counterpart } from '#core/subscriptions/cancel-subscription.ts';
import type { LoadedSubscription } from '../ports/subscriptions.ts';

export function counterpartsOf(
  { own, counterpart }: LoadedSubscription,
  now: Instant,
): { readonly upstream: Counterpart | null; readonly downstream: Counterpart | null } {
  if (counterpart === null) return { upstream: null, downstream: null };
  const other = { subscription: counterpart, today: dateIn(counterpart.timeZone, now) };
  return own.order?.sellerId === own.company.id
    ? { upstream: other, downstream: null }
    : { upstream: null, downstream: other };
}
