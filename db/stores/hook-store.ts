import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { HookStore } from '#app/ports/hooks.ts';
import { ok } from '#core/result.ts';
import type { Database } from '../database.ts';
import { hookSource, provider } from '../schema/index.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { auditOfInserted, insertedId } from './inserted.ts';
import { TENANT } from './tenant.ts';

const SOURCE = {
  id: hookSource.id,
  name: hookSource.name,
  sends: hookSource.sends,
  createdAt: hookSource.createdAt,
  revokedAt: hookSource.revokedAt,
};

export const makeHookStore = (db: Database): HookStore => ({
  async findLive(id) {
    const [row] = await db.orm
      .select({
        id: hookSource.id,
        name: hookSource.name,
        sends: hookSource.sends,
        sealedSecret: hookSource.sealedSecret,
        tenant: TENANT,
      })
      .from(hookSource)
      .innerJoin(provider, eq(provider.id, hookSource.providerId))
      .where(and(eq(hookSource.id, id), isNull(hookSource.revokedAt)));
    return row ?? null;
  },

  async find(providerId, id) {
    const [row] = await db.orm
      .select(SOURCE)
      .from(hookSource)
      .where(and(eq(hookSource.providerId, providerId), eq(hookSource.id, id)));
    return row ?? null;
  },

  async list(providerId, { limit, cursor }) {
    const before = readKeyCursor(cursor);
    if (!before.ok) return before;
    const rows = await db.orm
      .select(SOURCE)
      .from(hookSource)
      .where(
        and(
          eq(hookSource.providerId, providerId),
          before.value === null ? undefined : lt(hookSource.id, before.value),
        ),
      )
      .orderBy(desc(hookSource.id))
      .limit(limit + 1);
    return ok(pageOfRows(rows, limit, ({ id }) => id));
  },

  async add(source, audit) {
    const results = await db.write([
      db.orm.insert(hookSource).values(source).returning({ id: hookSource.id }),
      auditOfInserted(db, 'hook', audit),
    ]);
    const { name, sends, createdAt } = source;
    return { id: insertedId(results), name, sends, createdAt, revokedAt: null };
  },

  async revoke(providerId, id, at, audit) {
    await db.write([
      db.orm
        .update(hookSource)
        .set({ revokedAt: at })
        .where(
          and(eq(hookSource.providerId, providerId), eq(hookSource.id, id), isNull(hookSource.revokedAt)),
        ),
      auditIfChanged(audit),
    ]);
  },
});
