import { describe, expect, it } from 'vitest';
import { makeJobServices } from '#app/jobs/services.ts';
import type { Power } from '#core/people/powers.ts';
import { audit } from '#db/schema/index.ts';
import { makeOutboxReader } from '#db/stores/outbox-store.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { clockAt } from '#test/support/clock.ts';
import { aDatabase } from '#test/support/database.ts';
import { aFailedDay } from '#test/support/failed-job.ts';
import { actorWith, aTenant } from '#test/support/tenants.ts';

async function aHouse(powers: readonly Power[] = ['view', 'admin']) {
  const db = await aDatabase();
  const bluegum = await aTenant(db);
  const wavelink = await aTenant(db, 'wavelink');
  const clock = clockAt('2026-07-01T02:00:00.000Z');
  const services = makeJobServices({
    schedules: makeScheduleStore(db),
    outbox: makeOutboxReader(db),
    clock,
  });
  return { db, clock, ...services, actor: actorWith(bluegum, powers), other: actorWith(wavelink) };
}

describe('schedules', () => {
  it('INV-1, WF-1: a provider that set none has a calendar: billing before invoices, files for carriers at 8:00', async () => {
    const { listSchedules, actor } = await aHouse();
    const listed = await listSchedules(actor);
    expect(listed).toMatchObject({
      ok: true,
      value: [
        { job: 'billing', atMinutes: 120, enabled: true, nextRunAt: '2026-06-30T16:00:00.000Z' },
        { job: 'invoices', atMinutes: 180, enabled: true, nextRunAt: '2026-06-30T17:00:00.000Z' },
        { job: 'activity_files', atMinutes: 480, enabled: true, nextRunAt: '2026-06-30T22:00:00.000Z' },
        { job: 'workflow_watch', atMinutes: 540, enabled: true, nextRunAt: '2026-06-30T23:00:00.000Z' },
        { job: 'catalogue', atMinutes: 0, enabled: true, nextRunAt: '2026-06-30T14:00:00.000Z' },
      ],
    });
  });

  it('INV-1: sets the time at which a job runs, for its own provider alone, with who did it', async () => {
    const { setSchedule, listSchedules, actor, other, db } = await aHouse();
    const set = await setSchedule(actor, { job: 'invoices', at: '05:15' });
    expect(set).toMatchObject({ ok: true, value: { job: 'invoices', atMinutes: 315, enabled: true } });
    expect(await listSchedules(other)).toMatchObject({
      value: [{}, { job: 'invoices', atMinutes: 180 }, {}, {}, {}],
    });
    expect(await db.orm.select().from(audit)).toMatchObject([
      {
        action: 'schedule.changed',
        subject: 'invoices',
        details: { from: { at: '03:00', enabled: true }, to: { at: '05:15', enabled: true } },
      },
    ]);
  });

  it('switched off it has no next run; switched on again it begins with today', async () => {
    const { setSchedule, actor, clock } = await aHouse();
    expect(await setSchedule(actor, { job: 'billing', enabled: false })).toMatchObject({
      value: { enabled: false, nextRunAt: null },
    });
    clock.set('2026-09-15T02:00:00.000Z');
    expect(await setSchedule(actor, { job: 'billing', enabled: true })).toMatchObject({
      value: { enabled: true, lastDoneOn: '2026-09-14', atMinutes: 120 },
    });
  });

  it('refuses a time that is none, and a job that there is not', async () => {
    const { setSchedule, actor } = await aHouse();
    expect(await setSchedule(actor, { job: 'billing', at: '25:00' })).toMatchObject({
      ok: false,
      faults: [{ code: 'invalid_time', path: 'at' }],
    });
    expect(await setSchedule(actor, { job: 'dishes', at: '05:00' })).toMatchObject({
      ok: false,
      faults: [{ code: 'job_not_found', kind: 'not_found' }],
    });
  });

  it('a day that failed is tried now where somebody says so, with who did it; where none waits, that is said', async () => {
    const { tryNow, actor, other, db } = await aHouse();
    await aFailedDay(db, actor.providerId);
    const nothing = { ok: false, faults: [{ code: 'nothing_to_try', kind: 'conflict' }] };
    expect(await tryNow(other, 'billing')).toMatchObject(nothing);
    expect(await tryNow(actor, 'dishes')).toMatchObject({ ok: false, faults: [{ code: 'job_not_found' }] });
    expect(await tryNow({ ...actor, powers: new Set(['billing']) }, 'billing')).toMatchObject({
      ok: false,
      faults: [{ code: 'power_missing' }],
    });
    expect(await tryNow(actor, 'billing')).toMatchObject({ ok: true, value: { failures: 1, retryAt: null } });
    expect(await tryNow(actor, 'billing')).toMatchObject(nothing);
    expect(await db.orm.select().from(audit)).toMatchObject([
      {
        action: 'schedule.tried_now',
        subject: 'billing',
        details: { failures: 1, reason: 'The disk is full.' },
      },
    ]);
  });

  it('takes the power "admin" to set, "view" to see', async () => {
    const { setSchedule, listSchedules, actor } = await aHouse(['view']);
    expect(await setSchedule(actor, { job: 'billing', enabled: false })).toMatchObject({
      ok: false,
      faults: [{ code: 'power_missing' }],
    });
    expect(await listSchedules(actor)).toMatchObject({ ok: true });
    expect(await listSchedules({ ...actor, powers: new Set() })).toMatchObject({ ok: false });
  });
});
