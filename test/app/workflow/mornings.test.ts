/** WF-1: each working morning at 8:00 on the provider's own clock, whatever that clock does and however often it ticks. */
import { expect, it } from 'vitest';
import type { Actor } from '#app/ports/platform.ts';
import { ok } from '#core/result.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { makeJobs } from '#jobs/jobs.ts';
import { makeTick } from '#jobs/tick.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { rowsOf } from '#test/app/orders/ordering.ts';
import { aCarrying, ordered } from './carrying.ts';

const HOUR_MS = 3_600_000;
const NOTHING = async () => ok({}) as never;

/** Ticks every half hour of some days, with an order now and then; answers when files were made. */
async function filesBetween(zone: string, from: string, until: string, holidays: readonly string[] = []) {
  const world = await aCarrying();
  const { db, clock, workflow } = world;
  await db.write([
    {
      sql: 'update provider set time_zone = ?, holidays = ? where id = ?',
      args: [zone, JSON.stringify(holidays), world.bluegum.providerId],
    },
    { sql: `update provider set time_zone = 'UTC' where id = ?`, args: [world.wavelink.providerId] },
  ]);
  const jobs = makeJobs({
    workflow,
    catalogue: { publishScheduled: NOTHING } as never,
    billing: { billDay: NOTHING } as never,
    invoices: { makeInvoices: (_: Actor) => NOTHING() } as never,
  });
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const schedules = makeScheduleStore(db);
  const leases = makeLeaseStore(db);
  const tick = makeTick({
    schedules,
    leases,
    jobs,
    clock,
    secrets,
    log,
    tendRuns: async () => {},
    announceBilling: async () => ok(null),
    keepSheets: async () => {},
    keepRerates: async () => {},
  });
  for (let at = Date.parse(from); at <= Date.parse(until); at += HOUR_MS / 2) {
    const now = clock.set(new Date(at).toISOString());
    // Not before the first tick, which makes up for the morning of the day that it comes on.
    if (at % (6 * HOUR_MS) === 0 && at > Date.parse(from)) await ordered(world);
    // Two machines, as it happens.
    await Promise.all([tick(now), tick(now)]);
  }
  return (await rowsOf<{ created_at: string }>(db, 'activity_file', ['created_at'])).map(
    ({ created_at }) => created_at,
  );
}

it('over the Sunday on which the clocks go back, and a holiday', async () => {
  // Melbourne: 5 April 2026 is the Sunday; Good Friday and Easter Monday are holidays.
  expect(
    await filesBetween('Australia/Melbourne', '2026-04-01T12:00:00Z', '2026-04-07T23:00:00Z', [
      '2026-04-03',
      '2026-04-06',
    ]),
  ).toEqual([
    '2026-04-01T21:00:00.000Z',
    // An hour later in UTC from here on.
    '2026-04-06T22:00:00.000Z',
    '2026-04-07T22:00:00.000Z',
  ]);
}, 60_000);

it('on a working day on which the clocks go forward', async () => {
  // Cairo: at midnight, Friday 24 April 2026.
  expect(await filesBetween('Africa/Cairo', '2026-04-22T12:00:00Z', '2026-04-27T12:00:00Z')).toEqual([
    '2026-04-23T06:00:00.000Z',
    '2026-04-24T05:00:00.000Z',
    '2026-04-27T05:00:00.000Z',
  ]);
}, 60_000);
