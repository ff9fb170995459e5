import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import type { SlackLinks } from '#app/ports/slack.ts';
import { linkSpent, slackUserTaken } from '#core/people/slack.ts';
import { ok } from '#core/result.ts';
import type { Database } from '../database.ts';
import { person, provider, slackIdentity, slackInstallation, slackLink as table } from '../schema/index.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { INSTALLATION } from './slack-installations.ts';

export const makeSlackLinks = (db: Database): SlackLinks => {
  const find: SlackLinks['linkRequest'] = async (hash, at) => {
    const [row] = await db.orm
      .select({
        ...INSTALLATION,
        user: { teamId: table.teamId, userId: table.userId },
        userName: table.userName,
      })
      .from(table)
      .innerJoin(slackInstallation, eq(slackInstallation.id, table.installationId))
      .innerJoin(provider, eq(provider.id, slackInstallation.providerId))
      .where(
        and(
          eq(table.hash, hash),
          isNull(table.usedAt),
          gt(table.expiresAt, at),
          isNull(slackInstallation.revokedAt),
        ),
      );
    if (row === undefined) return null;
    const { user, userName, ...installation } = row;
    return { user, userName, installationId: installation.id, installation };
  };

  return {
    async addLinkRequest(hash, { user, userName, installationId }, { at, until }) {
      await db.write([
        { sql: 'delete from slack_link where expires_at <= ?', args: [at] },
        db.orm.insert(table).values({ hash, installationId, ...user, userName, expiresAt: until }),
      ]);
    },

    linkRequest: find,

    async redeemLinkRequest(hash, personId, at, audit) {
      const args = [personId, hash, at];
      const [used] = await db.write([
        {
          sql: `update slack_link set used_at = ?3, used_by = ?1
          where hash = ?2 and used_at is null and expires_at > ?3 and not exists (
            select 1 from slack_identity
            where team_id = slack_link.team_id and user_id = slack_link.user_id and person_id <> ?1
          )`,
          args,
        },
        auditIfChanged(audit),
        // Only where the request was used up just now, by this person.
        {
          sql: `delete from slack_identity where person_id = ?1 and team_id = (
            select team_id from slack_link where hash = ?2 and used_by = ?1 and used_at = ?3
          )`,
          args,
        },
        {
          sql: `insert into slack_identity (team_id, user_id, user_name, person_id, linked_at)
          select team_id, user_id, user_name, ?1, ?3 from slack_link
          where hash = ?2 and used_by = ?1 and used_at = ?3`,
          args,
        },
      ]);
      if (used?.rowsAffected === 1) return ok(null);
      return (await find(hash, at)) === null ? linkSpent() : slackUserTaken();
    },

    async linkedUsers(providerId) {
      return db.orm
        .select({
          personId: person.id,
          personName: person.name,
          personEmail: person.email,
          user: { teamId: slackIdentity.teamId, userId: slackIdentity.userId },
          userName: slackIdentity.userName,
          linkedAt: slackIdentity.linkedAt,
        })
        .from(slackIdentity)
        .innerJoin(person, eq(person.id, slackIdentity.personId))
        .where(eq(person.providerId, providerId))
        .orderBy(asc(person.name), asc(slackIdentity.teamId));
    },
  };
};
