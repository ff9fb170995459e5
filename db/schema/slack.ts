/** Slack: workspaces with Cardline's app in them, messages that show something, events worked on, links under way. */
import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { instant, key } from '../columns.ts';
import { person } from './people.ts';
import { provider } from './providers.ts';

export const slackInstallation = sqliteTable(
  'slack_installation',
  {
    id: key().primaryKey(),
    providerId: key('provider_id')
      .notNull()
      .references(() => provider.id),
    enterpriseId: text('enterprise_id'),
    /** null: installed in all workspaces of the organisation */
    teamId: text('team_id'),
    /** team_id, or enterprise_id where that is null. */
    workspace: text('workspace').notNull(),
    workspaceName: text('workspace_name').notNull(),
    botUserId: text('bot_user_id').notNull(),
    /** Where the provider's cards go. */
    channelId: text('channel_id'),
    installedBy: text('installed_by'),
    installedAt: instant('installed_at').notNull(),
    revokedAt: instant('revoked_at'),
    problem: text('problem'),
    /** Sealed (src/runtime/sealer.ts); null: in the environment, or forgotten when it was revoked. */
    token: text('token'),
    refreshToken: text('refresh_token'),
    tokenExpiresAt: instant('token_expires_at'),
    /** Counts up with each rotation. */
    tokenRevision: integer('token_revision').notNull().default(0),
    /** Until when somebody has the right to rotate. */
    rotationUntil: instant('rotation_until'),
  },
  (t) => [
    // One live installation a workspace; what another provider had there before stays that provider's.
    uniqueIndex('slack_installation_live').on(t.workspace).where(sql`revoked_at is null`),
    uniqueIndex('slack_installation_workspace').on(t.providerId, t.workspace),
    index('slack_installation_known').on(t.workspace),
    check('slack_installation_place', sql`${t.workspace} = coalesce(${t.teamId}, ${t.enterpriseId})`),
  ],
);

/** The one message in a workspace that shows a subject (`req_12`), to change it later. */
export const slackMessage = sqliteTable(
  'slack_message',
  {
    installationId: key('installation_id')
      .notNull()
      .references(() => slackInstallation.id),
    subject: text('subject').notNull(),
    channel: text('channel').notNull(),
    ts: text('ts').notNull(),
  },
  (t) => [primaryKey({ columns: [t.installationId, t.subject] })],
);

/** Events that Slack has delivered: it repeats those whose answer it did not get. */
export const slackEvent = sqliteTable(
  'slack_event',
  {
    id: text('id').primaryKey(),
    takenAt: instant('taken_at').notNull(),
    /** Whoever took it has so long; then it counts as dead. */
    takenUntil: instant('taken_until').notNull(),
    doneAt: instant('done_at'),
  },
  (t) => [index('slack_event_age').on(t.takenAt)],
);

/** A one-time link by which somebody in Slack becomes a person of Cardline. */
export const slackLink = sqliteTable('slack_link', {
  /** SHA-256 of the link's secret, hex. */
  hash: text('hash').primaryKey(),
  installationId: key('installation_id')
    .notNull()
    .references(() => slackInstallation.id),
  teamId: text('team_id').notNull(),
  userId: text('user_id').notNull(),
  userName: text('user_name').notNull(),
  expiresAt: instant('expires_at').notNull(),
  usedAt: instant('used_at'),
  usedBy: key('used_by').references(() => person.id),
});
