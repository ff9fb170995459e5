/** Providers, the tenants: every other row belongs to one. And which retailer buys from which wholesaler. */
import { sql } from 'drizzle-orm';
import { blob, check, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { LedgerCodes } from '#core/billing/ledger-codes.ts';
import type { BillingRounding, PeriodApproval } from '#core/billing/terms.ts';
import type { TaxRate } from '#core/money.ts';
import type { BillingApproval } from '#core/people/settings.ts';
import { flag, instant, json, key, taxRateColumn } from '../columns.ts';

export const provider = sqliteTable(
  'provider',
  {
    id: key().primaryKey(),
    code: text('code').notNull(),
    name: text('name').notNull(),
    /** IANA name; what "today" means (calendar dates are the provider's). */
    timeZone: text('time_zone').notNull(),
    /** The legal entity's number on invoices. */
    businessNumber: text('business_number'),
    /** BILL-5 */
    periodApproval: text('period_approval').$type<PeriodApproval>().notNull().default('automatic'),
    /** BILL-7 */
    rounding: text('rounding').$type<BillingRounding>().notNull().default('half_up'),
    /** BILL-13: what a blank Tax cell means. */
    defaultTaxRate: taxRateColumn('default_tax_rate')
      .notNull()
      .default(100_000 as TaxRate),
    /** INV-1: before the number, such as "BG-". */
    invoicePrefix: text('invoice_prefix').notNull().default(''),
    /** INV-1: the number that the next invoice takes; advanced in the batch that writes the invoices. */
    nextInvoiceNumber: integer('next_invoice_number').notNull().default(1),
    /** manual: invoices are made of what somebody has looked at (INV-1). */
    invoiceApproval: text('invoice_approval').$type<'automatic' | 'manual'>().notNull().default('automatic'),
    /** The series of credit notes, and before their numbers such as "CN-". */
    creditNotePrefix: text('credit_note_prefix').notNull().default('CN-'),
    nextCreditNoteNumber: integer('next_credit_note_number').notNull().default(1),
    nextOrderNumber: integer('next_order_number').notNull().default(1),
    /** INV-1: days after the invoice day at which invoices are made. */
    invoiceDelayDays: integer('invoice_delay_days').notNull().default(2),
    /** BILL-14: most lines that one account may get in one run, and the largest amount of one line in cents. */
    maxLinesPerAccount: integer('max_lines_per_account').notNull().default(1000),
    maxLineAmount: integer('max_line_amount').notNull().default(100_000_000),
    /** Lines of at least so many cents, either way, are named in the report of their run. */
    reportLineAbove: integer('report_line_above').notNull().default(100_000),
    /** Whether a scheduled day is billed by itself or once somebody approves its preview, and not whoever changed it (BILL-11). */
    billingApproval: text('billing_approval').$type<BillingApproval>().notNull().default('automatic'),
    billingFourEyes: flag('billing_four_eyes').notNull().default(false),
    /** How long before its time a scheduled day is previewed; 0: where it is approved by hand, at its time; otherwise not at all. */
    billingPreviewMinutes: integer('billing_preview_minutes').notNull().default(0),
    /** Features that the provider subscribes to: `set_first_period_end`, `signup_portal` (PER-2, ORD-1). */
    features: json<string[]>('features').notNull().default(sql`'[]'`),
    /** WF-3: days that are not working days. */
    holidays: json<string[]>('holidays').notNull().default(sql`'[]'`),
    /** Working days within which a provisioning request is to be done. */
    provisioningSlaDays: integer('provisioning_sla_days').notNull().default(5),
    /** Of kinds of charge, in the ledger's export; a kind that is left out is its own code. */
    ledgerCodes: json<Partial<LedgerCodes>>('ledger_codes').notNull().default(sql`'{}'`),
    /** M5: who approves a change set, and what asks for a second person (per cent, rows; null: nothing does). */
    approvalFourEyes: flag('approval_four_eyes').notNull().default(false),
    approvalRiseAbove: integer('approval_rise_above'),
    approvalZeroPrice: flag('approval_zero_price').notNull().default(false),
    approvalRemovals: flag('approval_removals').notNull().default(false),
    approvalRowsAbove: integer('approval_rows_above'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('provider_code').on(t.code),
    check('provider_next_invoice', sql`${t.nextInvoiceNumber} >= 1`),
    check('provider_rounding', sql`${t.rounding} in ('half_up', 'up', 'half_even', 'down')`),
    check('provider_approval', sql`${t.periodApproval} in ('automatic', 'manual')`),
  ],
);

/** The picture on a provider's invoices: apart, since hardly anything that reads a provider wants it. */
export const providerLogo = sqliteTable('provider_logo', {
  providerId: key('provider_id')
    .primaryKey()
    .references(() => provider.id),
  /** A PNG. */
  content: blob('content', { mode: 'buffer' }).notNull(),
});

/** A retailer that buys from a wholesaler, both in Cardline. `accountId` is the retailer's account in the wholesaler's books. */
export const providerLink = sqliteTable(
  'provider_link',
  {
    id: key().primaryKey(),
    wholesalerId: key('wholesaler_id')
      .notNull()
      .references(() => provider.id),
    retailerId: key('retailer_id')
      .notNull()
      .references(() => provider.id),
    /** No foreign key: account refers to provider already, and a link is made before the account is imported. */
    accountReference: text('account_reference').notNull(),
  },
  (t) => [
    uniqueIndex('provider_link_pair').on(t.wholesalerId, t.retailerId),
    check('provider_link_two', sql`${t.wholesalerId} <> ${t.retailerId}`),
  ],
);
