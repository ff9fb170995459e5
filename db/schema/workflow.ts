/** Carriers and what passes between them and a provider in files (WF-1 to WF-4). */
import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { AlertKind, AlertLevel } from '#core/workflow/alerts.ts';
import type { AnswerKind } from '#core/workflow/batch-file.ts';
import type { Stage } from '#core/workflow/stage.ts';
import { instant, json, key } from '../columns.ts';
import { provisioningRequest } from './orders.ts';
import { provider } from './providers.ts';

/** A carrier that a provider exchanges files with. Service plans name it by its code, as their Supplier. */
export const carrier = sqliteTable(
  'carrier',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    code: text('code').notNull(),
    name: text('name').notNull(),
    deliveryUrl: text('delivery_url'),
    warnAfterDays: integer('warn_after_days').notNull(),
    alertAfterDays: integer('alert_after_days').notNull(),
    batchesFrom: integer('batches_from'),
    /** Its secrets are made from the installation's and from this number; a new number makes new ones. */
    secretGeneration: integer('secret_generation').notNull().default(1),
    /** The number that the next activity file takes; advanced in the batch that writes the file. */
    nextFileSequence: integer('next_file_sequence').notNull().default(1),
    /** Every registered batch file and every change adds one: what is missing is worked out from one state. */
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [uniqueIndex('carrier_code').on(t.providerId, t.code), index('carrier_by_code').on(t.code)],
);

/** Where the carrier's work on a request stands; requests that are worked by hand have none. */
export const requestWorkflow = sqliteTable(
  'request_workflow',
  {
    requestId: key('request_id')
      .primaryKey()
      .references(() => provisioningRequest.id),
    /** As on the request, so that those of one stage and carrier are found. */
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    carrier: text('carrier').notNull(),
    stage: text('stage').$type<Stage>().notNull(),
    since: instant('since').notNull(),
    round: integer('round').notNull(),
    fileSequence: integer('file_sequence'),
    adviceSequence: integer('advice_sequence'),
    told: json<string[]>('told').notNull(),
  },
  (t) => [
    index('workflow_stage').on(t.providerId, t.stage, t.carrier, t.requestId),
    check('workflow_stage_word', sql`${t.stage} in ('pending_collection', 'sent', 'advised', 'ended')`),
  ],
);

/** A file that told a carrier what to provision. Its content is never changed. */
export const activityFile = sqliteTable(
  'activity_file',
  {
    id: key().primaryKey(),
    carrierId: key('carrier_id')
      .notNull()
      .references(() => carrier.id),
    sequence: integer('sequence').notNull(),
    createdAt: instant('created_at').notNull(),
    services: integer('services').notNull(),
    /** SHA-256, hex. */
    contentHash: text('content_hash').notNull(),
    content: text('content').notNull(),
    deliveredAt: instant('delivered_at'),
  },
  (t) => [uniqueIndex('activity_file_sequence').on(t.carrierId, t.sequence)],
);

/** Which submission of a request went into which file: into one, and no other. */
export const activityFileEntry = sqliteTable(
  'activity_file_entry',
  {
    requestId: key('request_id')
      .notNull()
      .references(() => provisioningRequest.id),
    round: integer('round').notNull(),
    activityFileId: key('activity_file_id')
      .notNull()
      .references(() => activityFile.id),
  },
  (t) => [
    primaryKey({ columns: [t.requestId, t.round] }),
    index('activity_file_entries').on(t.activityFileId),
  ],
);

/** A file that a carrier answered with. Taken once, by name and by the carrier's number (WF-4). */
export const batchFile = sqliteTable(
  'batch_file',
  {
    id: key().primaryKey(),
    carrierId: key('carrier_id')
      .notNull()
      .references(() => carrier.id),
    name: text('name').notNull(),
    sequence: integer('sequence').notNull(),
    contentHash: text('content_hash').notNull(),
    content: text('content').notNull(),
    /** As the carrier's header says. */
    createdAt: instant('created_at').notNull(),
    records: integer('records').notNull(),
    /** applying: not all of its records have their row yet. */
    status: text('status').$type<'applying' | 'done'>().notNull(),
    receivedAt: instant('received_at').notNull(),
    /** Who sent it: whoever finishes it later does so in this name. */
    actorId: text('actor_id').notNull(),
    actor: text('actor').notNull(),
    via: text('via').notNull(),
    finishedAt: instant('finished_at'),
  },
  (t) => [
    uniqueIndex('batch_file_name').on(t.carrierId, t.name),
    uniqueIndex('batch_file_sequence').on(t.carrierId, t.sequence),
    index('batch_file_open').on(t.receivedAt).where(sql`status = 'applying'`),
    check('batch_file_status_word', sql`${t.status} in ('applying', 'done')`),
  ],
);

/** What became of a record, written in the batch that applies it: a file taken again goes on after it. */
export const batchRow = sqliteTable(
  'batch_row',
  {
    batchFileId: key('batch_file_id')
      .notNull()
      .references(() => batchFile.id),
    line: integer('line').notNull(),
    reference: text('reference').notNull(),
    /** null where the record could not be read. */
    answer: text('answer').$type<AnswerKind>(),
    requestId: key('request_id').references(() => provisioningRequest.id),
    outcome: text('outcome').$type<'applied' | 'refused' | 'unreadable'>().notNull(),
    code: text('code'),
    message: text('message'),
  },
  (t) => [
    primaryKey({ columns: [t.batchFileId, t.line] }),
    check('batch_row_outcome_word', sql`${t.outcome} in ('applied', 'refused', 'unreadable')`),
  ],
);

/** WF-3: what is stuck. One alert of a cause is open at a time. */
export const workflowAlert = sqliteTable(
  'workflow_alert',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    /** The carrier's code; there may be no carrier of that code. */
    carrier: text('carrier').notNull(),
    requestId: key('request_id').references(() => provisioningRequest.id),
    kind: text('kind').$type<AlertKind>().notNull(),
    level: text('level').$type<AlertLevel>().notNull(),
    cause: text('cause').notNull(),
    days: integer('days').notNull(),
    text: text('text').notNull(),
    /** What a message about it says. */
    body: json<Record<string, unknown>>('body').notNull(),
    openedAt: instant('opened_at').notNull(),
    /** When it came to its level. */
    raisedAt: instant('raised_at').notNull(),
    resolvedAt: instant('resolved_at'),
    /** What put an end to it. */
    resolution: text('resolution'),
    /** Who closed it by hand; null: nobody did. What was closed so is not told again before it is worse. */
    closedBy: text('closed_by'),
  },
  (t) => [
    uniqueIndex('workflow_alert_open').on(t.providerId, t.cause).where(sql`resolved_at is null`),
    index('workflow_alert_request').on(t.requestId).where(sql`resolved_at is null or closed_by is not null`),
    index('workflow_alert_standing')
      .on(t.providerId, t.cause, t.id)
      .where(sql`resolved_at is null or closed_by is not null`),
    index('workflow_alert_provider').on(t.providerId, t.id),
    index('workflow_alert_now').on(t.providerId, t.id).where(sql`resolved_at is null`),
    check('workflow_alert_kind_word', sql`${t.kind} in ('not_collected', 'unanswered', 'gap')`),
    check('workflow_alert_level_word', sql`${t.level} in ('warn', 'alert')`),
  ],
);
