import { describe, expect, it } from 'vitest';
import type { Instant } from '#core/calendar.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { SOME_MORNING } from '#test/support/clock.ts';
import { aFailedDay } from '#test/support/failed-job.ts';
import { aConsole } from './support/a-console.ts';

describe('the status of a schedule', () => {
  it('says how often the next day failed and when it is tried again; an admin has it tried now', async () => {
    const it = await aConsole();
    await aFailedDay(it.db, it.bluegum.providerId);
    const viewer = await it.signedIn('viewer');
    const read = await viewer.open('/status');
    expect(read.text).toContain('The last run failed');
    expect(read.text).toContain('The disk is full.');
    expect(read.text).toContain('Failed 1 time in a row. Next try: 2 Mar 2026, 08:01');
    expect(read.html).not.toContain('Try now');
    expect((await viewer.open('/')).text).toContain('Billing run Failed');

    const admin = await it.signedIn('admin');
    await admin.open('/status');
    expect((await admin.send('Try now')).text).toContain('Billing run: it is tried within a minute.');
    expect(admin.seen.text).toContain('Next try: within a minute.');
    expect(admin.seen.html).not.toContain('Try now');
  });

  it('says so where somebody was first', async () => {
    const it = await aConsole();
    await aFailedDay(it.db, it.bluegum.providerId);
    const [one, other] = [await it.signedIn('admin'), await it.signedIn('admin')];
    await one.open('/status');
    await other.open('/status');
    await one.send('Try now');
    const late = await other.send('Try now');
    expect(late.status).toBe(409);
    expect(late.text).toContain('waits for its next try');
  });

  it('BILL-11: a day that waits for approval has not failed', async () => {
    const it = await aConsole();
    const { providerId } = it.bluegum;
    await aFailedDay(it.db, providerId);
    const lease = { name: 'job', holder: 'a tick' };
    await makeLeaseStore(it.db).take(lease);
    await makeScheduleStore(it.db).recordWaiting(
      providerId,
      'billing',
      'Billing of 2 Mar 2026 waits for approval.',
      SOME_MORNING as Instant,
      lease,
    );
    const admin = await it.signedIn('admin');
    const { text } = await admin.open('/status');
    expect(text).toContain('The next day waits');
    expect(text).toContain('Billing of 2 Mar 2026 waits for approval.');
    expect(text).not.toContain('The last run failed');
    expect((await admin.open('/')).text).toContain('Billing run Waits');
  });
});
