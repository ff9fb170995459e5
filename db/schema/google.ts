/** Google accounts that are persons, links under way, and what was checked from inside a spreadsheet. */
import { sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { SheetOutcome } from '#app/ports/sheet-checks.ts';
import { instant, json, key } from '../columns.ts';
import { person } from './people.ts';
import { provider } from './providers.ts';

/** A Google account that is this person, linked on purpose; one each. */
export const googleIdentity = sqliteTable(
  'google_identity',
  {
    /** Google's number for the account (`sub`): addresses change hands, this does not. */
    subject: text('subject').primaryKey(),
    /** As Google named the account when it was linked. */
    email: text('email').notNull(),
    personId: key('person_id')
      .notNull()
      .references(() => person.id),
    linkedAt: instant('linked_at').notNull(),
  },
  (t) => [uniqueIndex('google_identity_person').on(t.personId)],
);

/** A one-time link by which somebody in a spreadsheet becomes a person of Cardline. */
export const googleLink = sqliteTable('google_link', {
  /** SHA-256 of the link's secret, hex. */
  hash: text('hash').primaryKey(),
  subject: text('subject').notNull(),
  email: text('email').notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
  usedBy: key('used_by').references(() => person.id),
});

/** The last check or submission that somebody asked for inside the provider's spreadsheet. */
export const sheetCheck = sqliteTable('sheet_check', {
  providerId: key('provider_id')
    .primaryKey()
    .references(() => provider.id),
  sheetId: text('sheet_id').notNull(),
  deed: text('deed').$type<'check' | 'submit'>().notNull(),
  by: text('by').notNull(),
  at: instant('at').notNull(),
  /** Whoever is at it; null: it has ended. */
  run: text('run'),
  /** Real time: until when it counts as under way. */
  runUntil: instant('run_until').notNull(),
  /** What came of it; null: nothing yet, or it failed. */
  outcome: json<SheetOutcome>('outcome'),
  /** Why nothing came of it. */
  problem: text('problem'),
});
