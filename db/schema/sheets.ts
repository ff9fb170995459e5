/** Spreadsheets outside in which providers keep their workbooks. */
import { sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { instant, json, key } from '../columns.ts';
import { provider } from './providers.ts';

/** A provider's spreadsheet: one each, and each spreadsheet one provider's. */
export const workbookLink = sqliteTable(
  'workbook_link',
  {
    providerId: key('provider_id')
      .primaryKey()
      .references(() => provider.id),
    sheetId: text('sheet_id').notNull(),
    title: text('title').notNull(),
    linkedBy: text('linked_by').notNull(),
    linkedAt: instant('linked_at').notNull(),
    /** Titles of the workbook's tabs that were there when it was last read: one that is missing later was lost. */
    tabs: json<readonly string[]>('tabs').notNull(),
    /** Drive's, at the last look; null: none yet. */
    version: text('version'),
    /** Of the users' cells, as they were checked last; null: not checked yet. */
    contentHash: text('content_hash'),
    /** What change sets from that check name: the version then, and the hash. */
    revision: text('revision'),
    /** When it was last read and checked. */
    syncedAt: instant('synced_at'),
    /** What keeps it from being read or written; null: nothing does. */
    problem: text('problem'),
    problemAt: instant('problem_at'),
    /** Real time, here and below: when it was last looked at. */
    polledAt: instant('polled_at'),
    /** When it is to be read because something was announced; each announcement moves it. */
    dueAt: instant('due_at'),
    /** The first announcement since it was last read. */
    dueSince: instant('due_since'),
    /** Where Google announces changes to; null: it does not. */
    channelId: text('channel_id'),
    channelResource: text('channel_resource'),
    channelTokenHash: text('channel_token_hash'),
    channelExpiresAt: instant('channel_expires_at'),
    /** Why Google announces nothing though it is to; null: no such trouble. */
    channelProblem: text('channel_problem'),
  },
  (t) => [
    uniqueIndex('workbook_link_sheet').on(t.sheetId),
    uniqueIndex('workbook_link_channel').on(t.channelId),
  ],
);
