import { expect, it } from 'vitest';
import type { Instant } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { outbox } from '#db/schema/index.ts';
import { makeOutboxReader } from '#db/stores/outbox-store.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { aTenant } from '#test/support/tenants.ts';

const write = (db: Database, providerId: number, topic: string, due: string, status: 'waiting' | 'sent') => {
  const dueAt = `${due}T00:00:00.000Z` as Instant;
  return db.write([
    db.orm.insert(outbox).values({
      providerId,
      topic,
      dedupeKey: `${providerId} ${due}`,
      body: {},
      status,
      dueAt,
      createdAt: dueAt,
    }),
  ]);
};

eachDatabase('the outbox', (open) => {
  it('counts what waits by topic, for one provider and for all', async () => {
    const db = await open();
    const [bluegum, wavelink] = [await aTenant(db), await aTenant(db, 'wavelink')];
    await write(db, bluegum.providerId, 'order.halted', '2026-07-02', 'waiting');
    await write(db, bluegum.providerId, 'order.halted', '2026-07-01', 'waiting');
    await write(db, bluegum.providerId, 'order.halted', '2026-06-01', 'sent');
    await write(db, wavelink.providerId, 'billing.run_done', '2026-07-03', 'waiting');
    const reader = makeOutboxReader(db);
    const halted = { topic: 'order.halted', waiting: 2, oldest: '2026-07-01T00:00:00.000Z' };
    expect(await reader.waiting(bluegum.providerId)).toEqual([halted]);
    expect(await reader.waiting()).toEqual([
      { topic: 'billing.run_done', waiting: 1, oldest: '2026-07-03T00:00:00.000Z' },
      halted,
    ]);
  });
});
