import { expect, it } from 'vitest';
import { type Instant, plainDate } from '#core/calendar.ts';
import { audit, outbox } from '#db/schema/index.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { aTenant } from '#test/support/tenants.ts';

const AT = '2026-07-01T00:00:00.000Z' as Instant;
const nightly = (lastDoneOn = '2026-06-30', enabled = true) => ({
  job: 'billing' as const,
  atMinutes: 120,
  enabled,
  lastDoneOn: plainDate(lastDoneOn),
});
const auditOf = (providerId: number) => ({
  providerId,
  at: AT,
  actor: 'Somebody',
  via: 'api' as const,
  action: 'schedule.changed',
  subject: 'billing',
  details: {},
  requestId: null,
});
const mine = { name: 'job:billing:1', holder: 'me' };

eachDatabase('the schedule store', (open) => {
  it('keeps a schedule with the trace of who set it', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeScheduleStore(db);
    await store.save(providerId, nightly(), auditOf(providerId));
    expect(await store.list(providerId)).toEqual([
      { ...nightly(), lastError: null, lastFinishedAt: null, failures: 0, retryAt: null },
    ]);
    expect(await db.orm.select().from(audit)).toHaveLength(1);
  });

  it('adds only what a provider does not have yet', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeScheduleStore(db);
    await store.save(providerId, nightly(), auditOf(providerId));
    await store.addMissing([{ providerId, ...nightly('2020-01-01'), atMinutes: 5 }]);
    await store.addMissing([]);
    expect(await store.list(providerId)).toMatchObject([{ atMinutes: 120, lastDoneOn: '2026-06-30' }]);
  });

  it('lists every provider with its schedules, those without any too', async () => {
    const db = await open();
    const bluegum = await aTenant(db);
    const wavelink = await aTenant(db, 'wavelink', 'Australia/Sydney');
    const store = makeScheduleStore(db);
    await store.addMissing([{ providerId: bluegum.providerId, ...nightly() }]);
    expect(await store.all()).toEqual([
      { tenant: bluegum, previewMinutes: 0, schedules: [expect.objectContaining({ job: 'billing' })] },
      { tenant: wavelink, previewMinutes: 0, schedules: [] },
    ]);
  });

  it('a schedule that is on keeps the days it missed when it is changed; one that was off does not', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeScheduleStore(db);
    await store.save(providerId, nightly('2026-06-01'), auditOf(providerId));
    await store.save(providerId, { ...nightly('2026-06-30'), atMinutes: 60 }, auditOf(providerId));
    expect(await store.list(providerId)).toMatchObject([{ atMinutes: 60, lastDoneOn: '2026-06-01' }]);
    await store.save(providerId, nightly('2026-06-30', false), auditOf(providerId));
    await store.save(providerId, nightly('2026-06-30'), auditOf(providerId));
    expect(await store.list(providerId)).toMatchObject([{ enabled: true, lastDoneOn: '2026-06-30' }]);
  });

  it('records a day as done for the holder of the lease alone, and only forwards', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeScheduleStore(db);
    await store.save(providerId, nightly(), auditOf(providerId));
    const done = (date: string) => store.recordDone(providerId, 'billing', plainDate(date), AT, mine);

    expect(await done('2026-07-01')).toBe(false);
    await makeLeaseStore(db).take(mine);
    expect(await done('2026-07-01')).toBe(true);
    expect(await done('2026-06-30')).toBe(false);
    expect(await store.lastDoneOn(providerId, 'billing')).toBe('2026-07-01');
  });

  /** Billing of 1 July, of which only the holder of `mine` may say anything. */
  const aSchedule = async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeScheduleStore(db);
    await store.save(providerId, nightly(), auditOf(providerId));
    await makeLeaseStore(db).take(mine);
    const fails = (reason: string, at: string, lease = mine) =>
      store.recordFailure(
        providerId,
        { job: 'billing', day: plainDate('2026-07-01'), reason, at: at as Instant },
        lease,
      );
    const row = async () => (await store.list(providerId))[0];
    const told = async () =>
      (await db.orm.select().from(outbox).orderBy(outbox.id)).map(({ topic, body }) => ({ topic, ...body }));
    return { db, providerId, store, fails, row, told };
  };

  it('keeps the reason of a failure until a day is done', async () => {
    const { store, providerId, fails, row } = await aSchedule();
    await fails('No version is published.', AT);
    expect(await row()).toMatchObject({
      lastError: 'No version is published.',
      lastDoneOn: '2026-06-30',
      lastFinishedAt: AT,
      failures: 1,
      retryAt: '2026-07-01T00:01:00.000Z',
    });
    await store.recordDone(providerId, 'billing', plainDate('2026-07-01'), AT, mine);
    expect(await row()).toMatchObject({ lastError: null, failures: 0, retryAt: null });
  });

  it('waits 1, 2, 4, 8, 16, 32 and from then on 60 minutes, from the minute in which the day failed', async () => {
    const { fails, row } = await aSchedule();
    const waits: number[] = [];
    for (let time = 1; time <= 9; time += 1) {
      await fails('No version is published.', '2026-07-01T00:00:41.500Z');
      waits.push((Date.parse((await row())?.retryAt ?? '') - Date.parse(AT)) / 60_000);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('tells people of the first failure, of another reason and a day later; numbers alone make no other reason', async () => {
    const { fails, told } = await aSchedule();
    await fails('run_7 is failed.', '2026-07-01T00:00:10.000Z');
    await fails('run_8 is failed.', '2026-07-01T00:01:10.000Z');
    await fails('The disk is full.', '2026-07-01T00:03:10.000Z');
    await fails('The disk is full.', '2026-07-02T00:03:09.999Z');
    await fails('The disk is full.', '2026-07-02T00:03:10.000Z');
    expect(await told()).toEqual(
      [
        ['run_7 is failed.', 1, '2026-07-01T00:01:00.000Z'],
        ['The disk is full.', 3, '2026-07-01T00:07:00.000Z'],
        ['The disk is full.', 5, '2026-07-02T00:19:00.000Z'],
      ].map(([reason, failures, nextTryAt]) => ({
        topic: 'schedule.failed',
        job: 'billing',
        day: '2026-07-01',
        reason,
        failures,
        nextTryAt,
      })),
    );
  });

  it('tells once that it works again, and only where people were told that it fails', async () => {
    const { store, providerId, fails, told } = await aSchedule();
    const done = (date: string) => store.recordDone(providerId, 'billing', plainDate(date), AT, mine);
    await fails('The disk is full.', AT);
    await fails('The disk is full.', AT);
    await done('2026-07-01');
    await done('2026-07-01');
    await done('2026-07-02');
    expect((await told()).slice(1)).toEqual([
      { topic: 'schedule.recovered', job: 'billing', day: '2026-07-01', failures: 2 },
    ]);
  });

  it('counts and tells nothing for whoever lost the lease', async () => {
    const { fails, row, told } = await aSchedule();
    await fails('The disk is full.', AT, { ...mine, holder: 'somebody who slept' });
    expect(await row()).toMatchObject({ failures: 0, lastError: null });
    expect(await told()).toEqual([]);
  });

  it('a day that waits for somebody is no failure any more', async () => {
    const { store, providerId, fails, row, told } = await aSchedule();
    await fails('The disk is full.', AT);
    await store.recordWaiting(providerId, 'billing', 'It waits for approval.', AT, mine);
    expect(await row()).toMatchObject({
      failures: 0,
      retryAt: null,
      lastError: 'It waits for approval.',
    });
    expect(await told()).toHaveLength(1);
  });

  it('a day is tried now with a trace, once, and goes on counting; switched off and on it begins anew', async () => {
    const { db, store, providerId, fails, row } = await aSchedule();
    const now = () => store.tryNow(providerId, 'billing', auditOf(providerId));
    expect(await now()).toBe(false);
    await fails('The disk is full.', AT);
    expect([await now(), await now()]).toEqual([true, false]);
    expect(await db.orm.select().from(audit)).toHaveLength(2);
    expect(await row()).toMatchObject({ failures: 1, retryAt: null });
    await fails('The disk is full.', AT);
    await store.save(providerId, { ...nightly(), atMinutes: 60 }, auditOf(providerId));
    expect(await row()).toMatchObject({ failures: 2, retryAt: '2026-07-01T00:02:00.000Z' });
    await store.save(providerId, nightly('2026-06-30', false), auditOf(providerId));
    await store.save(providerId, nightly(), auditOf(providerId));
    expect(await row()).toMatchObject({ failures: 0, retryAt: null });
  });
});
