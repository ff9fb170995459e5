import { notFound, ok, type Result } from '#core/result.ts';
import { requirePower, today } from '../actor.ts';
import { planNames } from '../orders/views.ts';
import type { Actor } from '../ports/platform.ts';
import { makeExtrasOf } from './service-extras.ts';
import type { SubscriptionPorts } from './services.ts';
import { type SubscriptionView, subscriptionView } from './views.ts';

export interface GetSubscription {
  readonly id: number;
  /** Whether the buy side, the company's own costs, is wanted too. */
  readonly buySide?: boolean | undefined;
}

export const subscriptionNotFound = () =>
  notFound(
    'subscription_not_found',
    'There is no such subscription: look it up in the list of subscriptions.',
  );

/** A subscription of the actor's own company. */
export const makeGetSubscription =
  ({ subscriptions, catalogue, clock }: Pick<SubscriptionPorts, 'subscriptions' | 'catalogue' | 'clock'>) =>
  async (actor: Actor, { id, buySide = false }: GetSubscription): Promise<Result<SubscriptionView>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const [loaded, snapshot] = await Promise.all([
      subscriptions.find(actor.providerId, id),
      catalogue.snapshot(actor.providerId),
    ]);
    if (loaded === null) return subscriptionNotFound();
    const day = today(clock, actor);
    const extrasOf = makeExtrasOf(snapshot, day);
    return ok(
      subscriptionView(loaded.own, {
        today: day,
        names: planNames(snapshot),
        extrasOf,
        catalogue: snapshot,
        buySide,
      }),
    );
  };
