/**
 * BILL-8: ends what a subscription still has after a day. Ends come earlier, never later: what was credited stays credited. The
 * next run settles the change, so every term that is touched is due from the day on which the change is known.
 */
import { earlier, later, type PlainDate } from '../calendar.ts';
import type { Side, Subscription, SubscriptionService, SubscriptionTerm } from './subscription.ts';

export interface Ending {
  /** First day without service. */
  readonly on: PlainDate;
  /** The day on which it is entered, by the company's own calendar: known from then on. */
  readonly today: PlainDate;
}

/** The term with an earlier end; null where its own is as early already. One that was to start later ends where it would have. */
export function endTerm(term: SubscriptionTerm, { on, today }: Ending): SubscriptionTerm | null {
  const end = later(on, term.term.grid.start);
  if (term.term.end !== null && term.term.end <= end) return null;
  return {
    ...term,
    term: { ...term.term, end },
    endKnownFrom: today,
    nextDueOn: term.nextDueOn === null ? today : earlier(term.nextDueOn, today),
  };
}

/** The service with an earlier end; null where it has ended by then. */
export function endService(service: SubscriptionService, on: PlainDate): SubscriptionService | null {
  if (service.status === 'cancelled') return null;
  const activeUntil = service.activeFrom === null ? on : later(on, service.activeFrom);
  if (service.activeUntil !== null && service.activeUntil <= activeUntil) return null;
  return { ...service, activeUntil };
}

/** Terms and services of some sides that end, only those that change. */
export function endSides(
  { terms, services }: Pick<Subscription, 'terms' | 'services'>,
  sides: readonly Side[],
  ending: Ending,
): { readonly terms: readonly SubscriptionTerm[]; readonly services: readonly SubscriptionService[] } {
  return {
    terms: terms.flatMap((term) => (sides.includes(term.side) ? (endTerm(term, ending) ?? []) : [])),
    services: services.flatMap((service) =>
      sides.includes(service.side) ? (endService(service, ending.on) ?? []) : [],
    ),
  };
}
