import { expect, it } from 'vitest';
import { type Instant, plainDate } from '#core/calendar.ts';
import { audit } from '#db/schema/index.ts';
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
    expect(await store.list(providerId)).toEqual([{ ...nightly(), lastError: null, lastFinishedAt: null }]);
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

  it('keeps the reason of a failure until a day is done', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    const store = makeScheduleStore(db);
    await store.save(providerId, nightly(), auditOf(providerId));
    await makeLeaseStore(db).take(mine);
    await store.recordFailure(providerId, 'billing', 'No version is published.', AT, mine);
    expect(await store.list(providerId)).toMatchObject([
      { lastError: 'No version is published.', lastDoneOn: '2026-06-30', lastFinishedAt: AT },
    ]);
    await store.recordDone(providerId, 'billing', plainDate('2026-07-01'), AT, mine);
    expect(await store.list(providerId)).toMatchObject([{ lastError: null }]);
  });
});
