/** Subscriptions, the terms (stretches on one plan) that billing walks over, their services and period approvals. */
import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { centsColumn, day, flag, instant, json, key } from '../columns.ts';
import { account } from './accounts.ts';
import { catalogueItem } from './catalogue.ts';
import { order, orderService } from './orders.ts';
import { provider } from './providers.ts';

/** A package plan in force on an account, from its activation on. Migrations keep the subscription and add a term. */
export const subscription = sqliteTable(
  'subscription',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    accountId: key('account_id')
      .notNull()
      .references(() => account.id),
    /** The order that made it; null for one that was brought in. A wholesaler's subscription names the retailer's order. */
    orderId: key('order_id').references(() => order.id),
    status: text('status').notNull(),
    /** Whose cancellation ended it: its own company's, or that of the retailer that it supplies; null: it is not cancelled. */
    cancelledBy: text('cancelled_by').$type<'own' | 'retailer'>(),
    /** JSON list of the stretches for which it is suspended (`Suspension`); null: none. */
    suspensions: text('suspensions'),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    index('subscription_account').on(t.accountId),
    /** One order gives one subscription a provider, whoever activates first (PROV-5). */
    uniqueIndex('subscription_order').on(t.orderId, t.providerId),
    index('subscription_provider').on(t.providerId, t.id),
    index('subscription_status').on(t.providerId, t.status, t.id),
    /** Few. */
    index('subscription_suspended').on(t.providerId, t.id).where(sql`suspensions is not null`),
    check('subscription_status_word', sql`${t.status} in ('active', 'cancelled')`),
  ],
);

/**
 * One stretch of a subscription on one plan (`Term` and `TermProgress` of #core/billing/terms.ts). The run scans this
 * table by primary key: no index on what a run advances (reference figures: such an index makes the advance 7 times dearer).
 */
export const subscriptionTerm = sqliteTable(
  'subscription_term',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    accountId: key('account_id')
      .notNull()
      .references(() => account.id),
    subscriptionId: key('subscription_id')
      .notNull()
      .references(() => subscription.id),
    /** 1, 2 … within the subscription and side. */
    position: integer('position').notNull(),
    /** sell: what the account pays. buy: what the provider itself pays for it; never invoiced, never shown downstream. */
    side: text('side').$type<'sell' | 'buy'>().notNull(),
    packagePlanId: key('package_plan_id')
      .notNull()
      .references(() => catalogueItem.id),
    start: day('start').notNull(),
    /** PER-2: the month (counted from year 0) and day from which B(1), B(2) … are counted. */
    anchorMonth: integer('anchor_month').notNull(),
    anchorDay: integer('anchor_day').notNull(),
    /** The period length that the grid was laid with; a later change of the plan does not move it. */
    lengthMonths: integer('length_months').notNull(),
    /** BILL-1: nothing of the term is billed by a run of an earlier day. */
    knownFrom: day('known_from').notNull(),
    chargesSetup: flag('charges_setup').notNull(),
    /** FEE-4 */
    accessFeeOverride: centsColumn('access_fee_override'),
    /** First day without service, and the day from which that is known (BILL-8). */
    end: day('end'),
    endKnownFrom: day('end_known_from'),
    nextPeriod: integer('next_period').notNull().default(0),
    /** In arrears: JSON list of the periods that fell due and wait for their approval; null: none. */
    waiting: text('waiting'),
    setupBilled: flag('setup_billed').notNull().default(false),
    /** JSON list of the services that became active after the package and wait for the next run (`JoiningService`); null: none. */
    joining: text('joining'),
    /** FEE-4: fees of its own for periods that begin on some days (`DatedFee`), JSON list; null: none. */
    datedFees: text('dated_fees'),
    /** Whether a service of it has bolt-ons; and JSON list of those that changed and wait for the next run (`ChangedBoltOn`). */
    hasBoltOns: flag('has_bolt_ons').notNull().default(false),
    boltOnChanges: text('bolt_on_changes'),
    settledEnd: day('settled_end'),
    /** JSON list of the stretches without billing (`Pause`), and the day from which they are known; null: none. */
    pauses: text('pauses'),
    pausesKnownFrom: day('pauses_known_from'),
    /** The pauses for which lines have been corrected. */
    settledPauses: text('settled_pauses'),
    /** The day on which a migration ends it, whatever a cancellation does before, and the number of that migration (BILL-9). */
    migratesOn: day('migrates_on'),
    migration: integer('migration'),
    /** CON-1: JSON of the contract that this migration breaks (`ContractLeft`); null: none. */
    contractBroken: text('contract_broken'),
    /** It was to take over by a migration that was withdrawn before that: it ends where it would have begun. */
    withdrawn: flag('withdrawn').notNull().default(false),
    /** The first day on which a run finds something to do; null: never again, as things stand. */
    nextDueOn: day('next_due_on'),
    /** Every change adds one; a run writes only what it read (BILL-10). */
    version: integer('version').notNull().default(1),
  },
  (t) => [
    uniqueIndex('term_position').on(t.subscriptionId, t.side, t.position),
    /** A small provider's run does not walk over everybody's terms. Nothing in it ever changes. */
    index('term_provider').on(t.providerId),
    check('term_side_word', sql`${t.side} in ('sell', 'buy')`),
    check('term_length', sql`${t.lengthMonths} between 1 and 36`),
    check('term_end', sql`${t.end} is null or ${t.end} >= ${t.start}`),
  ],
);

/** A service in force: what a usage record is matched to, and what service plan fees are charged for. */
export const service = sqliteTable(
  'service',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    subscriptionId: key('subscription_id')
      .notNull()
      .references(() => subscription.id),
    orderServiceId: key('order_service_id').references(() => orderService.id),
    servicePlanId: key('service_plan_id')
      .notNull()
      .references(() => catalogueItem.id),
    side: text('side').$type<'sell' | 'buy'>().notNull(),
    /** Phone number, domain, circuit: what usage and people call it. */
    identifier: text('identifier'),
    details: json<Record<string, string>>('details').notNull(),
    status: text('status').notNull(),
    /** The first and last term (by position, on its side) that holds the service; null: no last one yet. A migration may end it. */
    firstTerm: integer('first_term').notNull().default(1),
    lastTerm: integer('last_term'),
    activeFrom: day('active_from'),
    /** Where it became active after the package: the company's date on which that was entered (BILL-1). */
    knownFrom: day('known_from'),
    /** First day without service. */
    activeUntil: day('active_until'),
    /** JSON list of its bolt-ons (`BoltOnInForce`); null: it never had one. */
    boltOns: text('bolt_ons'),
  },
  (t) => [
    index('service_subscription').on(t.subscriptionId),
    index('service_identifier').on(t.providerId, t.identifier),
    /** A migration gives the service of an order a further row, from the term on that it begins (BILL-9). */
    uniqueIndex('service_order').on(t.orderServiceId, t.providerId, t.side, t.firstTerm),
    check('service_status_word', sql`${t.status} in ('pending', 'active', 'cancelled')`),
  ],
);

/** BILL-5: a period that someone approved, where the provider approves by hand. */
export const periodApproval = sqliteTable(
  'period_approval',
  {
    termId: key('term_id')
      .notNull()
      .references(() => subscriptionTerm.id),
    periodStart: day('period_start').notNull(),
    approvedBy: text('approved_by').notNull(),
    approvedAt: instant('approved_at').notNull(),
    /** The provider's date of the approval: known to runs of that day and later. */
    approvedOn: day('approved_on').notNull(),
  },
  (t) => [uniqueIndex('period_approval_key').on(t.termId, t.periodStart)],
);
