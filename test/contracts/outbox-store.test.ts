import { expect, it } from 'vitest';
import type { Instant } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { delivery, outbox } from '#db/schema/index.ts';
import { makeOutboxEraser, makeOutboxReader } from '#db/stores/outbox-store.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { aTenant } from '#test/support/tenants.ts';

const at = (day: string) => `${day}T00:00:00.000Z` as Instant;

const notice = (
  db: Database,
  providerId: number,
  day: string,
  more: Partial<typeof outbox.$inferInsert> = {},
) =>
  db.write([
    db.orm.insert(outbox).values({
      providerId,
      topic: 'order.halted',
      dedupeKey: `${providerId} ${day}`,
      body: {},
      dueAt: at(day),
      createdAt: at(day),
      ...more,
    }),
  ]);

const deliver = (
  db: Database,
  providerId: number,
  day: string,
  more: Partial<typeof delivery.$inferInsert>,
) =>
  db.write([
    db.orm.insert(delivery).values({
      providerId,
      channel: 'post',
      target: 'C1',
      kind: 'line',
      topic: 'order.halted',
      subject: 'req_1',
      dedupeKey: crypto.randomUUID(),
      body: {},
      gates: [],
      place: 1,
      dueAt: at(day),
      createdAt: at(day),
      ...more,
    }),
  ]);

eachDatabase('the outbox', (open) => {
  async function aHouse() {
    const db = await open();
    const [bluegum, wavelink] = [await aTenant(db), await aTenant(db, 'wavelink')];
    await notice(db, bluegum.providerId, '2026-07-02');
    await notice(db, bluegum.providerId, '2026-07-01', { attempts: 3, lastError: 'no idea' });
    await notice(db, bluegum.providerId, '2026-06-01', { status: 'planned' });
    await deliver(db, bluegum.providerId, '2026-07-03', {});
    await deliver(db, bluegum.providerId, '2026-07-02', { lastError: 'busy' });
    await deliver(db, bluegum.providerId, '2026-07-01', { status: 'dead', lastError: 'gone' });
    await deliver(db, bluegum.providerId, '2026-07-01', { status: 'sent' });
    await deliver(db, wavelink.providerId, '2026-07-04', { channel: 'fax' });
    return { db, bluegum, reader: makeOutboxReader(db) };
  }

  it('says how it stands, channel by channel, for one provider and for all', async () => {
    const { reader, bluegum } = await aHouse();
    const notices = { waiting: 2, failing: 1, oldest: at('2026-07-01'), lastError: 'no idea' };
    const post = { channel: 'post', waiting: 2, failing: 1, dead: 1, oldest: at('2026-07-02') };
    const fax = { channel: 'fax', waiting: 1, failing: 0, dead: 0, oldest: at('2026-07-04') };
    expect(await reader.standing(bluegum.providerId)).toEqual({ notices, channels: [post] });
    expect(await reader.standing()).toEqual({ notices, channels: [fax, post] });
  });

  it('names what failed last, whatever it is called and whichever has waited longest', async () => {
    const { db, bluegum, reader } = await aHouse();
    const failed = { attempts: 1, lastError: 'away just now', failedAt: at('2026-07-09') };
    await notice(db, bluegum.providerId, '2026-06-28', failed);
    await notice(db, bluegum.providerId, '2026-06-29', {
      ...failed,
      lastError: 'zebra',
      failedAt: at('2026-07-08'),
    });
    expect((await reader.standing(bluegum.providerId)).notices.lastError).toBe('away just now');
    expect((await reader.standing()).notices.lastError).toBe('away just now');
  });

  it('says that nothing waits where nothing does, and forgets all for the example set', async () => {
    const { db, reader } = await aHouse();
    await makeOutboxEraser(db).forgetAll();
    expect(await reader.standing()).toEqual({
      notices: { waiting: 0, failing: 0, oldest: null, lastError: null },
      channels: [],
    });
  });
});
