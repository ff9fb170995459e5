/**
 * The catalogue, effective-dated and versioned (CAT-5): a row lives from the version that published it (`fromVersion`) to the
 * one that replaced or removed it (`toVersion`, excluded; null: still in force). Nothing is updated in place, so any version can be shown.
 * Column property names are the field names of #core/catalogue; one generic store reads and publishes every kind.
 */
import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { ChangeStatus, Impact } from '#app/ports/catalogue.ts';
import type { ApprovalFacts } from '#core/workbook/approval-facts.ts';
import type { ApprovalNeed } from '#core/workbook/approval-needs.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import type { MovedRows } from '#core/workbook/moved-rows.ts';
import type { PublishPlan } from '#core/workbook/publish-plan.ts';
import { centsColumn, day, flag, instant, json, key, priceColumn, taxRateColumn } from '../columns.ts';
import { provider } from './providers.ts';

const versioned = {
  id: key().primaryKey(),
  providerId: key('provider_id')
    .notNull()
    .references(() => provider.id),
  fromVersion: integer('from_version').notNull(),
  toVersion: integer('to_version'),
};
const current = sql`to_version is null`;
/** Rows that were in force once: the past of a row is found by its key. */
const past = sql`to_version is not null`;

/**
 * The lasting identity of a coded thing (a plan, a product, a tariff …) across versions: what subscriptions, orders and
 * cardlines refer to.
 */
export const catalogueItem = sqliteTable(
  'catalogue_item',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    /** package_plan | service_plan | product | bolt_on | rate_card | tariff */
    kind: text('kind').notNull(),
    code: text('code').notNull(),
  },
  (t) => [uniqueIndex('catalogue_item_code').on(t.providerId, t.kind, t.code)],
);

/** One publish (CAT-5): who submitted and approved it, when, from what, and what changed. */
export const catalogueVersion = sqliteTable(
  'catalogue_version',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    number: integer('number').notNull(),
    changeSetId: key('change_set_id').references(() => changeSet.id),
    /** Hash of the whole content: the same content makes no second version. */
    contentHash: text('content_hash').notNull(),
    source: text('source').notNull(),
    sourceRevision: text('source_revision'),
    /** Who changed the rows in the sheet, where it knows. */
    editedBy: json<readonly string[]>('edited_by').notNull().default(sql`'[]'`),
    submittedBy: text('submitted_by').notNull(),
    approvedBy: text('approved_by').notNull(),
    publishedAt: instant('published_at').notNull(),
    added: integer('added').notNull(),
    changed: integer('changed').notNull(),
    removed: integer('removed').notNull(),
    restoredFrom: integer('restored_from'),
  },
  (t) => [uniqueIndex('catalogue_version_number').on(t.providerId, t.number)],
);

/** A proposed publish, bound to what was read (hash) and what it was compared with (base version). */
export const changeSet = sqliteTable(
  'change_set',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    status: text('status').$type<ChangeStatus>().notNull(),
    source: text('source').notNull(),
    sourceRevision: text('source_revision'),
    baseVersion: integer('base_version').notNull(),
    /** Hash of all that was read, accounts included. */
    contentHash: text('content_hash').notNull(),
    /** Hash of the catalogue that publishing it gives: the version's `contentHash`. */
    catalogueHash: text('catalogue_hash').notNull(),
    faults: json<readonly SheetFault[]>('faults').notNull(),
    /** Legal, but worth knowing before deciding. */
    notes: json<readonly SheetFault[]>('notes').notNull(),
    /** What publishing it would do: added, changed and removed rows by kind (plain data, exactly what is approved). */
    plan: json<PublishPlan>('plan').notNull(),
    added: integer('added').notNull(),
    changed: integer('changed').notNull(),
    removed: integer('removed').notNull(),
    impact: json<Impact>('impact').notNull(),
    /** What of it a second person may be asked for (M5). */
    facts: json<ApprovalFacts>('facts')
      .notNull()
      .default(sql`'{"largestRise":null,"zeroPrices":{"count":0,"first":[]}}'`),
    /** What the rules asked for when it was approved. */
    needs: json<readonly ApprovalNeed[]>('needs').notNull().default(sql`'[]'`),
    editedBy: json<readonly string[]>('edited_by').notNull().default(sql`'[]'`),
    submittedBy: text('submitted_by').notNull(),
    /** `usr_3`, `tok_1`: who that is, whatever the name; null before this was kept. */
    submittedById: text('submitted_by_id'),
    decidedBy: text('decided_by'),
    decidedById: text('decided_by_id'),
    reason: text('reason'),
    /** What moved meanwhile, where it went stale: how many rows, and the first of them (M4). */
    moved: json<MovedRows>('moved'),
    /** The provider's day on which an approved change set is to be published; null: at once. */
    publishOn: day('publish_on'),
    /** The version that it brings back; null: none. */
    restores: integer('restores'),
    createdAt: instant('created_at').notNull(),
    decidedAt: instant('decided_at'),
    publishedVersion: integer('published_version'),
  },
  (t) => [
    index('change_set_provider').on(t.providerId, t.id),
    index('change_set_scheduled').on(t.providerId, t.publishOn, t.id).where(sql`status = 'scheduled'`),
  ],
);

export const packagePlan = sqliteTable(
  'package_plan',
  {
    ...versioned,
    itemId: key('item_id')
      .notNull()
      .references(() => catalogueItem.id),
    code: text('code').notNull(),
    name: text('name').notNull(),
    externalName: text('external_name').notNull(),
    description: text('description'),
    referenceName: text('reference_name'),
    referenceKey: text('reference_key'),
    side: text('side').$type<'buy' | 'sell'>().notNull(),
    buyPlan: text('buy_plan'),
    defaultContractType: text('default_contract_type'),
    customerContractRequired: flag('customer_contract_required').notNull(),
    setupFee: centsColumn('setup_fee'),
    setupFeeOverride: flag('setup_fee_override').notNull(),
    accessFee: centsColumn('access_fee'),
    accessFeeOverride: flag('access_fee_override').notNull(),
    periodLengthMonths: integer('period_length_months').notNull(),
    periodsInAdvance: integer('periods_in_advance').notNull(),
    subscriptionOverridesEnabled: flag('subscription_overrides_enabled').notNull(),
    honourFirstPeriodEnd: flag('honour_first_period_end').notNull(),
    billAccessFeesIn: text('bill_access_fees_in').$type<'advance' | 'arrears'>().notNull(),
    billMonthsInAdvance: integer('bill_months_in_advance').notNull(),
    proRata: flag('pro_rata').notNull(),
    alignToInvoicePeriod: flag('align_to_invoice_period').notNull(),
    disableMigrationsDuringPeriod: flag('disable_migrations_during_period').notNull(),
    saleableFrom: day('saleable_from'),
    saleableTo: day('saleable_to'),
    approvalStatus: text('approval_status').notNull(),
    saleableInSignupPortal: flag('saleable_in_signup_portal').notNull(),
    /** null: the provider's default (BILL-13). */
    taxRate: taxRateColumn('tax_rate'),
  },
  (t) => [
    uniqueIndex('package_plan_current').on(t.providerId, t.code).where(current),
    index('package_plan_past').on(t.providerId, t.code).where(past),
    index('package_plan_item').on(t.itemId),
  ],
);

export const servicePlan = sqliteTable(
  'service_plan',
  {
    ...versioned,
    itemId: key('item_id')
      .notNull()
      .references(() => catalogueItem.id),
    code: text('code').notNull(),
    name: text('name').notNull(),
    externalName: text('external_name').notNull(),
    serviceType: text('service_type').notNull(),
    side: text('side').$type<'buy' | 'sell'>().notNull(),
    buyPlan: text('buy_plan'),
    provisioning: text('provisioning').notNull(),
    /** The code of a provider in Cardline, or a carrier outside it; null: the provider does the work itself. */
    supplier: text('supplier'),
    setupFee: centsColumn('setup_fee'),
    accessFee: centsColumn('access_fee'),
    rateCard: text('rate_card'),
    productRateCard: text('product_rate_card'),
    includedQuantity: integer('included_quantity'),
    unit: text('unit'),
    excessRate: priceColumn('excess_rate'),
    counted: text('counted'),
    cap: integer('cap'),
    approvalStatus: text('approval_status').notNull(),
    taxRate: taxRateColumn('tax_rate'),
  },
  (t) => [
    uniqueIndex('service_plan_current').on(t.providerId, t.code).where(current),
    index('service_plan_past').on(t.providerId, t.code).where(past),
    index('service_plan_item').on(t.itemId),
  ],
);

export const packageService = sqliteTable(
  'package_service',
  {
    ...versioned,
    packagePlan: text('package_plan').notNull(),
    servicePlan: text('service_plan').notNull(),
    quantity: integer('quantity').notNull(),
  },
  (t) => [
    uniqueIndex('package_service_current').on(t.providerId, t.packagePlan, t.servicePlan).where(current),
    index('package_service_past').on(t.providerId, t.packagePlan, t.servicePlan).where(past),
  ],
);

export const product = sqliteTable(
  'product',
  {
    ...versioned,
    itemId: key('item_id')
      .notNull()
      .references(() => catalogueItem.id),
    code: text('code').notNull(),
    name: text('name').notNull(),
    externalName: text('external_name').notNull(),
    type: text('type').notNull(),
    taxRate: taxRateColumn('tax_rate'),
    approvalStatus: text('approval_status').notNull(),
  },
  (t) => [
    uniqueIndex('product_current').on(t.providerId, t.code).where(current),
    index('product_past').on(t.providerId, t.code).where(past),
    index('product_item').on(t.itemId),
  ],
);

export const productRate = sqliteTable(
  'product_rate',
  {
    ...versioned,
    productRateCard: text('product_rate_card').notNull(),
    product: text('product').notNull(),
    fromQuantity: integer('from_quantity').notNull(),
    price: priceColumn('price').notNull(),
    effectiveFrom: day('effective_from').notNull(),
  },
  (t) => [
    uniqueIndex('product_rate_current')
      .on(t.providerId, t.productRateCard, t.product, t.fromQuantity, t.effectiveFrom)
      .where(current),
    index('product_rate_past')
      .on(t.providerId, t.productRateCard, t.product, t.fromQuantity, t.effectiveFrom)
      .where(past),
  ],
);

export const serviceFeature = sqliteTable(
  'service_feature',
  {
    ...versioned,
    servicePlan: text('service_plan').notNull(),
    product: text('product').notNull(),
    recurring: flag('recurring').notNull(),
  },
  (t) => [
    uniqueIndex('service_feature_current').on(t.providerId, t.servicePlan, t.product).where(current),
    index('service_feature_past').on(t.providerId, t.servicePlan, t.product).where(past),
  ],
);

export const boltOn = sqliteTable(
  'bolt_on',
  {
    ...versioned,
    itemId: key('item_id')
      .notNull()
      .references(() => catalogueItem.id),
    code: text('code').notNull(),
    name: text('name').notNull(),
    product: text('product').notNull(),
    serviceType: text('service_type').notNull(),
    includedQuantity: integer('included_quantity'),
    unit: text('unit'),
  },
  (t) => [
    uniqueIndex('bolt_on_current').on(t.providerId, t.code).where(current),
    index('bolt_on_past').on(t.providerId, t.code).where(past),
    index('bolt_on_item').on(t.itemId),
  ],
);

export const contract = sqliteTable(
  'contract',
  {
    ...versioned,
    contractType: text('contract_type').notNull(),
    pool: text('pool').notNull(),
    termMonths: integer('term_months').notNull(),
    breakOutFee: centsColumn('break_out_fee').notNull(),
    packagePlan: text('package_plan').notNull(),
  },
  (t) => [
    uniqueIndex('contract_current').on(t.providerId, t.contractType, t.packagePlan).where(current),
    index('contract_past').on(t.providerId, t.contractType, t.packagePlan).where(past),
  ],
);

export const tariff = sqliteTable(
  'tariff',
  {
    ...versioned,
    itemId: key('item_id')
      .notNull()
      .references(() => catalogueItem.id),
    tariffKey: text('tariff_key').notNull(),
    description: text('description').notNull(),
    usageType: text('usage_type').notNull(),
    unit: text('unit').notNull(),
    /** USE-6: the tariff whose rate applies where a card has none for this one. */
    parent: text('parent'),
    supplier: text('supplier'),
  },
  (t) => [
    uniqueIndex('tariff_current').on(t.providerId, t.tariffKey).where(current),
    index('tariff_past').on(t.providerId, t.tariffKey).where(past),
    index('tariff_item').on(t.itemId),
    index('tariff_history').on(t.providerId, t.fromVersion),
  ],
);

export const rateCard = sqliteTable(
  'rate_card',
  {
    ...versioned,
    itemId: key('item_id')
      .notNull()
      .references(() => catalogueItem.id),
    code: text('code').notNull(),
    name: text('name').notNull(),
    side: text('side').$type<'buy' | 'sell'>().notNull(),
    serviceType: text('service_type').notNull(),
    approvalStatus: text('approval_status').notNull(),
  },
  (t) => [
    uniqueIndex('rate_card_current').on(t.providerId, t.code).where(current),
    index('rate_card_past').on(t.providerId, t.code).where(past),
    index('rate_card_item').on(t.itemId),
  ],
);

/** Prices for tariffs (USE-5, USE-6), by far the largest kind. */
export const rate = sqliteTable(
  'rate',
  {
    ...versioned,
    rateCard: text('rate_card').notNull(),
    tariffKey: text('tariff_key').notNull(),
    band: text('band').notNull(),
    profile: text('profile').notNull(),
    flagfall: priceColumn('flagfall').notNull(),
    price: priceColumn('price').notNull(),
    per: integer('per').notNull(),
    minimum: integer('minimum'),
    increment: integer('increment').notNull(),
    fromQuantity: integer('from_quantity').notNull(),
    minimumCharge: priceColumn('minimum_charge'),
    maximumCharge: priceColumn('maximum_charge'),
    effectiveFrom: day('effective_from').notNull(),
    effectiveTo: day('effective_to'),
  },
  (t) => [
    uniqueIndex('rate_current')
      .on(t.providerId, t.rateCard, t.tariffKey, t.band, t.fromQuantity, t.effectiveFrom)
      .where(current),
    index('rate_past')
      .on(t.providerId, t.rateCard, t.tariffKey, t.band, t.fromQuantity, t.effectiveFrom)
      .where(past),
    // Earlier versions are read by it; what one provider has published does not slow down another.
    index('rate_history').on(t.providerId, t.fromVersion),
  ],
);

export const timeBand = sqliteTable(
  'time_band',
  {
    ...versioned,
    name: text('name').notNull(),
    /** Order within the tab: the first band that fits wins (USE-5). */
    position: integer('position').notNull(),
    /** 1 Monday … 7 Sunday */
    days: json<number[]>('days').notNull(),
    /** Minutes after midnight; `until` excluded, 1440 is the day's end. */
    fromMinutes: integer('from_minutes').notNull(),
    untilMinutes: integer('until_minutes').notNull(),
    /** 1: also on holidays; 0: never on them; null: they are days like any other. */
    holidays: flag('holidays'),
  },
  (t) => [
    uniqueIndex('time_band_current').on(t.providerId, t.name, t.position).where(current),
    index('time_band_past').on(t.providerId, t.name).where(past),
  ],
);

/** The built-in workbook: cells as a person left them, tab by tab. Checked only when read for a change set. */
export const workbookRow = sqliteTable(
  'workbook_row',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    tab: text('tab').notNull(),
    position: integer('position').notNull(),
    /** Heading → cell as entered. */
    cells: json<Record<string, string | number | boolean | null>>('cells').notNull(),
    /** Two people editing: a save from an older version is refused. */
    version: integer('version').notNull().default(1),
    updatedBy: text('updated_by').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** Cardline's columns: what the last check said. */
    checkStatus: text('check_status'),
    checkMessage: text('check_message'),
  },
  (t) => [index('workbook_row_place').on(t.providerId, t.tab, t.position, t.id)],
);
