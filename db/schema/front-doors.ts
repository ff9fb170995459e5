/** Doors through which orders come from outside: sources of signed webhooks, and what keeps the sign-up portal from being abused. */
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { HookSends } from '#app/ports/hooks.ts';
import { instant, key } from '../columns.ts';
import { provider } from './providers.ts';

/** Another system that sends orders to `/hooks/orders`, or usage to `/hooks/usage`, with a secret of its own. */
export const hookSource = sqliteTable(
  'hook_source',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    /** What it is: "Web shop". */
    name: text('name').notNull(),
    /** A source sends one kind of thing: its secret opens no other door. */
    sends: text('sends').$type<HookSends>().notNull().default('orders'),
    /** Sealed, not hashed: a signature can only be checked with the secret itself. */
    sealedSecret: text('sealed_secret').notNull(),
    createdAt: instant('created_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (t) => [index('hook_source_provider').on(t.providerId, t.id)],
);

/**
 * What the sign-up portal has seen: of an address or a provider how often within an hour, of an order that it was placed. Keys are
 * keyed hashes, so that no address and no e-mail is kept; rows go once their time is over.
 */
export const portalMark = sqliteTable(
  'portal_mark',
  {
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    key: text('key').notNull(),
    count: integer('count').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.providerId, t.key] }), index('portal_mark_expires').on(t.expiresAt)],
);
