/** USE-8: what a re-rating that was accepted does to bills: the new charge, or a further line that says why. */
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Rate } from '#core/catalogue/rows.ts';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { aDatabaseFile } from '#test/support/database.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { day } from '#test/support/ledger-builders.ts';
import { acceptNewest, bill, call, local, newestRerate, reprice, usageLines } from '#test/support/rerates.ts';
import { aRateOf, aRecord, aUsageHouse, price } from '#test/support/usage.ts';

const PAGE = { limit: 100, cursor: null };

/** What is charged in all: "2026-02-01 sell PHONE Voice 0.45+0.05". */
const billed = (db: Database): Promise<string[]> =>
  db.readJson(
    `select json_group_array(line) from (
       select c.period_start || ' ' || c.side || ' ' || s.identifier || ' ' || i.code || ' ' || sum(c.amount) || '+' || sum(c.tax) line
       from cardline c join service s on s.id = c.service_id join catalogue_item i on i.id = c.item_id
       where abs(c.kind) = 5 group by c.period_start, c.side, s.identifier, i.code having sum(c.amount) <> 0 order by line)`,
    [],
  );

eachDatabase('bills of what was rated anew (USE-8)', (open) => {
  it('charges what was not billed by the new price, and names the version whose price it is', async () => {
    const house = await aUsageHouse(await open());
    await house.take(call('2026-03-01', { recordId: 'A' }));
    await reprice(house, 2, [local({ price: price('0.08') })]);
    expect(await acceptNewest(house)).toMatchObject({
      status: 'accepted',
      decidedBy: house.actor.actorName,
    });
    const listed = await house.usage.listUsage(house.actor, {}, PAGE);
    expect(listed.ok && listed.value.items).toMatchObject([
      {
        recordId: 'A',
        version: 1,
        sell: { charge: price('0.18'), ratesVersion: 2 },
        buy: { ratesVersion: null },
      },
    ]);
    house.clock.set('2026-04-02T00:00:00.000Z');
    await bill(house, '2026-04-02');
    expect((await usageLines(house.db)).filter((line) => line.includes('sell'))).toEqual([
      '2026-03-01 sell PHONE Voice 0: 0.18+0.02',
    ]);
  });

  it('leaves what was billed and makes the difference a further line, to the cent as if it had been right at once', async () => {
    const house = await aUsageHouse(await open());
    house.clock.set('2026-02-25T00:00:00.000Z');
    await house.take(call('2026-02-20', { quantity: 61 }), call('2026-02-21', { quantity: 63 }));
    house.clock.set('2026-03-02T00:00:00.000Z');
    await bill(house, '2026-03-02');
    const before = await usageLines(house.db);
    await reprice(house, 2, [local({ price: price('0.02') })]);
    expect((await newestRerate(house)).figures?.sell.ofBilled).toBe('-6200000');
    await house.take(call('2026-03-01'));
    const { id } = await acceptNewest(house);
    expect(await usageLines(house.db)).toEqual(before);
    await bill(house, '2026-03-03');
    await bill(house, '2026-03-04');
    expect((await usageLines(house.db)).filter((line) => line.includes('sell'))).toEqual([
      '2026-02-01 sell PHONE Voice 0: 0.30+0.03',
      '2026-02-01 sell PHONE Voice 1: -0.06+-0.01',
    ]);
    // What is told of it stays what was accepted.
    await bill(house, '2026-04-02');
    const read = await house.usage.readRerate(house.actor, id, PAGE);
    expect(read.ok && read.value.lines.items).toMatchObject([{ records: 2, ofBilled: -6_200_000n }]);
  });

  it('brings the tax to what it would have been, too (BILL-7)', async () => {
    const house = await aUsageHouse(await open());
    house.clock.set('2026-02-25T00:00:00.000Z');
    await house.take(call('2026-02-20'));
    house.clock.set('2026-03-02T00:00:00.000Z');
    await bill(house, '2026-03-02');
    await reprice(house, 2, [local({ price: price('0.04') })]);
    await acceptNewest(house);
    await bill(house, '2026-03-03');
    expect((await usageLines(house.db)).filter((line) => line.includes('sell'))).toEqual([
      '2026-02-01 sell PHONE Voice 0: 0.15+0.02',
      '2026-02-01 sell PHONE Voice 1: -0.01+-0.01',
    ]);
  });

  it('has the further line say what was charged anew, by which prices, and how it was rounded (BILL-12)', async () => {
    const house = await aUsageHouse(await open());
    house.clock.set('2026-02-25T00:00:00.000Z');
    await house.take(call('2026-02-20', { quantity: 61 }), call('2026-02-21', { quantity: 63 }));
    house.clock.set('2026-03-02T00:00:00.000Z');
    await bill(house, '2026-03-02');
    await reprice(house, 2, [local({ price: price('0.02') })]);
    await acceptNewest(house);
    const billing = await bill(house, '2026-03-03');
    const corrections = async () => {
      const listed = await billing.listCardlines(
        house.actor,
        { account: null, status: null, side: 'sell' },
        PAGE,
      );
      const lines = listed.ok ? listed.value.items : [];
      const read = await Promise.all(lines.map(({ id }) => billing.readCardline(house.actor, id ?? 0)));
      return read.flatMap((line) =>
        line.ok && line.value.explanation?.rules.includes('USE-8')
          ? [`${line.value.kind}: ${line.value.explanation.text}`]
          : [],
      );
    };
    expect(await corrections()).toEqual([
      expect.stringContaining(
        'credit: Voice of 1 Feb 2026 – 28 Feb 2026: charged anew; together -0.062. With 0.30333333 charged before that is 0.24133333, rounded half up to 0.24, of which 0.30 is on earlier lines. 2 records of LOCAL that were charged 0.30333333 by the prices of version 1 come to 0.24133333 by those of version 2 (rer_1). The period had been charged before, so it is a further line of it.',
      ),
    ]);
    // Told once: what is charged behind it names it no more.
    house.clock.set('2026-02-25T00:00:00.000Z');
    await house.take(call('2026-02-22'));
    await bill(house, '2026-03-04');
    expect(await corrections()).toHaveLength(1);
    await reprice(house, 3, [local({ price: price('0.03') })]);
    await acceptNewest(house);
    await bill(house, '2026-03-05');
    const told = await corrections();
    expect(told).toHaveLength(2);
    expect(told.filter((text) => text.includes('rer_1'))).toHaveLength(1);
    expect(told.filter((text) => text.includes('rer_2'))).toHaveLength(1);
  });

  it('corrects a service that has ended by the next run as well', async () => {
    const house = await aUsageHouse(await open());
    house.clock.set('2026-01-20T00:00:00.000Z');
    await house.take(call('2026-01-10', { service: 'OLD' }), call('2026-01-11', { service: 'OLD' }));
    house.clock.set('2026-03-02T00:00:00.000Z');
    await bill(house, '2026-03-02');
    await reprice(house, 2, [local({ price: price('0.08') })]);
    await acceptNewest(house);
    await bill(house, '2026-03-03');
    expect((await usageLines(house.db)).filter((line) => line.includes('sell'))).toEqual([
      '2026-01-01 sell OLD Voice 0: 0.30+0.03',
      '2026-01-01 sell OLD Voice 1: 0.06+0.01',
    ]);
  });
});

describe('a re-rating that is accepted (USE-8)', () => {
  it('comes to what would have been charged had the price been right from the start', async () => {
    const record = fc.record({
      service: fc.constantFrom('PHONE', 'HUNDRED'),
      tariffKey: fc.constantFrom('LOCAL', 'NATIONAL', '03', 'SMS'),
      on: fc.constantFrom('2026-02-10', '2026-02-20', '2026-02-28', '2026-03-01'),
      hour: fc.integer({ min: 0, max: 23 }),
      quantity: fc.integer({ min: 1, max: 190 }),
      late: fc.boolean(),
    });
    const newRate = fc.record({
      rateCard: fc.constantFrom('RETAIL', 'WHOLESALE'),
      tariffKey: fc.constantFrom('LOCAL', 'NATIONAL', '03'),
      flagfall: fc.integer({ min: 0, max: 9_999_999 }),
      price: fc.integer({ min: 0, max: 99_999_999 }),
      effectiveFrom: fc.constantFrom('2020-01-01', '2026-02-15', '2026-02-28'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { minLength: 4, maxLength: 14 }),
        fc.uniqueArray(newRate, {
          minLength: 1,
          maxLength: 3,
          selector: ({ rateCard, tariffKey, effectiveFrom }) => `${rateCard} ${tariffKey} ${effectiveFrom}`,
        }),
        async (records, rates) => {
          const sent = records.map(({ on, hour, late, ...rest }, at) => ({
            late,
            record: aRecord({
              ...rest,
              recordId: `P-${at}`,
              cost: '0.03',
              start: `${on}T${String(hour).padStart(2, '0')}:30:00+11:00`,
            }),
          }));
          const priced = rates.map(({ rateCard, tariffKey, flagfall, price: cost, effectiveFrom }) =>
            aRateOf(rateCard, tariffKey, {
              flagfall: flagfall as Rate['flagfall'],
              price: cost as Rate['price'],
              effectiveFrom: day(effectiveFrom),
            }),
          );
          const live = async (isRightAtOnce: boolean) => {
            const house = await aUsageHouse(await openFile());
            const takeThose = async (are: (one: (typeof sent)[number]) => boolean) => {
              const some = sent.filter(are).map(({ record: one }) => one);
              if (some.length > 0) await house.take(...some);
            };
            if (isRightAtOnce) await reprice(house, 2, priced);
            house.clock.set('2026-02-25T00:00:00.000Z');
            await takeThose((one) => !one.late);
            house.clock.set('2026-03-02T00:00:00.000Z');
            await bill(house, '2026-03-02');
            await takeThose((one) => one.late);
            if (!isRightAtOnce) {
              await reprice(house, 2, priced);
              if ((await newestRerate(house)).status === 'open') await acceptNewest(house);
            }
            await bill(house, '2026-03-03');
            await bill(house, '2026-04-02');
            return {
              totals: await house.totals(),
              records: await house.records(),
              billed: await billed(house.db),
            };
          };
          const right = await live(true);
          expect(await live(false)).toEqual(right);
        },
      ),
      { numRuns: 6 },
    );
  }, 120_000);
});

async function openFile(): Promise<Database> {
  const db = await openDatabase({ url: `file:${await aDatabaseFile()}` });
  onTestFinished(() => db.close());
  return db;
}
