import { and, asc, eq, inArray } from 'drizzle-orm';
import type { LinkedWorkbook, WorkbookLink, WorkbookLinkStore } from '#app/ports/workbook-links.ts';
import { instantAfter } from '#core/calendar.ts';
import { clashOf, type Database } from '../database.ts';
import { provider, workbookLink } from '../schema/index.ts';
import { TENANT } from './tenant.ts';
import { traceStatements } from './traces.ts';

type Row = typeof workbookLink.$inferSelect;

export const makeWorkbookLinkStore = (db: Database): WorkbookLinkStore => ({
  async find(providerId) {
    const [row] = await db.orm.select().from(workbookLink).where(eq(workbookLink.providerId, providerId));
    return row ? fromRow(row) : null;
  },

  async sheetIds(providerIds) {
    const rows = await db.orm
      .select({ providerId: workbookLink.providerId, sheetId: workbookLink.sheetId })
      .from(workbookLink)
      .where(inArray(workbookLink.providerId, [...providerIds]));
    return new Map(rows.map(({ providerId, sheetId }) => [providerId, sheetId]));
  },

  async all() {
    const rows = await db.orm
      .select({ tenant: TENANT, link: workbookLink })
      .from(workbookLink)
      .innerJoin(provider, eq(provider.id, workbookLink.providerId))
      .orderBy(asc(workbookLink.providerId));
    return rows.map(({ tenant, link }): LinkedWorkbook => ({ tenant, link: fromRow(link) }));
  },

  async isTaken(sheetId) {
    const rows = await db.orm
      .select({ providerId: workbookLink.providerId })
      .from(workbookLink)
      .where(eq(workbookLink.sheetId, sheetId));
    return rows.length > 0;
  },

  async link(providerId, { sheetId, title, by, at }, audit) {
    const linked = { ...UNREAD, providerId, sheetId, title, linkedBy: by, linkedAt: at };
    try {
      await db.write([
        db.orm
          .insert(workbookLink)
          .values(linked)
          .onConflictDoUpdate({ target: workbookLink.providerId, set: linked }),
        ...traceStatements(db, { audit: [audit], outbox: [] }),
      ]);
      return true;
    } catch (error) {
      if (clashOf(error) === 'workbook_link.sheet_id') return false;
      throw error;
    }
  },

  async unlink(providerId, audit) {
    await db.write([
      db.orm.delete(workbookLink).where(eq(workbookLink.providerId, providerId)),
      ...traceStatements(db, { audit: [audit], outbox: [] }),
    ]);
  },

  async recordCheck(providerId, { sheetId, at, ...check }, outbox) {
    await db.write([
      db.orm
        .update(workbookLink)
        .set({ ...check, syncedAt: at, problem: null, problemAt: null })
        .where(ofSheet(providerId, sheetId)),
      ...traceStatements(db, { audit: [], outbox }),
    ]);
  },

  async recordProblem(providerId, sheetId, problem, at) {
    await db.write([
      db.orm
        .update(workbookLink)
        .set({ problem, problemAt: problem === null ? null : at })
        .where(ofSheet(providerId, sheetId)),
    ]);
  },

  async recordLook(providerId, { version, dueAt, at }) {
    await db.write([
      db.orm
        .update(workbookLink)
        .set({ polledAt: at, ...(version === null ? {} : { version }) })
        .where(eq(workbookLink.providerId, providerId)),
      ...(dueAt === null
        ? []
        : [
            db.orm
              .update(workbookLink)
              .set({ dueAt: null, dueSince: null })
              .where(and(eq(workbookLink.providerId, providerId), eq(workbookLink.dueAt, dueAt))),
          ]),
    ]);
  },

  async ofChannel(channelId) {
    const [row] = await db.orm
      .select({ tenant: TENANT, link: workbookLink })
      .from(workbookLink)
      .innerJoin(provider, eq(provider.id, workbookLink.providerId))
      .where(eq(workbookLink.channelId, channelId));
    const channel = row ? channelOf(row.link) : null;
    const tokenHash = row?.link.channelTokenHash ?? null;
    return row && channel !== null && tokenHash !== null
      ? { tenant: row.tenant, link: fromRow(row.link), channel, tokenHash }
      : null;
  },

  async announce(providerId, { at, dueAt, latestMs }) {
    const latest = instantAfter(at, latestMs);
    await db.write([
      {
        // Read from the row itself: two announcements at once each move what the other left.
        sql: `update workbook_link set due_since = coalesce(due_since, :at),
                due_at = case when due_since is null then :dueAt
                  else min(:dueAt, strftime('%Y-%m-%dT%H:%M:%fZ', due_since, :bound)) end
              where provider_id = :providerId`,
        args: {
          providerId,
          at,
          dueAt: dueAt < latest ? dueAt : latest,
          bound: `+${latestMs / 1000} seconds`,
        },
      },
    ]);
  },

  async setChannel(providerId, sheetId, channel) {
    await db.write([
      db.orm
        .update(workbookLink)
        .set(
          'problem' in channel
            ? { channelProblem: channel.problem }
            : {
                channelId: channel.id,
                channelResource: channel.resourceId,
                channelTokenHash: channel.tokenHash,
                channelExpiresAt: channel.expiresAt,
                channelProblem: null,
              },
        )
        .where(ofSheet(providerId, sheetId)),
    ]);
  },

  async recordPrepared(providerId, { sheetId, tabs, dueAt }, audit) {
    await db.write([
      db.orm
        .update(workbookLink)
        .set({ tabs, problem: null, problemAt: null, dueAt, dueSince: dueAt })
        .where(ofSheet(providerId, sheetId)),
      ...traceStatements(db, { audit: [audit], outbox: [] }),
    ]);
  },
});

/** Of another spreadsheet nothing of the one before counts. */
const UNREAD = {
  tabs: [],
  version: null,
  contentHash: null,
  revision: null,
  syncedAt: null,
  problem: null,
  problemAt: null,
  polledAt: null,
  dueAt: null,
  dueSince: null,
  channelId: null,
  channelResource: null,
  channelTokenHash: null,
  channelExpiresAt: null,
  channelProblem: null,
};

const ofSheet = (providerId: number, sheetId: string) =>
  and(eq(workbookLink.providerId, providerId), eq(workbookLink.sheetId, sheetId));

function fromRow(row: Row): WorkbookLink {
  const {
    providerId: _,
    channelId: __,
    channelResource: ___,
    channelTokenHash: ____,
    channelExpiresAt: _____,
    ...link
  } = row;
  return { ...link, channel: channelOf(row) };
}

const channelOf = ({ channelId, channelResource, channelExpiresAt }: Row): WorkbookLink['channel'] =>
  channelId === null || channelResource === null || channelExpiresAt === null
    ? null
    : { id: channelId, resourceId: channelResource, expiresAt: channelExpiresAt };
