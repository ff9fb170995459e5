/** Orders, their services, the provisioning requests that they put into a queue, and the log that is never changed. */
import { sql } from 'drizzle-orm';
import { blob, check, index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { day, instant, json, key } from '../columns.ts';
import { account } from './accounts.ts';
import { catalogueItem } from './catalogue.ts';
import { provider } from './providers.ts';

/** A request for a package on an account (ORD-1). */
export const order = sqliteTable(
  'order',
  {
    id: key().primaryKey(),
    /** The provider that sells. */
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    /** `BG-O-1042`: unique within the provider, what people say on the phone. */
    number: text('number').notNull(),
    accountId: key('account_id')
      .notNull()
      .references(() => account.id),
    packagePlanId: key('package_plan_id')
      .notNull()
      .references(() => catalogueItem.id),
    /** How it is bought, fixed when the order is placed: the seller's buy plan and, where that is bought in Cardline, whose and which plan. */
    buyPackagePlanId: key('buy_package_plan_id').references(() => catalogueItem.id),
    wholesalerId: key('wholesaler_id').references(() => provider.id),
    wholesalePlanId: key('wholesale_plan_id').references(() => catalogueItem.id),
    status: text('status').notNull(),
    requestedOn: day('requested_on'),
    contractType: text('contract_type'),
    /** staff | portal | api | hook */
    source: text('source').notNull(),
    /** SHA-256 of the token in the customer's tracking link, hex. */
    trackingHash: text('tracking_hash'),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('order_number').on(t.providerId, t.number),
    index('order_status').on(t.providerId, t.status, t.id),
    index('order_provider').on(t.providerId, t.id),
    index('order_account').on(t.accountId),
    /** Whose plans are ordered by others. */
    index('order_wholesaler').on(t.wholesalerId, t.status).where(sql`wholesaler_id is not null`),
    index('order_source').on(t.providerId, t.source, t.id),
    uniqueIndex('order_tracking').on(t.trackingHash),
    check('order_status_word', sql`${t.status} in ('pending', 'halted', 'active', 'cancelled')`),
    check('order_wholesale', sql`(${t.wholesalerId} is null) = (${t.wholesalePlanId} is null)`),
  ],
);

/** One service of an order; a package plan's service with quantity 2 gives two. */
export const orderService = sqliteTable(
  'order_service',
  {
    id: key().primaryKey(),
    orderId: key('order_id')
      .notNull()
      .references(() => order.id),
    /** Position within the order, from 1. */
    position: integer('position').notNull(),
    servicePlanId: key('service_plan_id')
      .notNull()
      .references(() => catalogueItem.id),
    buyServicePlanId: key('buy_service_plan_id').references(() => catalogueItem.id),
    /** The wholesaler's service plan, where the service is bought in Cardline. */
    wholesaleServicePlanId: key('wholesale_service_plan_id').references(() => catalogueItem.id),
    /** What kind of details the service takes; does not follow later changes of the plan. */
    serviceType: text('service_type').notNull(),
    /** What the service needs to be provisioned, by service type: address, number, domain name … */
    details: json<Record<string, string>>('details').notNull(),
    status: text('status').notNull(),
    activatedOn: day('activated_on'),
  },
  (t) => [
    uniqueIndex('order_service_position').on(t.orderId, t.position),
    check('order_service_status_word', sql`${t.status} in ('pending', 'halted', 'active', 'cancelled')`),
  ],
);

/** CON-1: the signed contract that was uploaded with the order. */
export const orderDocument = sqliteTable('order_document', {
  orderId: key('order_id')
    .primaryKey()
    .references(() => order.id),
  name: text('name').notNull(),
  mediaType: text('media_type').notNull(),
  size: integer('size').notNull(),
  /** SHA-256 of the content, hex: shows that what is downloaded is what was uploaded; null: came before hashes were kept. */
  hash: text('hash'),
  content: blob('content', { mode: 'buffer' }).notNull(),
  uploadedBy: text('uploaded_by').notNull(),
  uploadedAt: instant('uploaded_at').notNull(),
});

/** The manual work that one service of an order needs, in the queue of the provider that does it (PROV-1). */
export const provisioningRequest = sqliteTable(
  'provisioning_request',
  {
    id: key().primaryKey(),
    /** Whose queue: the wholesaler's where it is in Cardline, otherwise the seller's own (PROV-1). */
    queueProviderId: key('queue_provider_id')
      .notNull()
      .references(() => provider.id),
    orderServiceId: key('order_service_id')
      .notNull()
      .references(() => orderService.id),
    /** As the queue's provider knows it: its own service plan where it is the wholesaler. */
    servicePlanId: key('service_plan_id')
      .notNull()
      .references(() => catalogueItem.id),
    supplier: text('supplier').notNull(),
    /** That of its service, which never changes: kept here too, so that a queue is counted without looking at each service. */
    serviceType: text('service_type').notNull().default('Other'),
    status: text('status').notNull(),
    /** Who works on it: `usr_3`, `tok_1`. */
    assigneeId: text('assignee_id'),
    assigneeName: text('assignee_name'),
    /** PROV-3: what the downstream customer sees; set while halted. */
    rejectionDetails: text('rejection_details'),
    /** PROV-5: every change adds one; a change made from an older version is refused. */
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
    /** When it last came back into the queue after a halt: its time to be done begins anew. */
    resubmittedAt: instant('resubmitted_at'),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    uniqueIndex('request_service').on(t.orderServiceId),
    index('request_queue').on(t.queueProviderId, t.status, t.id),
    // What waits, in the order in which it came.
    index('request_waiting').on(t.queueProviderId).where(sql`status in ('pending', 'halted')`),
    // The same by whose it is, supplier and service type, with the state, so that the requests need not be looked at.
    index('request_assigned')
      .on(t.queueProviderId, t.assigneeId, t.id, t.status)
      .where(sql`status in ('pending', 'halted')`),
    index('request_supplier')
      .on(t.queueProviderId, t.supplier, t.id, t.status)
      .where(sql`status in ('pending', 'halted')`),
    index('request_type')
      .on(t.queueProviderId, t.serviceType, t.id, t.status)
      .where(sql`status in ('pending', 'halted')`),
    // When its time to be done began; drizzle-kit would cut coalesce(a, b) at its comma.
    index('request_since')
      .on(t.queueProviderId, sql`case when resubmitted_at is null then created_at else resubmitted_at end`)
      .where(sql`status = 'pending'`),
    check('request_status_word', sql`${t.status} in ('pending', 'halted', 'active', 'cancelled')`),
    check('request_halted_details', sql`${t.status} <> 'halted' or ${t.rejectionDetails} is not null`),
  ],
);

/** PROV-4: who did what, when and from where. Rows are only ever added. (request, version) lets one of two racers win (PROV-5). */
export const provisioningLog = sqliteTable(
  'provisioning_log',
  {
    id: key().primaryKey(),
    orderId: key('order_id')
      .notNull()
      .references(() => order.id),
    requestId: key('request_id').references(() => provisioningRequest.id),
    /** The request's version that this entry made; null for entries about the order as a whole. */
    requestVersion: integer('request_version'),
    /** The order's version that this entry made; null where only a request changed. */
    orderVersion: integer('order_version'),
    at: instant('at').notNull(),
    /** The company of the actor; internal entries are shown to it alone. */
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    actor: text('actor').notNull(),
    /** console | api | slack | portal | schedule | hook | cli */
    via: text('via').notNull(),
    event: text('event').notNull(),
    text: text('text').notNull(),
    changes: json<Record<string, { from: string | null; to: string | null }>>('changes'),
    /** internal: for the company of the actor only; shared: both companies; customer: the end customer too. */
    visibility: text('visibility').notNull(),
  },
  (t) => [
    index('log_order').on(t.orderId, t.id),
    uniqueIndex('log_request_version').on(t.requestId, t.requestVersion),
    uniqueIndex('log_order_version').on(t.orderId, t.orderVersion),
    check('log_visibility_word', sql`${t.visibility} in ('internal', 'shared', 'customer')`),
  ],
);
