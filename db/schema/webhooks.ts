/** Webhooks out: where a provider's own programs are told of what happens. */
import { sql } from 'drizzle-orm';
import { check, index, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { WebhookStatus } from '#app/ports/webhooks.ts';
import { instant, json, key } from '../columns.ts';
import { provider } from './providers.ts';

export const webhook = sqliteTable(
  'webhook',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    url: text('url').notNull(),
    description: text('description').notNull(),
    /** null: all. */
    topics: json<readonly string[] | null>('topics'),
    /** Sealed, not hashed: it is signed with. */
    sealedSecret: text('sealed_secret').notNull(),
    /** The one before the last rotation, and until when it signs too. */
    sealedFormerSecret: text('sealed_former_secret'),
    formerSecretUntil: instant('former_secret_until'),
    status: text('status').$type<WebhookStatus>().notNull().default('active'),
    /** Why it was switched off, where nobody did so by hand. */
    disabledReason: text('disabled_reason'),
    createdAt: instant('created_at').notNull(),
    createdBy: text('created_by').notNull(),
  },
  (t) => [
    index('webhook_provider').on(t.providerId, t.id),
    check('webhook_status_word', sql`${t.status} in ('active', 'disabled')`),
  ],
);
