/**
 * A migration that is taken back before it takes effect: as if it had not been entered (decision 87). The new plan's term ends where
 * it would have begun and bills nothing; the old one goes on, on both sides and at the wholesaler.
 */
import { type PlainDate, spokenDate } from '../calendar.ts';
import { conflict, ok, type Result } from '../result.ts';
import type { Counterpart } from './cancel-subscription.ts';
import { withEnd } from './end-terms.ts';
import {
  changeOf,
  changesNothing,
  lastTermOn,
  SIDES,
  type Side,
  type Subscription,
  type SubscriptionChange,
  type SubscriptionService,
  type SubscriptionTerm,
  termsOn,
} from './subscription.ts';

export interface MigrationWithdrawn {
  /** The company's own change first. */
  readonly changes: readonly [SubscriptionChange, ...SubscriptionChange[]];
  /** The plan that was to take over, and when. */
  readonly plan: string;
  readonly day: PlainDate;
}

export interface MigrationWithdrawalContext {
  readonly today: PlainDate;
  readonly upstream: Counterpart | null;
  readonly downstream: Counterpart | null;
}

export function withdrawMigration(
  subscription: Subscription,
  { today, upstream, downstream }: MigrationWithdrawalContext,
): Result<MigrationWithdrawn> {
  if (subscription.status === 'cancelled')
    return conflict(
      'subscription_cancelled',
      'The subscription is cancelled: withdraw the cancellation first.',
    );
  if (downstream !== null)
    return conflict(
      'migrated_by_retailer',
      `This subscription supplies an order of ${downstream.subscription.company.name}: it moves as ${downstream.subscription.company.name} migrates its own.`,
    );
  const last = lastTermOn(subscription, 'sell');
  const old = termsOn(subscription, 'sell').findLast(
    ({ withdrawn, position }) => !withdrawn && position < (last?.position ?? 0),
  );
  if (last === undefined || !old?.migration)
    return conflict('no_migration', 'No migration of it is waiting to take effect.');
  if (last.term.grid.start <= today)
    return conflict(
      'migration_in_effect',
      `${last.packagePlan.code} has been in force since ${spokenDate(last.term.grid.start)}: migrate the subscription back.`,
    );
  const { number } = old.migration;
  if (upstream?.subscription.cancelledBy === 'own')
    return conflict(
      'supply_cancelled',
      `${upstream.subscription.company.name} has cancelled its supply itself, so that the old plan has none: cancel the subscription, or let it migrate.`,
    );
  const own = movedBack(subscription, { number, today });
  const supply =
    upstream === null ? null : movedBack(upstream.subscription, { number, today: upstream.today });
  return ok({
    changes: [own, ...(supply === null || changesNothing(supply) ? [] : [supply])],
    plan: last.packagePlan.code,
    day: last.term.grid.start,
  });
}

interface Back {
  /** Of the migration: see `TermMigration`. */
  readonly number: number;
  readonly today: PlainDate;
}

function movedBack(subscription: Subscription, back: Back): SubscriptionChange {
  const sides = SIDES.map((side) => sideMovedBack(subscription, side, back));
  const terms = sides.flatMap((side) => side.terms);
  const services = sides.flatMap((side) => side.services);
  // A supply that the migration was to end is there again.
  return terms.length === 0
    ? changeOf(subscription, {})
    : changeOf(subscription, { status: 'active', cancelledBy: null, terms, services });
}

function sideMovedBack(
  subscription: Subscription,
  side: Side,
  { number, today }: Back,
): { readonly terms: readonly SubscriptionTerm[]; readonly services: readonly SubscriptionService[] } {
  const terms = termsOn(subscription, side).filter(({ withdrawn }) => !withdrawn);
  const old = terms.find(({ migration }) => migration?.number === number);
  if (old === undefined) return { terms: [], services: [] };
  const begun = terms.find(({ position }) => position > old.position);
  const ofSide = subscription.services.filter(
    (service) => service.side === side && service.status !== 'cancelled',
  );
  return {
    terms: [
      { ...withEnd(old, null, today), migration: null },
      ...(begun === undefined ? [] : [{ ...withEnd(begun, begun.term.grid.start, today), withdrawn: true }]),
    ],
    services: ofSide.flatMap((service): SubscriptionService[] => {
      if (service.lastTerm === old.position) return [{ ...service, lastTerm: null, activeUntil: null }];
      return begun !== undefined && service.firstTerm === begun.position
        ? [{ ...service, status: 'cancelled', activeUntil: service.activeFrom }]
        : [];
    }),
  };
}
