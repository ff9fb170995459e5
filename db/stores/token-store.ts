import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { TokenStore } from '#app/ports/people.ts';
import { ok } from '#core/result.ts';
import type { Database } from '../database.ts';
import { apiToken, provider } from '../schema/index.ts';
import { auditIfChanged } from './conditional-audit.ts';
import { auditOfInserted, insertedId } from './inserted.ts';
import { TENANT } from './tenant.ts';

const TOKEN = {
  id: apiToken.id,
  name: apiToken.name,
  scopes: apiToken.scopes,
  createdAt: apiToken.createdAt,
  revokedAt: apiToken.revokedAt,
};

export const makeTokenStore = (db: Database): TokenStore => ({
  async findLive(hash) {
    const [row] = await db.orm
      .select({ id: apiToken.id, name: apiToken.name, scopes: apiToken.scopes, tenant: TENANT })
      .from(apiToken)
      .innerJoin(provider, eq(provider.id, apiToken.providerId))
      .where(and(eq(apiToken.hash, hash), isNull(apiToken.revokedAt)));
    return row ?? null;
  },

  async find(providerId, id) {
    const [row] = await db.orm
      .select(TOKEN)
      .from(apiToken)
      .where(and(eq(apiToken.providerId, providerId), eq(apiToken.id, id)));
    return row ?? null;
  },

  async list(providerId, { limit, cursor }) {
    const before = readKeyCursor(cursor);
    if (!before.ok) return before;
    const rows = await db.orm
      .select(TOKEN)
      .from(apiToken)
      .where(
        and(
          eq(apiToken.providerId, providerId),
          before.value === null ? undefined : lt(apiToken.id, before.value),
        ),
      )
      .orderBy(desc(apiToken.id))
      .limit(limit + 1);
    return ok(pageOfRows(rows, limit, ({ id }) => id));
  },

  async add(token, audit) {
    const results = await db.write([
      db.orm
        .insert(apiToken)
        .values({ ...token, scopes: [...token.scopes] })
        .returning({ id: apiToken.id }),
      auditOfInserted(db, 'token', audit),
    ]);
    const { name, scopes, createdAt } = token;
    return { id: insertedId(results), name, scopes, createdAt, revokedAt: null };
  },

  async revoke(providerId, id, at, audit) {
    await db.write([
      db.orm
        .update(apiToken)
        .set({ revokedAt: at })
        .where(and(eq(apiToken.providerId, providerId), eq(apiToken.id, id), isNull(apiToken.revokedAt))),
      auditIfChanged(audit),
    ]);
  },
});
