import { accountKey } from '#core/accounts/account-key.ts';
import { ok, type Result } from '#core/result.ts';
import type { SubscriptionStanding } from '#core/subscriptions/subscription.ts';
import { requirePower, today } from '../actor.ts';
import { planNames } from '../orders/views.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { SubscriptionPorts } from './services.ts';
import { type SubscriptionListItem, subscriptionListItem } from './views.ts';

export interface SubscriptionsWanted {
  /** Reference of an account, or its id (`acc_12`). */
  readonly account?: string | undefined;
  readonly status?: SubscriptionStanding | undefined;
}

/** The subscriptions that the actor's company bills, newest first. */
export const makeListSubscriptions =
  ({ subscriptions, catalogue, clock }: Pick<SubscriptionPorts, 'subscriptions' | 'catalogue' | 'clock'>) =>
  async (
    actor: Actor,
    { account, status }: SubscriptionsWanted,
    page: PageRequest,
  ): Promise<Result<Page<SubscriptionListItem>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const filter = { status, account: account === undefined ? undefined : accountKey(account) };
    const [found, snapshot] = await Promise.all([
      subscriptions.page(actor.providerId, filter, today(clock, actor), page),
      catalogue.snapshot(actor.providerId),
    ]);
    if (!found.ok) return found;
    const names = planNames(snapshot);
    const { items, nextCursor } = found.value;
    return ok({ items: items.map((row) => subscriptionListItem(row, names)), nextCursor });
  };
