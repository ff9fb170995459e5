import { and, asc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { Installation, SealedCredentials, SlackInstallations } from '#app/ports/slack.ts';
import { conflict, invariant, ok } from '#core/result.ts';
import { clashOf, type Database } from '../database.ts';
import { provider, slackInstallation as table } from '../schema/index.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { TENANT } from './tenant.ts';
import { traceStatements } from './traces.ts';

/** What of a row makes an Installation; it is read together with its provider. */
export const INSTALLATION = {
  id: table.id,
  tenant: TENANT,
  enterpriseId: table.enterpriseId,
  teamId: table.teamId,
  isEnterpriseInstall: sql<boolean>`${table.teamId} is null`.mapWith(Boolean),
  workspace: table.workspace,
  workspaceName: table.workspaceName,
  botUserId: table.botUserId,
  channelId: table.channelId,
  installedBy: table.installedBy,
  installedAt: table.installedAt,
  revokedAt: table.revokedAt,
  problem: table.problem,
};

export const makeSlackInstallations = (db: Database): SlackInstallations => {
  const find = (where: SQL | undefined) =>
    db.orm
      .select(INSTALLATION)
      .from(table)
      .innerJoin(provider, eq(provider.id, table.providerId))
      .where(where);
  const first = (rows: readonly Installation[]): Installation | null => rows[0] ?? null;

  return {
    async findInstallation({ teamId, enterpriseId, isEnterpriseInstall }) {
      // An id of a workspace never looks like one of an organisation: T… and E….
      const workspaces = [isEnterpriseInstall ? null : teamId, enterpriseId].filter((id) => id !== null);
      const rows = await find(inArray(table.workspace, workspaces))
        .orderBy(sql`${table.revokedAt} is not null, ${table.teamId} is null, ${table.revokedAt} desc`)
        .limit(1);
      return first(rows);
    },

    installation: async (id) => first(await find(eq(table.id, id))),

    installationsOf: (providerIds) =>
      find(and(inArray(table.providerId, [...providerIds]), isNull(table.revokedAt))).orderBy(asc(table.id)),

    workspacesOf: (providerId) => find(eq(table.providerId, providerId)).orderBy(asc(table.id)),

    allInstallations: () => find(isNull(table.revokedAt)).orderBy(asc(table.id)),

    async save({ credentials, ...given }, audit) {
      const { isEnterpriseInstall, ...columns } = given;
      const teamId = isEnterpriseInstall ? null : columns.teamId;
      const workspace = teamId ?? columns.enterpriseId;
      invariant(workspace !== null, 'an installation is of a workspace or of an organisation');
      const row = { ...columns, teamId, workspace, ...tokenColumns(credentials) };
      try {
        await db.write([
          db.orm
            .insert(table)
            .values(row)
            .onConflictDoUpdate({
              target: [table.providerId, table.workspace],
              set: {
                ...row,
                tokenRevision: sql`${table.tokenRevision} + 1`,
                rotationUntil: null,
                revokedAt: null,
                problem: null,
              },
            }),
          ...traceStatements(db, { audit: [audit], outbox: [] }),
        ]);
      } catch (error) {
        if (!clashOf(error)?.includes('slack_installation.workspace')) throw error;
        return conflict(
          'workspace_taken',
          `The Slack workspace ${given.workspaceName} is connected for another provider. It can be connected here once that provider has disconnected it, or has removed the app from the workspace.`,
        );
      }
      const [saved] = await find(and(eq(table.providerId, row.providerId), eq(table.workspace, workspace)));
      invariant(saved !== undefined, 'an installation that was saved is there');
      return ok(saved);
    },

    async revoke(id, at, audit) {
      await db.write([
        db.orm
          .update(table)
          .set({ revokedAt: at, problem: null, ...tokenColumns(null) })
          .where(and(eq(table.id, id), isNull(table.revokedAt))),
        auditIfChanged(audit),
      ]);
    },

    async setChannel(id, channelId, audit) {
      await db.write([
        db.orm.update(table).set({ channelId }).where(eq(table.id, id)),
        ...traceStatements(db, { audit: [audit], outbox: [] }),
      ]);
    },

    async setProblem(id, problem) {
      await db.write([db.orm.update(table).set({ problem }).where(eq(table.id, id))]);
    },

    async credentials(id) {
      const [row] = await db.orm
        .select({
          token: table.token,
          refreshToken: table.refreshToken,
          expiresAt: table.tokenExpiresAt,
          revision: table.tokenRevision,
        })
        .from(table)
        .where(and(eq(table.id, id), isNull(table.revokedAt)));
      return row?.token == null ? null : { ...row, token: row.token };
    },

    async claimRotation(id, revision, { at, until }) {
      const [claimed] = await db.write([
        {
          sql: `update slack_installation set rotation_until = ?1 where id = ?2 and token_revision = ?3
            and revoked_at is null and (rotation_until is null or rotation_until <= ?4)`,
          args: [until, id, revision, at],
        },
      ]);
      return claimed?.rowsAffected === 1;
    },

    async rotate(id, revision, credentials) {
      const [rotated] = await db.write([
        db.orm
          .update(table)
          .set({
            ...tokenColumns(credentials),
            tokenRevision: revision + 1,
            rotationUntil: null,
            problem: null,
          })
          .where(and(eq(table.id, id), eq(table.tokenRevision, revision), isNull(table.revokedAt))),
      ]);
      return rotated?.rowsAffected === 1;
    },
  };
};

const tokenColumns = (credentials: SealedCredentials | null) => ({
  token: credentials?.token ?? null,
  refreshToken: credentials?.refreshToken ?? null,
  tokenExpiresAt: credentials?.expiresAt ?? null,
});
