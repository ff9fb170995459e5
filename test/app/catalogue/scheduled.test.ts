import { describe, expect, it } from 'vitest';
import { systemActor } from '#app/people/system-actor.ts';
import type { PlainDate } from '#core/calendar.ts';
import { ok } from '#core/result.ts';
import { audit, outbox } from '#db/schema/index.ts';
import { makeLeaseStore } from '#db/stores/lease-store.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { makeTick } from '#jobs/tick.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { aCatalogue, unwrap } from '#test/support/catalogues.ts';
import { aWorkbook } from '#test/support/workbooks.ts';

const day = (text: string) => text as PlainDate;
const never = new AbortController().signal;
const dearer = () => aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '76.95');

/** A published catalogue and its tick; it is Monday 2 March 2026, 11:00 in Melbourne. */
async function aClockwork() {
  const shelf = await aCatalogue();
  await shelf.publish();
  const { db, clock, catalogue, actor, tenant } = shelf;
  const quiet = async () => ({ ok: true as const, value: {} });
  const parts = {
    schedules: makeScheduleStore(db),
    leases: makeLeaseStore(db),
    jobs: {
      billing: quiet,
      invoices: quiet,
      activity_files: quiet,
      workflow_watch: quiet,
      catalogue: async (by: typeof actor, on: PlainDate, signal: AbortSignal) => {
        const done = await catalogue.publishScheduled(by, on, signal);
        return done.ok ? { ok: true as const, value: { ...done.value } } : done;
      },
    },
    tendRuns: async () => {},
    announceBilling: async () => ok(null),
    keepSheets: async () => {},
    keepRerates: async () => {},
    clock,
    secrets,
    log: { info: () => {}, warn: () => {}, error: () => {} },
  };
  const tick = makeTick(parts);
  const schedule = async (book: ReturnType<typeof aWorkbook>, publishOn: string) => {
    const change = await shelf.submit(book);
    return unwrap(await catalogue.approveChanges(actor, change.id, { publishOn: day(publishOn) }));
  };
  const night = (on: string) =>
    catalogue.publishScheduled(systemActor(tenant, 'schedule'), day(on), never).then(unwrap);
  const statusOf = async (id: number) => unwrap(await catalogue.showChangeSet(actor, id)).status;
  return { ...shelf, tick: () => tick(clock.now()), schedule, night, statusOf };
}

describe('publishing on a day', () => {
  it('waits for it: approved by whom and when is on record, and nothing is in force yet', async () => {
    const { schedule, reader, tenant, db } = await aClockwork();
    expect(await schedule(dearer(), '2026-03-05')).toMatchObject({
      status: 'scheduled',
      publishOn: '2026-03-05',
      decidedBy: 'Pia Pricing',
      publishedVersion: null,
    });
    expect(await reader.currentVersion(tenant.providerId)).toBe(1);
    expect((await db.orm.select().from(outbox)).at(-1)).toMatchObject({
      topic: 'catalogue.scheduled',
      body: { change: 'chg_2', publishOn: '2026-03-05', submittedById: 'usr_1', by: 'Pia Pricing' },
    });
    expect((await db.orm.select().from(audit)).at(-1)).toMatchObject({ action: 'catalogue.scheduled' });
  });

  it('is done when the day begins where the provider is, once, by one of two machines, as approved by the person', async () => {
    const { schedule, tick, clock, catalogue, actor, reader, tenant, db } = await aClockwork();
    const { id } = await schedule(dearer(), '2026-03-05');
    await tick();
    clock.set('2026-03-04T12:59:00.000Z');
    await tick();
    expect(await reader.currentVersion(tenant.providerId)).toBe(1);
    clock.set('2026-03-04T13:00:00.000Z');
    await Promise.all([tick(), tick()]);
    await tick();
    expect(unwrap(await catalogue.showVersion(actor, 2))).toMatchObject({
      submittedBy: 'Pia Pricing',
      approvedBy: 'Pia Pricing',
      publishedAt: '2026-03-04T13:00:00.000Z',
      changeSetId: id,
    });
    expect(unwrap(await catalogue.showChangeSet(actor, id))).toMatchObject({
      status: 'published',
      publishedVersion: 2,
      decidedBy: 'Pia Pricing',
      decidedAt: '2026-03-02T00:00:00.000Z',
    });
    expect(await reader.currentVersion(tenant.providerId)).toBe(2);
    const done = (await db.orm.select().from(audit)).filter(({ subject }) => subject === 'version 2');
    expect(done).toMatchObject([{ action: 'catalogue.published', actor: 'schedule', via: 'schedule' }]);
  });

  it('is caught up where the day was missed, before the billing of that day', async () => {
    const { schedule, tick, clock, reader, tenant } = await aClockwork();
    await tick();
    await schedule(dearer(), '2026-03-05');
    clock.set('2026-03-09T01:00:00.000Z');
    const done = await tick();
    expect(await reader.currentVersion(tenant.providerId)).toBe(2);
    const order = done.map(({ job, day: on }) => `${on} ${job}`);
    expect(order.indexOf('2026-03-05 catalogue')).toBeLessThan(order.indexOf('2026-03-05 billing'));
  });

  it('takes today as at once, and refuses a day that is over', async () => {
    const { submit, schedule, catalogue, actor } = await aClockwork();
    expect(await schedule(dearer(), '2026-03-02')).toMatchObject({ status: 'published', publishOn: null });
    const waiting = await submit(aWorkbook());
    expect(await catalogue.approveChanges(actor, waiting.id, { publishOn: day('2026-03-01') })).toMatchObject(
      { faults: [{ code: 'publish_on_past', path: 'publishOn' }] },
    );
    const wrong = { publishOn: day('2026-03-01'), contentHash: 'other' };
    expect(await catalogue.approveChanges(actor, waiting.id, wrong)).toMatchObject({
      faults: [{ code: 'publish_on_past' }, { code: 'other_content', path: 'contentHash' }],
    });
  });

  it('can be withdrawn or rejected until then, and is decided no other way', async () => {
    const { schedule, night, catalogue, actor, statusOf, reader, tenant } = await aClockwork();
    const { id } = await schedule(dearer(), '2026-03-05');
    expect(await catalogue.approveChanges(actor, id)).toMatchObject({
      faults: [
        { message: expect.stringContaining('chg_2 is scheduled for 2026-03-05 already, by Pia Pricing') },
      ],
    });
    expect(await catalogue.withdrawChanges(actor, id)).toMatchObject({ value: { status: 'withdrawn' } });
    const other = await schedule(dearer(), '2026-03-05');
    expect(await catalogue.rejectChanges(actor, other.id, 'Not this month.')).toMatchObject({
      value: { status: 'rejected' },
    });
    expect(await night('2026-03-05')).toEqual({ published: 0, stale: 0 });
    expect([await statusOf(id), await reader.currentVersion(tenant.providerId)]).toEqual(['withdrawn', 1]);
  });

  it('a version published meanwhile makes it stale, and author and approver are told what moved', async () => {
    const { schedule, publish, night, catalogue, actor, db } = await aClockwork();
    const { id } = await schedule(aWorkbook().set('Rates', 2, 'Price', '0.03'), '2026-03-05');
    await publish(dearer());
    expect(await night('2026-03-05')).toEqual({ published: 0, stale: 1 });
    expect(unwrap(await catalogue.showChangeSet(actor, id))).toMatchObject({
      status: 'stale',
      moved: { count: 1, rows: [{ key: 'HOME' }] },
      publishOn: '2026-03-05',
    });
    expect((await db.orm.select().from(outbox)).at(-1)).toMatchObject({
      topic: 'catalogue.stale',
      body: {
        submittedById: 'usr_1',
        approvedById: 'usr_1',
        reason: expect.stringContaining('Package Plans HOME (Access Fee 69.95 → 76.95)'),
      },
    });
  });

  it('of several of a day the one approved first is published, and makes the others stale', async () => {
    const { schedule, night, statusOf } = await aClockwork();
    const one = await schedule(dearer(), '2026-03-05');
    const two = await schedule(aWorkbook().set('Rates', 2, 'Price', '0.03'), '2026-03-04');
    expect(await night('2026-03-05')).toEqual({ published: 1, stale: 1 });
    expect([await statusOf(one.id), await statusOf(two.id)]).toEqual(['stale', 'published']);
  });

  it('the workbook may be edited meanwhile: what was approved is published as it was', async () => {
    const { fill, sync, night, catalogue, actor, statusOf } = await aClockwork();
    await fill(dearer());
    const { id } = await sync();
    unwrap(await catalogue.approveChanges(actor, id, { publishOn: day('2026-03-05') }));
    await fill(aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '99.95'));
    await night('2026-03-05');
    expect(await statusOf(id)).toBe('published');
    expect(unwrap(await catalogue.showPackagePlan(actor, 'HOME')).plan.accessFee).toBe(7695);
  });

  it('an account of it that was changed meanwhile makes it stale, and nothing is written', async () => {
    const { schedule, night, catalogue, actor, accounts, statusOf, reader, tenant } = await aClockwork();
    const book = dearer().set('Accounts', 'A-0001', 'Email', 'new@home.example');
    const { id } = await schedule(book, '2026-03-05');
    unwrap(await accounts.changeAccount(actor, 'A-0001', { name: 'Somebody else' }));
    await night('2026-03-05');
    expect(await statusOf(id)).toBe('stale');
    expect(unwrap(await catalogue.showChangeSet(actor, id)).reason).toContain('A-0001');
    expect(await reader.currentVersion(tenant.providerId)).toBe(1);
  });
});

it('an approval bound to other content than the change set has is refused', async () => {
  const { submit, catalogue, actor } = await aClockwork();
  const waiting = await submit(dearer());
  expect(
    await catalogue.approveChanges(actor, waiting.id, { contentHash: 'of something else' }),
  ).toMatchObject({
    faults: [{ code: 'other_content', kind: 'conflict' }],
  });
  expect(
    await catalogue.approveChanges(actor, waiting.id, { contentHash: waiting.contentHash }),
  ).toMatchObject({ ok: true });
});
