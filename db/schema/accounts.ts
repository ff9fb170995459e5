/** Billing accounts: an end customer of a retailer, or a retailer as the customer of its wholesaler. */
import { sql } from 'drizzle-orm';
import { check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { day, flag, instant, key } from '../columns.ts';
import { provider } from './providers.ts';

export const account = sqliteTable(
  'account',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    /** The provider's own number for the account; text, unique within the provider. */
    reference: text('reference').notNull(),
    name: text('name').notNull(),
    type: text('type').notNull().default('Residential'),
    email: text('email'),
    phone: text('phone'),
    address: text('address'),
    /** PER-3 */
    invoiceDay: integer('invoice_day').notNull().default(1),
    invoicePeriodMonths: integer('invoice_period_months').notNull().default(1),
    /** PER-3: null means the invoice day in January of the year in which the first subscription starts. */
    invoiceAnchor: day('invoice_anchor'),
    /** Start of the account's first subscription, from which the default anchor is taken. */
    firstSubscriptionStart: day('first_subscription_start'),
    alignPackages: flag('align_packages').notNull().default(false),
    /** BILL-14: why billing leaves this account alone; null when it does not. */
    parkedReason: text('parked_reason'),
    parkedAt: instant('parked_at'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('account_reference').on(t.providerId, t.reference),
    // A search reads these two alone.
    index('account_name').on(t.providerId, t.name),
    index('account_email').on(t.providerId, sql`lower(${t.email})`).where(sql`email is not null`),
    index('account_reference_search').on(t.providerId, sql`${t.reference} collate nocase`),
    index('account_parked').on(t.providerId).where(sql`parked_reason is not null`),
    check('account_invoice_day', sql`${t.invoiceDay} between 1 and 31`),
    check('account_invoice_period', sql`${t.invoicePeriodMonths} between 1 and 36`),
  ],
);
