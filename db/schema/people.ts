/** People, what they may do, and how they and other systems prove who they are. Secrets are stored hashed only. */
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { instant, json, key } from '../columns.ts';
import { provider } from './providers.ts';

export const person = sqliteTable(
  'person',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    email: text('email').notNull(),
    name: text('name').notNull(),
    /** Roles by name; the powers that each gives are in #core/people/powers.ts. */
    roles: json<string[]>('roles').notNull(),
    active: integer('active', { mode: 'boolean' }).notNull().default(true),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [uniqueIndex('person_email').on(t.providerId, t.email)],
);

/** A Slack user that is this person: workspace and user together, linked on purpose (DESIGN 9); one in each workspace. */
export const slackIdentity = sqliteTable(
  'slack_identity',
  {
    /** The workspace (`T…`), or the organisation (`E…`) where the app is installed in all of its workspaces. */
    teamId: text('team_id').notNull(),
    userId: text('user_id').notNull(),
    /** As Slack named the user when it was linked; null where an admin typed the ids. */
    userName: text('user_name'),
    personId: key('person_id')
      .notNull()
      .references(() => person.id),
    linkedAt: instant('linked_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.teamId, t.userId] }),
    uniqueIndex('slack_identity_person').on(t.personId, t.teamId),
  ],
);

export const apiToken = sqliteTable(
  'api_token',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    name: text('name').notNull(),
    /** SHA-256 of the token, hex. */
    hash: text('hash').notNull(),
    scopes: json<string[]>('scopes').notNull(),
    createdAt: instant('created_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (t) => [uniqueIndex('api_token_hash').on(t.hash), index('api_token_provider').on(t.providerId)],
);

/** A one-time link to sign in. */
export const loginLink = sqliteTable('login_link', {
  hash: text('hash').primaryKey(),
  personId: key('person_id')
    .notNull()
    .references(() => person.id),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
});

export const session = sqliteTable(
  'session',
  {
    hash: text('hash').primaryKey(),
    personId: key('person_id')
      .notNull()
      .references(() => person.id),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('session_person').on(t.personId)],
);
