/** What every deed leaves behind (audit, outbox, deliveries) and what keeps jobs and requests exactly once (schedules, leases, keys). */
import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { day, flag, instant, json, key } from '../columns.ts';
import { provider } from './providers.ts';

/** Who changed what, when, why and from where. Rows are only ever added. */
export const audit = sqliteTable(
  'audit',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    at: instant('at').notNull(),
    actor: text('actor').notNull(),
    via: text('via').notNull(),
    /** `order.halted`, `catalogue.published` … */
    action: text('action').notNull(),
    /** What it was done to: `ord_12`, `version 3`. */
    subject: text('subject').notNull(),
    details: json<Record<string, unknown>>('details').notNull(),
    requestId: text('request_id'),
  },
  (t) => [
    index('audit_provider').on(t.providerId, t.id),
    index('audit_subject').on(t.providerId, t.subject, t.id),
  ],
);

/** What is to be told outside: written with the change that causes it, kept as a record for a while (DESIGN 4). */
export const outbox = sqliteTable(
  'outbox',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    topic: text('topic').notNull(),
    /** Lets the receiver drop a repeat. */
    dedupeKey: text('dedupe_key').notNull(),
    body: json<Record<string, unknown>>('body').notNull(),
    /** `waiting` to be planned; `planned`: its deliveries, if it makes any, are written; `uncarried`: no channel has its topic. */
    status: text('status').$type<'waiting' | 'planned' | 'uncarried'>().notNull().default('waiting'),
    /** At planning it, in vain. */
    attempts: integer('attempts').notNull().default(0),
    /** Of a notice that could not be planned: when to try again. */
    dueAt: instant('due_at').notNull(),
    lastError: text('last_error'),
    /** When it was planned in vain last. */
    failedAt: instant('failed_at'),
    createdAt: instant('created_at').notNull(),
    doneAt: instant('done_at'),
  },
  (t) => [
    uniqueIndex('outbox_dedupe').on(t.topic, t.dedupeKey),
    index('outbox_waiting').on(t.id).where(sql`status = 'waiting'`),
    index('outbox_done').on(t.doneAt).where(sql`done_at is not null`),
    check('outbox_status_word', sql`${t.status} in ('waiting', 'planned', 'uncarried')`),
  ],
);

/** What a channel hands over: made of notices, delivered at least once, in order within its target. */
export const delivery = sqliteTable(
  'delivery',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    channel: text('channel').notNull(),
    target: text('target').notNull(),
    kind: text('kind').notNull(),
    topic: text('topic').notNull(),
    subject: text('subject').notNull(),
    dedupeKey: text('dedupe_key').notNull(),
    body: json<Record<string, unknown>>('body').notNull(),
    coalesceKey: text('coalesce_key'),
    /** `[key, spacing in ms]` of each gate that it has to pass. */
    gates: json<readonly (readonly [key: string, spacingMs: number])[]>('gates').notNull(),
    status: text('status').$type<'waiting' | 'sent' | 'superseded' | 'dead'>().notNull().default('waiting'),
    /** Its turn: its own id, or that of the first of those which it superseded. */
    place: key('place').notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** Attempts, those at what it superseded among them, of which nobody knows how they ended. */
    unanswered: integer('unanswered').notNull().default(0),
    dueAt: instant('due_at').notNull(),
    lastError: text('last_error'),
    createdAt: instant('created_at').notNull(),
    attemptedAt: instant('attempted_at'),
    doneAt: instant('done_at'),
  },
  (t) => [
    uniqueIndex('delivery_dedupe').on(t.channel, t.dedupeKey),
    // Of what waits alone, which is little: the queue of a target, that of a subject in it, and what comes due next.
    index('delivery_queue').on(t.channel, t.target, t.place).where(sql`status = 'waiting'`),
    index('delivery_subject').on(t.channel, t.target, t.subject, t.place).where(sql`status = 'waiting'`),
    index('delivery_due').on(t.dueAt).where(sql`status = 'waiting'`),
    // What needs a look is little as well; the list of everything has an index of its own.
    index('delivery_open').on(t.providerId, t.status, t.id).where(sql`status = 'waiting' or status = 'dead'`),
    index('delivery_listed').on(t.providerId, t.id),
    index('delivery_done').on(t.doneAt).where(sql`done_at is not null`),
    check('delivery_status_word', sql`${t.status} in ('waiting', 'sent', 'superseded', 'dead')`),
  ],
);

/** Limits of the outside that all instances share: shut until then. */
export const gate = sqliteTable('gate', {
  key: text('key').primaryKey(),
  opensAt: instant('opens_at').notNull(),
});

/** What runs when, in the provider's local time (DESIGN 6). */
export const schedule = sqliteTable(
  'schedule',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    /** billing | invoices … */
    job: text('job').notNull(),
    /** Minutes after local midnight. */
    atMinutes: integer('at_minutes').notNull(),
    enabled: flag('enabled').notNull().default(true),
    /** The last local day that is done; days after it are caught up in order. */
    lastDoneOn: day('last_done_on').notNull(),
    lastError: text('last_error'),
    lastFinishedAt: instant('last_finished_at'),
    /** Tries in vain, in a row, of the day after the last that is done. */
    failures: integer('failures').notNull().default(0),
    /** Of a day that failed: not before then. */
    retryAt: instant('retry_at'),
    /** When people were told last that it fails, and of what; null: they think that it works. */
    toldAt: instant('told_at'),
    toldReason: text('told_reason'),
  },
  (t) => [
    uniqueIndex('schedule_job').on(t.providerId, t.job),
    check('schedule_minutes', sql`${t.atMinutes} between 0 and 1439`),
  ],
);

/** One holder at a time, for as long as it keeps saying so. */
export const lease = sqliteTable('lease', {
  name: text('name').primaryKey(),
  holder: text('holder').notNull(),
  until: instant('until').notNull(),
});

/** One row: where the server that was started last is reached, for the command line beside it. */
export const server = sqliteTable(
  'server',
  {
    id: key().primaryKey(),
    url: text('url').notNull(),
    startedAt: instant('started_at').notNull(),
  },
  (t) => [check('server_is_one', sql`${t.id} = 1`)],
);

/** The answer that a POST with an Idempotency-Key was given, to give it again. */
export const idempotencyKey = sqliteTable(
  'idempotency_key',
  {
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    key: text('key').notNull(),
    /** Hash of method, path and body: the same key with another request is refused. */
    requestHash: text('request_hash').notNull(),
    /** null while the first request is still being worked on. */
    status: integer('status'),
    /** Of the answer: those that say what it is (`content-type`, `location`). */
    headers: json<Record<string, string>>('headers'),
    body: text('body'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.providerId, t.key] }), index('idempotency_age').on(t.createdAt)],
);
