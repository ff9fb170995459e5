import { and, desc, eq, inArray, lt } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { WebhookStore } from '#app/ports/webhooks.ts';
import { ok } from '#core/result.ts';
import type { Database } from '../database.ts';
import { webhook } from '../schema/index.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { tracesIfChanged } from './conditional-traces.ts';
import { auditOfInserted, insertedId } from './inserted.ts';
import { traceStatements } from './traces.ts';

const SHOWN = {
  id: webhook.id,
  url: webhook.url,
  description: webhook.description,
  topics: webhook.topics,
  status: webhook.status,
  disabledReason: webhook.disabledReason,
  createdAt: webhook.createdAt,
  createdBy: webhook.createdBy,
  formerSecretUntil: webhook.formerSecretUntil,
};

const of = (providerId: number, id: number) => and(eq(webhook.providerId, providerId), eq(webhook.id, id));

export const makeWebhookStore = (db: Database): WebhookStore => ({
  async list(providerId, { limit, cursor }) {
    const before = readKeyCursor(cursor);
    if (!before.ok) return before;
    const rows = await db.orm
      .select(SHOWN)
      .from(webhook)
      .where(
        and(
          eq(webhook.providerId, providerId),
          before.value === null ? undefined : lt(webhook.id, before.value),
        ),
      )
      .orderBy(desc(webhook.id))
      .limit(limit + 1);
    return ok(pageOfRows(rows, limit, ({ id }) => id));
  },

  async find(providerId, id) {
    const [row] = await db.orm.select(SHOWN).from(webhook).where(of(providerId, id));
    return row ?? null;
  },

  activeOf: (providerIds) =>
    db.orm
      .select({ ...SHOWN, providerId: webhook.providerId })
      .from(webhook)
      .where(and(inArray(webhook.providerId, [...providerIds]), eq(webhook.status, 'active')))
      .orderBy(webhook.id),

  async signed(id) {
    const [row] = await db.orm
      .select({
        ...SHOWN,
        providerId: webhook.providerId,
        sealedSecret: webhook.sealedSecret,
        sealedFormerSecret: webhook.sealedFormerSecret,
      })
      .from(webhook)
      .where(eq(webhook.id, id));
    return row ?? null;
  },

  async add(added, audit) {
    const results = await db.write([
      db.orm.insert(webhook).values(added).returning({ id: webhook.id }),
      auditOfInserted(db, 'webhook', audit),
    ]);
    const { providerId: _, sealedSecret: __, ...shown } = added;
    return {
      ...shown,
      id: insertedId(results),
      status: 'active',
      disabledReason: null,
      formerSecretUntil: null,
    };
  },

  async change(providerId, id, changed, audit) {
    await db.write([
      db.orm
        .update(webhook)
        .set({ ...changed, ...(changed.status === 'active' ? { disabledReason: null } : {}) })
        .where(of(providerId, id)),
      auditIfChanged(audit),
    ]);
  },

  async rotate(providerId, id, { sealedSecret, formerSecretUntil }, audit) {
    await db.write([
      db.orm
        .update(webhook)
        .set({ sealedFormerSecret: webhook.sealedSecret, sealedSecret, formerSecretUntil })
        .where(of(providerId, id)),
      auditIfChanged(audit),
    ]);
  },

  async disable(providerId, id, reason, traces) {
    await db.write([
      db.orm
        .update(webhook)
        .set({ status: 'disabled', disabledReason: reason })
        .where(and(of(providerId, id), eq(webhook.status, 'active'))),
      ...tracesIfChanged(traces),
    ]);
  },

  async tell(message, audit) {
    await db.write(traceStatements(db, { audit: [audit], outbox: [message] }));
  },
});
