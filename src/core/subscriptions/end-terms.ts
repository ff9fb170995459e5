/**
 * BILL-8: ends what a subscription still has after a day, and takes that back again. The next run settles the change, so every
 * term that is touched is due from the day on which the change is known.
 */
import { earlier, later, type PlainDate } from '../calendar.ts';
import {
  type Side,
  type Subscription,
  type SubscriptionService,
  type SubscriptionTerm,
  type TermMigration,
  termsOn,
} from './subscription.ts';

export interface Ending {
  /** First day without service. */
  readonly on: PlainDate;
  /** The day on which it is entered, by the company's own calendar: known from then on. */
  readonly today: PlainDate;
  /** The number of the migration that ends it; left out: a cancellation does. */
  readonly migration?: number | undefined;
}

/** The parts of a subscription that an end or its withdrawal changes. */
export interface Ended {
  readonly terms: readonly SubscriptionTerm[];
  readonly services: readonly SubscriptionService[];
}

/** The term with an earlier end; null where its own is as early already. One that was to start later ends where it would have. */
export function endTerm(term: SubscriptionTerm, { on, today, migration }: Ending): SubscriptionTerm | null {
  const end = later(on, term.term.grid.start);
  if (term.term.end !== null && term.term.end <= end) return null;
  const moved: TermMigration | null =
    migration === undefined ? term.migration : { on: end, number: migration, broken: null };
  return { ...withEnd(term, end, today), migration: moved };
}

/** A term with another end, or none, known from a day on. */
export const withEnd = (term: SubscriptionTerm, end: PlainDate | null, today: PlainDate): SubscriptionTerm =>
  dueBy({ ...term, term: { ...term.term, end }, endKnownFrom: today }, today);

/** The term due by a day at the latest, so that the run of that day settles a change. */
export const dueBy = (term: SubscriptionTerm, today: PlainDate): SubscriptionTerm => ({
  ...term,
  nextDueOn: term.nextDueOn === null ? today : earlier(term.nextDueOn, today),
});

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
): Ended {
  return {
    terms: terms.flatMap((term) => (sides.includes(term.side) ? (endTerm(term, ending) ?? []) : [])),
    services: services.flatMap((service) =>
      sides.includes(service.side) ? (endService(service, ending.on) ?? []) : [],
    ),
  };
}

/** Terms and services of some sides as if no cancellation had ended them: migrations take effect as they were to. */
export function reopenSides(
  subscription: Pick<Subscription, 'terms' | 'services'>,
  sides: readonly Side[],
  today: PlainDate,
): Ended {
  return {
    terms: subscription.terms.flatMap((term) => {
      if (!sides.includes(term.side) || term.withdrawn) return [];
      const end = endByMigration(subscription, term);
      return end === term.term.end ? [] : [withEnd(term, end, today)];
    }),
    services: subscription.services.flatMap((service) => {
      if (!sides.includes(service.side) || service.status === 'cancelled') return [];
      const last = termsOn(subscription, service.side).find(({ position }) => position === service.lastTerm);
      const activeUntil = last === undefined ? null : endByMigration(subscription, last);
      return activeUntil === service.activeUntil ? [] : [{ ...service, activeUntil }];
    }),
  };
}

/** The day on which a migration ends a term; null: none does. */
function endByMigration(
  subscription: Pick<Subscription, 'terms'>,
  { side, position, migration }: SubscriptionTerm,
): PlainDate | null {
  if (migration !== null) return migration.on;
  const next = termsOn(subscription, side).find((term) => term.position > position && !term.withdrawn);
  return next?.term.grid.start ?? null;
}
