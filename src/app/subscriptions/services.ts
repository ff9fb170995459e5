/** Subscriptions: looking at them, and the deeds that change them. */
import type { BillingRunStore, ChunkStore } from '../ports/billing.ts';
import type { CatalogueReader } from '../ports/catalogue-reader.ts';
import type { OrderStore } from '../ports/orders.ts';
import type { Clock } from '../ports/platform.ts';
import type { AuditReader } from '../ports/providers.ts';
import type { SubscriptionStore } from '../ports/subscriptions.ts';
import { makeCancelSubscription } from './cancel-subscription.ts';
import { makeAddBoltOn, makeEndBoltOn } from './change-bolt-ons.ts';
import { makeGetSubscription } from './get-subscription.ts';
import { makeListSubscriptions } from './list-subscriptions.ts';
import { makeMigrateSubscription } from './migrate-subscription.ts';
import { makeOverrideAccessFee } from './override-access-fee.ts';
import { makeResumeSubscription } from './resume-subscription.ts';
import { makeSimulateSubscription } from './simulate-subscription.ts';
import { makeSuspendSubscription } from './suspend-subscription.ts';
import { makeWithdrawCancellation } from './withdraw-cancellation.ts';
import { makeWithdrawMigration } from './withdraw-migration.ts';

export interface SubscriptionPorts {
  readonly subscriptions: SubscriptionStore;
  readonly catalogue: CatalogueReader;
  readonly clock: Clock;
  /** Who changed a subscription last: what the loser of a race is told. */
  readonly audit: AuditReader;
  /** How the provider bills, and what is billed: for saying what the next run does. */
  readonly runs: Pick<BillingRunStore, 'settings'>;
  readonly chunks: Pick<ChunkStore, 'readBilled'>;
  /** Whom the provider buys from. */
  readonly orders: Pick<OrderStore, 'placingFacts'>;
}

export type SubscriptionServices = ReturnType<typeof makeSubscriptionServices>;

export const makeSubscriptionServices = (ports: SubscriptionPorts) => ({
  listSubscriptions: makeListSubscriptions(ports),
  getSubscription: makeGetSubscription(ports),
  cancelSubscription: makeCancelSubscription(ports),
  migrateSubscription: makeMigrateSubscription(ports),
  overrideAccessFee: makeOverrideAccessFee(ports),
  withdrawCancellation: makeWithdrawCancellation(ports),
  withdrawMigration: makeWithdrawMigration(ports),
  suspendSubscription: makeSuspendSubscription(ports),
  resumeSubscription: makeResumeSubscription(ports),
  simulateSubscription: makeSimulateSubscription(ports),
  addBoltOn: makeAddBoltOn(ports),
  endBoltOn: makeEndBoltOn(ports),
});
