/** Billing runs over the queue that wrangler.toml names, in workerd: what another machine left is gone on with. */
import { describe, expect, it } from 'vitest';
import { makeBillingServices } from '#app/billing/services.ts';
import { plainDate } from '#core/calendar.ts';
import { schedule } from '#db/schema/index.ts';
import { makeBillingRunStore } from '#db/stores/billing-run-store.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { aRetailer } from '#test/support/a-retailer.ts';
import { value } from '#test/support/api.ts';
import { SOME_MORNING } from '#test/support/clock.ts';
import { aDatabase } from '#test/support/database.ts';
import { actorOf, billingOn, billingPorts, booksOf, letWorkersDie } from '#test/support/ledger-builders.ts';
import { inWorkerd } from '#test/support/worker.ts';
import { libsqlServerProgram } from '../../scripts/libsql-server.ts';

const COMMIT = { asOf: plainDate('2026-04-15'), mode: 'commit', previewHash: null, waitSeconds: 30 } as const;

describe.skipIf(libsqlServerProgram() === null)('the queue of billing runs, in workerd', () => {
  const worker = inWorkerd();

  it('BILL-10: a run that its machine left in the middle is put on it by the tick, and taken to its end, once', async () => {
    const copy = await aDatabase();
    const there = await aRetailer(copy);
    const expected = value(
      await billingOn(copy, makeCatalogueReader(copy), { chunkSize: 4 }).startBillingRun(
        actorOf(there),
        COMMIT,
      ),
    );

    const { db } = worker;
    const tenant = await aRetailer(db);
    const { providerId } = tenant;
    // So that the cron trigger has no billing of its own to do.
    const lastDoneOn = plainDate(SOME_MORNING.slice(0, 10));
    await db.write(
      (['billing', 'invoices'] as const).map((job) =>
        db.orm.insert(schedule).values({ providerId, job, atMinutes: 120, lastDoneOn }),
      ),
    );
    const lost = { put: async () => {} };
    const ports = billingPorts(db, makeCatalogueReader(db), { chunkSize: 4, stretch: 2, queue: lost });
    const left = value(
      await makeBillingServices(ports).startBillingRun(actorOf(tenant), { ...COMMIT, waitSeconds: 0.01 }),
    );
    const runs = makeBillingRunStore(db);
    const find = async () => runs.find(providerId, left.id);
    await expect.poll(async () => (await runs.abandoned()).length, { timeout: 10_000 }).toBe(1);
    const before = await find();
    expect(before).toMatchObject({ status: 'running', hash: expect.any(String) });
    await letWorkersDie(db);

    await worker.tick();
    await worker.tick();
    await expect.poll(async () => (await find())?.status, { timeout: 20_000 }).toBe('done');
    await worker.tick();
    expect(await find()).toMatchObject({ tally: expected.tally, parked: [], startedBy: left.startedBy });
    expect(await booksOf(db)).toEqual(await booksOf(copy));
    expect(await runs.abandoned()).toEqual([]);
    const logs = worker.logs().join('\n');
    expect(logs).toContain('"left":"ended"');
    expect(logs).not.toContain('"level":"error"');
  });
});
