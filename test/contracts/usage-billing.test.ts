/** BILL-5: usage of a period is charged once the period is approved, in the run, exactly once, and explained. */
import { describe, expect, it } from 'vitest';
import type { Database } from '#db/database.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { billingOn, day } from '#test/support/ledger-builders.ts';
import { aRecord, aUsageHouse, type UsageHouse } from '#test/support/usage.ts';

const call = (on: string, overrides: Record<string, unknown> = {}) =>
  aRecord({ start: `${on}T12:00:00+11:00`, ...overrides });

async function run(
  { db, actor }: UsageHouse,
  asOf: string,
  mode: 'preview' | 'commit' = 'commit',
  previewHash: string | null = null,
) {
  const billing = billingOn(db, makeCatalogueReader(db), { now: `${asOf}T03:00:00.000Z` });
  const done = await billing.startBillingRun(actor, { asOf: day(asOf), mode, previewHash, waitSeconds: 60 });
  if (!done.ok) throw new Error(JSON.stringify(done.faults));
  return { run: done.value, billing };
}

/** "2026-02-01 sell PHONE Voice 0: 2026-02-01..2026-02-28 0.75+0.08" */
const usageLines = (db: Database): Promise<string[]> =>
  db.readJson(
    `select json_group_array(line) from (
       select c.period_start || ' ' || c.side || ' ' || s.identifier || ' ' || i.code || ' ' || c.revision || ': '
         || c."from" || '..' || c."to" || ' ' || printf('%.2f', c.amount / 100.0) || '+' || printf('%.2f', c.tax / 100.0) line
       from cardline c join service s on s.id = c.service_id join catalogue_item i on i.id = c.item_id
       where c.kind = 5 order by line)`,
    [],
  );

eachDatabase('billing of usage (BILL-5)', (open) => {
  it('charges a period that has ended the day after, a line for each service and usage type, on both sides', async () => {
    const house = await aUsageHouse(await open());
    house.clock.set('2026-02-25T00:00:00.000Z');
    const february = [
      call('2026-02-20', { quantity: 60 }),
      call('2026-02-21', { quantity: 90 }),
      call('2026-02-21', { tariffKey: 'SMS', quantity: 1, cost: '0.03' }),
    ];
    await house.take(...february);
    await run(house, '2026-03-01');
    expect(await usageLines(house.db)).toEqual([]);
    await run(house, '2026-03-02');
    expect(await usageLines(house.db)).toEqual([
      '2026-02-01 buy PHONE SMS 0: 2026-02-01..2026-02-28 0.03+0.00',
      '2026-02-01 buy PHONE Voice 0: 2026-02-01..2026-02-28 0.05+0.01',
      '2026-02-01 sell PHONE SMS 0: 2026-02-01..2026-02-28 0.25+0.03',
      '2026-02-01 sell PHONE Voice 0: 2026-02-01..2026-02-28 0.33+0.03',
    ]);
  });

  it('charges nothing twice, however often and from whatever preview it runs (BILL-10, BILL-11)', async () => {
    const house = await aUsageHouse(await open());
    house.clock.set('2026-02-25T00:00:00.000Z');
    await house.take(
      call('2026-02-20'),
      call('2026-02-21', { service: 'DATA', tariffKey: 'DATA-DOWN', quantity: 12 }),
    );
    const preview = await run(house, '2026-03-02', 'preview');
    expect(preview.run.tally.sell.usage).toEqual({ lines: 2, amount: 115, tax: 12 });
    const listed = await preview.billing.listRunCardlines(
      house.actor,
      { runId: preview.run.id, side: 'sell' },
      { limit: 50, cursor: null },
    );
    expect(listed.ok && listed.value.items.filter(({ kind }) => kind === 'usage').length).toBe(2);
    const first = await run(house, '2026-03-02', 'commit', preview.run.hash);
    expect(first.run.status).toBe('done');
    expect(first.run.tally.sell.usage).toEqual({ lines: 2, amount: 115, tax: 12 });
    const before = await usageLines(house.db);
    const second = await run(house, '2026-03-02');
    await run(house, '2026-03-20');
    expect(second.run.tally.sell.usage).toBeUndefined();
    expect(await usageLines(house.db)).toEqual(before);
  });

  it('waits for the approval where people approve, also of plans that bill their fees in advance', async () => {
    const house = await aUsageHouse(await open(), { manual: true });
    await house.take(call('2026-02-20'));
    const { billing } = await run(house, '2026-03-05');
    expect(await usageLines(house.db)).toEqual([]);
    const waiting = await billing.listPeriods(
      house.actor,
      { status: 'awaiting_approval' },
      { limit: 50, cursor: null },
    );
    expect(waiting.ok && waiting.value.items.map(({ side, start }) => `${side} ${start}`)).toEqual([
      'sell 2026-02-01',
      'buy 2026-02-01',
    ]);
    const approved = await billing.approvePeriods(house.actor, { upTo: day('2026-02-28') });
    expect(approved).toMatchObject({ value: { approved: 2 } });
    await run(house, '2026-03-05');
    expect(await usageLines(house.db)).toHaveLength(2);
    await house.take(call('2026-02-21'));
    expect((await house.totals()).filter((line) => line.includes('sell'))).toEqual([
      '2026-02-01 sell PHONE LOCAL 1 x 60 = 0.15',
      '2026-03-01 sell PHONE LOCAL 1 x 60 = 0.15',
    ]);
  });

  it('charges what was rated into a period while it closed as a further line of it', async () => {
    const house = await aUsageHouse(await open());
    house.clock.set('2026-02-25T00:00:00.000Z');
    await house.take(call('2026-02-20'));
    await run(house, '2026-03-02');
    await house.take(call('2026-02-21'), call('2026-02-22'));
    await run(house, '2026-03-03');
    expect((await usageLines(house.db)).filter((line) => line.includes('sell'))).toEqual([
      '2026-02-01 sell PHONE Voice 0: 2026-02-01..2026-02-28 0.15+0.02',
      '2026-02-01 sell PHONE Voice 1: 2026-02-01..2026-02-28 0.30+0.03',
    ]);
  });

  describe('a usage line', () => {
    it('explains itself: how much, what was included, and how the sum was rounded (BILL-12)', async () => {
      const house = await aUsageHouse(await open());
      house.clock.set('2026-02-25T00:00:00.000Z');
      await house.take(
        call('2026-02-20', { service: 'HUNDRED', quantity: 90 }),
        call('2026-02-21', { service: 'HUNDRED', quantity: 47 }),
      );
      const { billing } = await run(house, '2026-03-02');
      const lines = await billing.listCardlines(
        house.actor,
        { account: null, status: null, side: 'sell' },
        { limit: 50, cursor: null },
      );
      const line = lines.ok ? lines.value.items.find(({ kind }) => kind === 'usage') : undefined;
      const read = await billing.readCardline(house.actor, line?.id ?? 0);
      expect(read.ok && read.value.explanation).toMatchObject({
        rules: ['BILL-5', 'USE-5', 'USE-7'],
        text: expect.stringContaining(
          'Voice of 1 Feb 2026 – 28 Feb 2026: 2 records of 137 seconds, charged one by one; together 0.13083333, rounded half up to 0.13. 100 of what the plan includes is used up by it (USE-7). Tax at 10 %: 0.01.',
        ),
      });
    });
  });
});
