/** Billing runs, the ledger of cardlines, and invoices. */
import { sql } from 'drizzle-orm';
import {
  type AnySQLiteColumn,
  check,
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { ParkedAccount, RunChunk, RunSettings, RunTally } from '#app/ports/billing.ts';
import type { BillingDayStatus, PersonNamed } from '#app/ports/billing-days.ts';
import type { RunFigures } from '#app/ports/billing-report.ts';
import type { Cents } from '#core/money.ts';
import { centsColumn, day, instant, json, key, taxRateColumn } from '../columns.ts';
import { account } from './accounts.ts';
import { provider } from './providers.ts';
import { subscription, subscriptionTerm } from './subscriptions.ts';

export const billingRun = sqliteTable(
  'billing_run',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    asOf: day('as_of').notNull(),
    mode: text('mode').$type<'preview' | 'commit'>().notNull(),
    status: text('status').$type<'queued' | 'running' | 'done' | 'failed' | 'stale'>().notNull(),
    /** Hash of all lines, in order: what an approval is bound to (BILL-11). */
    hash: text('hash'),
    previewHash: text('preview_hash'),
    catalogueVersion: integer('catalogue_version').notNull(),
    /** Where the next chunk starts: the last term that is done. */
    lastTermId: integer('last_term_id').notNull().default(0),
    /** Lines and exact cents by side and kind, so far. */
    tally: json<RunTally>('tally').notNull(),
    /** One entry a chunk: what a preview's pages are checked against when they are worked out again. */
    trail: json<readonly RunChunk[]>('trail').notNull(),
    parked: json<readonly ParkedAccount[]>('parked').notNull(),
    failure: text('failure'),
    startedBy: text('started_by').notNull(),
    createdAt: instant('created_at').notNull(),
    finishedAt: instant('finished_at'),
    /** Who works on it: a token of that worker's own; null between two of them, and once it has ended. */
    worker: text('worker'),
    /** Until when the worker counts as alive, by the database's clock; null once the run has ended. */
    leaseUntil: instant('lease_until'),
    /** Workers in a row who fell silent before they wrote a chunk. */
    lostWorkers: integer('lost_workers').notNull().default(0),
    /** As they were when it began; null: it began before they were kept. */
    settings: json<RunSettings>('settings'),
    /** Of the request that began it: the same one sent again is answered with this run. */
    requestKey: text('request_key'),
  },
  (t) => [
    index('run_provider').on(t.providerId, t.id),
    /** Few at any time, and looked for each minute. */
    index('run_under_way').on(t.providerId).where(sql`status in ('queued', 'running')`),
    /** Runs of one day, and of the days that it is compared with. */
    index('run_day').on(t.providerId, t.asOf),
    index('run_request').on(t.providerId, t.requestKey).where(sql`request_key is not null`),
    check('run_mode_word', sql`${t.mode} in ('preview', 'commit')`),
    check('run_status_word', sql`${t.status} in ('queued', 'running', 'done', 'failed', 'stale')`),
  ],
);

/** A day that was announced before its run: the preview that it stands on, and what people decided. */
export const billingDay = sqliteTable(
  'billing_day',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    asOf: day('as_of').notNull(),
    status: text('status').$type<BillingDayStatus>().notNull(),
    /** The preview; once it is billed, the run that billed it. */
    runId: key('run_id')
      .notNull()
      .references(() => billingRun.id),
    changedBy: json<readonly PersonNamed[]>('changed_by').notNull(),
    decidedBy: json<PersonNamed>('decided_by'),
    reason: text('reason'),
    version: integer('version').notNull().default(1),
  },
  (t) => [
    uniqueIndex('billing_day_once').on(t.providerId, t.asOf),
    /** Few: what waits for its time or for somebody. */
    index('billing_day_open').on(t.providerId, t.asOf).where(sql`status <> 'billed'`),
    check(
      'billing_day_status_word',
      sql`${t.status} in ('announced', 'waiting', 'approved', 'held', 'billed')`,
    ),
  ],
);

/** What a run's report says beside the run itself: apart, since lists of runs do not want it. */
export const billingReport = sqliteTable('billing_report', {
  runId: key('run_id')
    .primaryKey()
    .references(() => billingRun.id),
  figures: json<RunFigures>('figures').notNull(),
});

export const invoice = sqliteTable(
  'invoice',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    accountId: key('account_id')
      .notNull()
      .references(() => account.id),
    /** A credit note takes back the whole of an invoice. */
    kind: text('kind').$type<'invoice' | 'credit_note'>().notNull().default('invoice'),
    /** INV-1: without gaps, per provider and kind. */
    sequence: integer('sequence').notNull(),
    number: text('number').notNull(),
    /** The day that the invoice is of: the as-of date of the run that made it. */
    issuedOn: day('issued_on').notNull(),
    periodFrom: day('period_from').notNull(),
    periodTo: day('period_to').notNull(),
    amount: centsColumn('amount').notNull(),
    tax: centsColumn('tax').notNull(),
    /** What the invoice before left in the account's favour, zero or negative: less is due on this one. */
    balanceBrought: centsColumn('balance_brought')
      .notNull()
      .default(0 as Cents),
    /**
     * Of a credit note: the invoice that it takes back, and why. No foreign keys within the table: every new invoice would look
     * for rows that name it.
     */
    voids: key('voids'),
    reason: text('reason'),
    /** Of an invoice that was taken back: its credit note. */
    voidedBy: key('voided_by'),
    /** Both parties as they were called on that day: an invoice that was sent never changes. */
    issuerName: text('issuer_name').notNull(),
    issuerBusinessNumber: text('issuer_business_number'),
    customerName: text('customer_name').notNull(),
    customerAddress: text('customer_address'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('invoice_sequence').on(t.providerId, t.kind, t.sequence),
    index('invoice_listed').on(t.providerId, t.id),
    index('invoice_account').on(t.accountId, t.id),
    /** Two who take an invoice back at once make one credit note. */
    uniqueIndex('invoice_voids').on(t.voids).where(sql`voids is not null`),
    /** Also where the prefix was changed: A1 and 2 read like A and 12. */
    uniqueIndex('invoice_number').on(t.providerId, t.number),
    /** Of those in force: a period whose invoice was taken back may get another. */
    uniqueIndex('invoice_period')
      .on(t.accountId, t.periodFrom)
      .where(sql`kind = 'invoice' and voided_by is null`),
    index('invoice_issued').on(t.providerId, t.issuedOn),
  ],
);

/** What was on an invoice that was taken back, where its lines wait for another one. */
export const voidedLine = sqliteTable(
  'voided_line',
  {
    invoiceId: key('invoice_id')
      .notNull()
      .references(() => invoice.id),
    cardlineId: key('cardline_id')
      .notNull()
      .references((): AnySQLiteColumn => cardline.id),
  },
  (t) => [primaryKey({ columns: [t.invoiceId, t.cardlineId] })],
);

/**
 * The ledger. Pending until an invoice takes the line; never changed otherwise. The unique key is the identity of BILL-10,
 * period first, so that a run appends to it; (term) stands for subscription and plan.
 */
export const cardline = sqliteTable(
  'cardline',
  {
    id: key().primaryKey(),
    providerId: key('provider_id').notNull(),
    accountId: key('account_id')
      .notNull()
      .references(() => account.id),
    subscriptionId: key('subscription_id').references(() => subscription.id),
    termId: key('term_id').references(() => subscriptionTerm.id),
    side: text('side').$type<'sell' | 'buy'>().notNull(),
    /** 0: a package-level line. Otherwise a service. */
    serviceId: integer('service_id').notNull().default(0),
    /** 0, or the product or bolt-on that the line is for. */
    itemId: integer('item_id').notNull().default(0),
    /** 1 setup_fee, 2 access_fee, 3 feature_fee, 4 bolt_on_fee, 5 usage, 6 product; a credit is minus what it takes back. */
    kind: integer('kind').notNull(),
    revision: integer('revision').notNull().default(0),
    periodStart: day('period_start').notNull(),
    from: day('from').notNull(),
    to: day('to').notNull(),
    generatedOn: day('generated_on').notNull(),
    amount: centsColumn('amount').notNull(),
    tax: centsColumn('tax').notNull(),
    taxRate: taxRateColumn('tax_rate').notNull(),
    /** The fee that the amount is a part of, cents. */
    fee: centsColumn('fee').notNull(),
    /** The rest of the line's LineBasis as compact JSON; null for one whole fee (BILL-12). */
    basis: text('basis'),
    catalogueVersion: integer('catalogue_version').notNull(),
    runId: key('run_id').references(() => billingRun.id),
    invoiceId: key('invoice_id').references(() => invoice.id),
    /** Why no invoice is to take it for now, and who says so; null: nothing holds it back. */
    held: text('held'),
  },
  (t) => [
    uniqueIndex('cardline_identity').on(t.periodStart, t.termId, t.serviceId, t.itemId, t.kind, t.revision),
    /** Both grow at their end only. */
    index('cardline_run').on(t.runId),
    index('cardline_invoice').on(t.invoiceId).where(sql`invoice_id is not null`),
    /** Small: what the next invoice takes. */
    index('cardline_pending').on(t.providerId, t.accountId).where(sql`invoice_id is null and side = 'sell'`),
    check('cardline_dates', sql`${t.to} >= ${t.from}`),
    check('cardline_amount', sql`${t.amount} <> 0`),
  ],
);
