import { and, asc, count, eq, min } from 'drizzle-orm';
import type { OutboxEraser, OutboxReader } from '#app/ports/jobs.ts';
import type { Instant } from '#core/calendar.ts';
import type { Database } from '../database.ts';
import { outbox } from '../schema/index.ts';

export const makeOutboxReader = (db: Database): OutboxReader => ({
  async waiting(providerId) {
    const rows = await db.orm
      .select({ topic: outbox.topic, waiting: count(), oldest: min(outbox.dueAt) })
      .from(outbox)
      .where(
        and(
          eq(outbox.status, 'waiting'),
          providerId === undefined ? undefined : eq(outbox.providerId, providerId),
        ),
      )
      .groupBy(outbox.topic)
      .orderBy(asc(outbox.topic));
    return rows.map((row) => ({ ...row, oldest: row.oldest as Instant }));
  },
});

export const makeOutboxEraser = (db: Database): OutboxEraser => ({
  async forgetAll() {
    await db.write([db.orm.delete(outbox)]);
  },
});
