import { UNBILLED } from '../billing/terms.ts';
import type {
  Subscription,
  SubscriptionChange,
  SubscriptionService,
  SubscriptionTerm,
} from './subscription.ts';

/**
 * The subscription as a change leaves it, before anything is written. What the change begins goes by numbers below zero, in the
 * order in which it would be written: a database gives none of those.
 */
export function applyChange({
  before,
  status,
  cancelledBy,
  suspensions,
  terms,
  newTerms,
  services,
  newServices,
}: SubscriptionChange): Subscription {
  return {
    ...before,
    status,
    cancelledBy,
    suspensions,
    terms: [
      ...before.terms.map((term) => terms.find(({ id }) => id === term.id) ?? term),
      ...newTerms.map(
        (term, index): SubscriptionTerm => ({
          ...term,
          id: below(before.terms, index),
          version: 1,
          endKnownFrom: null,
          migration: null,
          withdrawn: false,
          progress: UNBILLED,
          approved: [],
        }),
      ),
    ],
    services: [
      ...before.services.map((service) => services.find(({ id }) => id === service.id) ?? service),
      ...newServices.map(
        (service, index): SubscriptionService => ({
          ...service,
          id: below(before.services, index),
          status: 'active',
          lastTerm: null,
          activeUntil: null,
        }),
      ),
    ],
  };
}

const below = (before: readonly { readonly id: number }[], index: number): number =>
  before.reduce((least, { id }) => Math.min(least, id), 0) - 1 - index;
