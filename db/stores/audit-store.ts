import { and, desc, eq, lt } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { Via } from '#app/ports/platform.ts';
import type { AuditReader } from '#app/ports/providers.ts';
import { ok } from '#core/result.ts';
import type { Database } from '../database.ts';
import { audit } from '../schema/index.ts';

export const makeAuditReader = (db: Database): AuditReader => ({
  async page(providerId, subject, { limit, cursor }) {
    const before = readKeyCursor(cursor);
    if (!before.ok) return before;
    const rows = await db.orm
      .select()
      .from(audit)
      .where(
        and(
          eq(audit.providerId, providerId),
          subject === null ? undefined : eq(audit.subject, subject),
          before.value === null ? undefined : lt(audit.id, before.value),
        ),
      )
      .orderBy(desc(audit.id))
      .limit(limit + 1);
    return ok(
      pageOfRows(
        rows.map((row) => ({ ...row, via: row.via as Via })),
        limit,
        ({ id }) => id,
      ),
    );
  },
});
