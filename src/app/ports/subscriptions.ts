/** Where subscriptions are kept. Deciding is #core/subscriptions; a store only loads and writes. */
import type { AccountKey } from '#core/accounts/account-key.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import type { PlanRef } from '#core/orders/order.ts';
import type { Result } from '#core/result.ts';
import type { BreakOutLine } from '#core/subscriptions/break-contract.ts';
import type {
  Subscription,
  SubscriptionChange,
  SubscriptionStanding,
} from '#core/subscriptions/subscription.ts';
import type { Page, PageRequest, Traces } from './platform.ts';

/** A subscription of the asking company and, where another company carries the same order, that company's. */
export interface LoadedSubscription {
  readonly own: Subscription;
  readonly counterpart: Subscription | null;
}

export interface SubscriptionFilter {
  readonly account?: AccountKey | undefined;
  readonly status?: SubscriptionStanding | undefined;
}

/** A subscription in a list. */
export interface SubscriptionRow {
  readonly id: number;
  readonly version: number;
  readonly status: SubscriptionStanding;
  readonly account: { readonly id: number; readonly reference: string; readonly name: string };
  readonly order: string | null;
  readonly createdAt: Instant;
  readonly start: PlainDate;
  /** First day without service; null: none is known. */
  readonly end: PlainDate | null;
  /** In force on the day asked about. */
  readonly packagePlan: PlanRef;
}

/** CON-1: a break-out fee, or its credit, that is written with a change. */
export interface BreakOutToWrite extends BreakOutLine {
  readonly generatedOn: PlainDate;
  readonly catalogueVersion: number;
}

export interface SubscriptionStore {
  find(providerId: number, id: number): Promise<LoadedSubscription | null>;
  /** Newest first; standings as of a day. */
  page(
    providerId: number,
    filter: SubscriptionFilter,
    today: PlainDate,
    page: PageRequest,
  ): Promise<Result<Page<SubscriptionRow>>>;
  /**
   * All the changes and the break-out fees of them in one batch; false where a person or a run has moved one of the subscriptions or terms on since it was read,
   * and nothing was written.
   */
  commit(
    changes: readonly SubscriptionChange[],
    breakOut: readonly BreakOutToWrite[],
    traces: Traces,
  ): Promise<boolean>;
}
