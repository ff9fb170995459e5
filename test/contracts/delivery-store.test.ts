import { expect, it } from 'vitest';
import type { Instant } from '#core/calendar.ts';
import type { Database } from '#db/database.ts';
import { audit, delivery } from '#db/schema/index.ts';
import { makeDeliveryStore } from '#db/stores/delivery-store.ts';
import { value } from '#test/support/api.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { deliveriesOf } from '#test/support/dispatching.ts';
import { aTenant } from '#test/support/tenants.ts';

const AT = '2026-03-02T00:00:00.000Z' as Instant;
const TRIED = '2026-03-01T12:00:00.000Z' as Instant;
const FIRST = { limit: 10, cursor: null };

type Row = typeof delivery.$inferInsert;

const write = (db: Database, providerId: number, rows: readonly Partial<Row>[]) =>
  db.write([
    db.orm.insert(delivery).values(
      rows.map((row) => ({
        providerId,
        channel: 'post',
        target: 'C1',
        kind: 'line',
        topic: 'order.halted',
        subject: 'req_1',
        dedupeKey: crypto.randomUUID(),
        body: { text: 'secret' },
        gates: [],
        place: 1,
        dueAt: AT,
        createdAt: AT,
        ...row,
      })),
    ),
  ]);

const DEAD = { status: 'dead', attempts: 12, lastError: 'gone', attemptedAt: TRIED, doneAt: AT } as const;
const FAILING = { attempts: 2, lastError: 'busy', attemptedAt: TRIED } as const;
const SENT = { status: 'sent', attempts: 1, attemptedAt: TRIED, doneAt: AT } as const;

const auditOf = (providerId: number) => ({
  providerId,
  at: AT,
  actor: 'Robin',
  via: 'console' as const,
  action: 'delivery.resent',
  subject: 'dlv_1',
  details: { channel: 'post' },
  requestId: null,
});

eachDatabase('the store of deliveries', (open) => {
  async function aHouse() {
    const db = await open();
    const { providerId } = await aTenant(db);
    const other = await aTenant(db, 'wavelink');
    await write(db, providerId, [
      { subject: 'req_1' },
      FAILING,
      DEAD,
      SENT,
      { status: 'superseded', doneAt: AT },
      { ...DEAD, target: 'C2' },
      { ...DEAD, channel: 'fax' },
    ]);
    await write(db, other.providerId, [DEAD]);
    return { db, providerId, otherId: other.providerId, store: makeDeliveryStore(db) };
  }

  it('lists a provider’s, newest first, page by page, without what is in them', async () => {
    const { store, providerId } = await aHouse();
    const first = value(await store.page(providerId, {}, { limit: 4, cursor: null }));
    expect(first.items.map(({ id, status }) => `${id} ${status}`)).toEqual([
      '7 dead',
      '6 dead',
      '5 superseded',
      '4 sent',
    ]);
    const second = value(await store.page(providerId, {}, { limit: 4, cursor: first.nextCursor }));
    expect(second).toMatchObject({ items: [{ id: 3 }, { id: 2 }, { id: 1 }], nextCursor: null });
    expect(second.items[1]).toEqual({
      id: 2,
      channel: 'post',
      target: 'C1',
      kind: 'line',
      topic: 'order.halted',
      subject: 'req_1',
      status: 'failing',
      attempts: 2,
      lastError: 'busy',
      createdAt: AT,
      attemptedAt: TRIED,
      nextTryAt: AT,
      doneAt: null,
    });
    expect(await store.page(providerId, {}, { limit: 4, cursor: 'strange' })).toMatchObject({ ok: false });
  });

  it.each([
    [{ status: 'waiting' }, [1]],
    [{ status: 'failing' }, [2]],
    [{ status: 'dead' }, [7, 6, 3]],
    [{ status: 'sent' }, [4]],
    [{ status: 'superseded' }, [5]],
    [{ status: 'dead', channel: 'post' }, [6, 3]],
    [{ status: 'dead', channel: 'post', target: 'C2' }, [6]],
    [{ target: 'C9' }, []],
  ] as const)('lists those of %o', async (filter, ids) => {
    const { store, providerId } = await aHouse();
    const { items } = value(await store.page(providerId, filter, FIRST));
    expect(items.map(({ id }) => id)).toEqual(ids);
  });

  it('finds one of the provider’s own alone', async () => {
    const { store, providerId, otherId } = await aHouse();
    expect(await store.find(providerId, 3)).toMatchObject({ id: 3, status: 'dead', nextTryAt: null });
    expect(await store.find(otherId, 3)).toBeNull();
    expect(await store.find(providerId, 99)).toBeNull();
  });

  it('makes one that failed due at once by any clock, with all its attempts before it, and who did it', async () => {
    const { db, store, providerId } = await aHouse();
    expect(await store.resend(providerId, 3, auditOf(providerId))).toBe(true);
    expect(await store.resend(providerId, 2, auditOf(providerId))).toBe(true);
    const rows = await deliveriesOf(db);
    for (const row of [rows[1], rows[2]])
      expect(row).toMatchObject({
        status: 'waiting',
        attempts: 0,
        lastError: null,
        dueAt: TRIED,
        doneAt: null,
      });
    expect(await db.orm.select().from(audit)).toMatchObject([{ actor: 'Robin' }, { subject: 'dlv_1' }]);
  });

  it.each([
    ['waits for its first try', 1],
    ['was sent', 4],
    ['was superseded', 5],
    ['is another provider’s', 8],
  ])('leaves one alone that %s, and no trace', async (_, id) => {
    const { db, store, providerId } = await aHouse();
    const before = await deliveriesOf(db);
    expect(await store.resend(providerId, id, auditOf(providerId))).toBe(false);
    expect(await deliveriesOf(db)).toEqual(before);
    expect(await db.orm.select().from(audit)).toEqual([]);
  });

  it('makes all of a channel or target due, the provider’s own alone, and says how many in the audit', async () => {
    const { db, store, providerId } = await aHouse();
    const all = (channel: string, target: string | null) =>
      store.resendAll(providerId, { channel, target }, auditOf(providerId));
    expect(await all('post', 'C2')).toBe(1);
    expect(await all('post', null)).toBe(2);
    expect(await all('post', null)).toBe(0);
    expect(await all('telex', null)).toBe(0);
    expect(await db.orm.select().from(audit)).toMatchObject([
      { details: { channel: 'post', deliveries: 1 } },
      { details: { deliveries: 2 } },
    ]);
    expect((await deliveriesOf(db)).filter(({ status }) => status === 'dead').map(({ id }) => id)).toEqual([
      7, 8,
    ]);
  });
});
