/** USE-8: a price changed in the past proposes re-rating; nothing changes until somebody accepts it, and then exactly once. */
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Rate } from '#core/catalogue/rows.ts';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeRerateStore } from '#db/stores/rerate-store.ts';
import { makeUsageStore } from '#db/stores/usage-store.ts';
import { anActor } from '#test/support/builders.ts';
import { aDatabaseFile } from '#test/support/database.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { billingOn, day } from '#test/support/ledger-builders.ts';
import { acceptNewest, goOn, newestRerate, reprice, rerateStates } from '#test/support/rerates.ts';
import { aTenant } from '#test/support/tenants.ts';
import { aRateOf, aRecord, aUsageHouse, price, type UsageHouse } from '#test/support/usage.ts';

const PAGE = { limit: 100, cursor: null };
const local = (overrides: Partial<Rate> = {}) =>
  aRateOf('RETAIL', 'LOCAL', { flagfall: price('0.10'), price: price('0.05'), ...overrides });
const call = (on: string, overrides: Record<string, unknown> = {}) =>
  aRecord({ start: `${on}T12:00:00+11:00`, ...overrides });

async function bill({ db, actor }: UsageHouse, asOf: string) {
  const billing = billingOn(db, makeCatalogueReader(db), { now: `${asOf}T03:00:00.000Z` });
  const done = await billing.startBillingRun(actor, {
    asOf: day(asOf),
    mode: 'commit',
    previewHash: null,
    waitSeconds: 60,
  });
  if (!done.ok || done.value.status !== 'done') throw new Error(JSON.stringify(done));
  return billing;
}

/** "2026-02-01 sell PHONE Voice 0: 0.75+0.08" */
const usageLines = (db: Database): Promise<string[]> =>
  db.readJson(
    `select json_group_array(line) from (
       select c.period_start || ' ' || c.side || ' ' || s.identifier || ' ' || i.code || ' ' || c.revision || ': '
         || printf('%.2f', c.amount / 100.0) || '+' || printf('%.2f', c.tax / 100.0) line
       from cardline c join service s on s.id = c.service_id join catalogue_item i on i.id = c.item_id
       where abs(c.kind) = 5 order by line)`,
    [],
  );

/** What is charged in all: "2026-02-01 sell PHONE Voice 0.45+0.05". */
const billed = (db: Database): Promise<string[]> =>
  db.readJson(
    `select json_group_array(line) from (
       select c.period_start || ' ' || c.side || ' ' || s.identifier || ' ' || i.code || ' ' || sum(c.amount) || '+' || sum(c.tax) line
       from cardline c join service s on s.id = c.service_id join catalogue_item i on i.id = c.item_id
       where abs(c.kind) = 5 group by c.period_start, c.side, s.identifier, i.code having sum(c.amount) <> 0 order by line)`,
    [],
  );

const sums = async (house: UsageHouse, side = 'sell') =>
  (await house.totals()).filter((line) => line.includes(` ${side} `));

eachDatabase('re-rating (USE-8)', (open) => {
  describe('a price of the past', () => {
    it('proposes what was rated by it, both sides, and changes nothing by itself', async () => {
      const house = await aUsageHouse(await open());
      await house.take(
        call('2026-03-01'),
        call('2026-03-01', { quantity: 120 }),
        call('2026-03-01', { tariffKey: 'NATIONAL' }),
      );
      const before = await house.totals();
      await reprice(house, 2, [
        local({ price: price('0.08') }),
        aRateOf('WHOLESALE', 'LOCAL', { price: price('0.01') }),
      ]);
      const rerate = await newestRerate(house);
      expect(rerate).toMatchObject({
        status: 'open',
        version: 2,
        baseVersion: 1,
        figures: {
          sell: { records: 2, charged: '35000000', wouldBe: '44000000', ofBilled: '0' },
          buy: { records: 2, charged: '6000000', wouldBe: '3000000', ofBilled: '0' },
          accounts: 1,
          services: 1,
          unpriced: 0,
        },
      });
      expect(await house.totals()).toEqual(before);
      const read = await house.usage.readRerate(house.actor, rerate.id, PAGE);
      expect(read.ok && read.value.lines.items).toMatchObject([
        {
          side: 'sell',
          account: 'BG-10001',
          service: 'PHONE',
          records: 2,
          charged: 35_000_000n,
          wouldBe: 44_000_000n,
        },
        {
          side: 'buy',
          account: 'BG-10001',
          service: 'PHONE',
          records: 2,
          charged: 6_000_000n,
          wouldBe: 3_000_000n,
        },
      ]);
    });

    it('touches the days on which it is another, and no more', async () => {
      const house = await aUsageHouse(await open());
      await house.take(call('2026-03-01'), call('2026-03-02'));
      await reprice(house, 2, [
        local({ effectiveTo: day('2026-03-01') }),
        local({ price: price('0.09'), effectiveFrom: day('2026-03-02') }),
      ]);
      await acceptNewest(house);
      expect(await sums(house)).toEqual(['2026-03-01 sell PHONE LOCAL 2 x 120 = 0.34']);
    });

    it('leaves days alone on which nothing changed since somebody rejected another price of theirs', async () => {
      const house = await aUsageHouse(await open());
      await house.take(call('2026-03-01'), call('2026-03-02'));
      await reprice(house, 2, [local({ price: price('0.08') })]);
      const { id } = await newestRerate(house);
      await house.usage.rejectRerate(house.actor, id, 'Not for March');
      await reprice(house, 3, [local({ price: price('0.09'), effectiveFrom: day('2026-03-02') })]);
      expect(await acceptNewest(house)).toMatchObject({ figures: { sell: { records: 1 } } });
      expect(await sums(house)).toEqual(['2026-03-01 sell PHONE LOCAL 2 x 120 = 0.34']);
    });

    it('touches what is priced by it as a parent’s, and what has a price of its own from now on (USE-6)', async () => {
      const house = await aUsageHouse(await open());
      await house.take(
        call('2026-03-01', { tariffKey: '03' }),
        call('2026-03-01', { tariffKey: 'NATIONAL' }),
      );
      await reprice(house, 2, [aRateOf('RETAIL', 'NATIONAL', { price: price('0.24') })]);
      await acceptNewest(house);
      expect(await sums(house)).toEqual([
        '2026-03-01 sell PHONE 03 1 x 60 = 0.24',
        '2026-03-01 sell PHONE NATIONAL 1 x 60 = 0.24',
      ]);
      await reprice(house, 3, [aRateOf('RETAIL', '03', { price: price('0.30') })]);
      await acceptNewest(house);
      expect(await sums(house)).toEqual([
        '2026-03-01 sell PHONE 03 1 x 60 = 0.3',
        '2026-03-01 sell PHONE NATIONAL 1 x 60 = 0.24',
      ]);
    });

    it('comes to nothing where no charge is another', async () => {
      const house = await aUsageHouse(await open());
      await house.take(call('2026-03-01'));
      await reprice(house, 2, [aRateOf('RETAIL', '0011870')]);
      expect(await newestRerate(house)).toMatchObject({
        status: 'nothing',
        figures: { sell: { records: 0 } },
      });
    });

    it('leaves what has no price any more as it is, and says how much that is', async () => {
      const house = await aUsageHouse(await open());
      await house.take(call('2026-03-01'), call('2026-03-02'));
      await reprice(house, 2, [local({ price: price('0.09'), effectiveFrom: day('2026-03-02') })]);
      await house.db.write([
        {
          sql: `update rate set to_version = 2 where tariff_key = 'LOCAL' and rate_card = 'RETAIL' and from_version = 1`,
          args: [],
        },
      ]);
      expect(await acceptNewest(house)).toMatchObject({ figures: { sell: { records: 1 }, unpriced: 1 } });
      expect(await sums(house)).toEqual(['2026-03-01 sell PHONE LOCAL 2 x 120 = 0.34']);
    });

    it('takes over what a later one has not decided yet, and leaves what was decided', async () => {
      const house = await aUsageHouse(await open());
      await house.take(call('2026-03-01'), call('2026-03-01', { tariffKey: 'NATIONAL' }));
      await reprice(house, 2, [local({ price: price('0.08') })]);
      await newestRerate(house);
      await reprice(house, 3, [aRateOf('RETAIL', 'NATIONAL', { price: price('0.24') })]);
      expect(await newestRerate(house)).toMatchObject({
        baseVersion: 1,
        version: 3,
        figures: { sell: { records: 2 } },
      });
      const { id } = await newestRerate(house);
      expect(await house.usage.rejectRerate(house.actor, id, 'As agreed with the customers')).toMatchObject({
        value: { status: 'rejected', reason: 'As agreed with the customers' },
      });
      await reprice(house, 4, [
        aRateOf('RETAIL', 'SMS', { profile: 'Flat Charge', price: price('0.20'), per: 1 }),
      ]);
      expect(await newestRerate(house)).toMatchObject({ baseVersion: 3, version: 4, status: 'nothing' });
      expect(await rerateStates(house.db)).toEqual(['superseded', 'rejected', 'nothing']);
      expect(await sums(house)).toEqual([
        '2026-03-01 sell PHONE LOCAL 1 x 60 = 0.15',
        '2026-03-01 sell PHONE NATIONAL 1 x 60 = 0.12',
      ]);
    });
  });

  describe('accepting', () => {
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

    it('is refused where the figures have moved, with the new ones', async () => {
      const house = await aUsageHouse(await open());
      await house.take(call('2026-03-01', { service: 'HUNDRED', quantity: 150 }));
      await reprice(house, 2, [local({ price: price('0.08') })]);
      const { id, hash } = await newestRerate(house);
      await house.take(
        call('2026-02-28', { service: 'HUNDRED', quantity: 1 }),
        aRecord({ service: 'HUNDRED', quantity: 60, start: '2026-03-01T11:00:00+11:00' }),
      );
      const refused = await house.usage.acceptRerate(house.actor, id, hash ?? '');
      expect(refused).toMatchObject({ faults: [{ code: 'preview_moved', kind: 'conflict' }] });
      expect(!refused.ok && refused.faults[0]?.message).toContain('1 record of 1 account, charged');
      const preview = await house.usage.previewRerate(house.actor, id);
      expect(preview).toMatchObject({ value: { status: 'open' } });
      expect(preview.ok && preview.value.hash).not.toBe(hash);
      expect(
        await house.usage.acceptRerate(house.actor, id, (preview.ok && preview.value.hash) || ''),
      ).toMatchObject({
        value: { status: 'accepted' },
      });
    });

    it('is done once: again, by two at once, and going on after it broke off', async () => {
      const house = await aUsageHouse(await open());
      await house.take(...Array.from({ length: 30 }, () => call('2026-03-01')));
      await reprice(house, 2, [local({ price: price('0.08') })]);
      const { id, hash } = await newestRerate(house);
      const accept = () => house.usage.acceptRerate(house.actor, id, hash ?? '');
      const both = await Promise.all([accept(), accept()]);
      expect(both.map((done) => done.ok)).toEqual([true, true]);
      expect(await accept()).toMatchObject({ value: { status: 'accepted' } });
      const once = ['2026-03-01 sell PHONE LOCAL 30 x 1800 = 5.4'];
      expect(await sums(house)).toEqual(once);
      // As if killed before it was ended, with everything written.
      await house.db.write([
        { sql: `update usage_rerate set status = 'accepting', progress = null`, args: [] },
        { sql: `delete from outbox where topic = 'usage.rerated'`, args: [] },
      ]);
      await goOn(house);
      expect(await sums(house)).toEqual(once);
      expect(await rerateStates(house.db)).toEqual(['accepted']);
      expect(await house.usage.rejectRerate(house.actor, id, 'Too late')).toMatchObject({
        faults: [{ code: 'rerate_not_open', message: expect.stringContaining('was accepted by') }],
      });
    });

    it('goes on where it was cut off, also within a sum of very many records', async () => {
      const house = await aUsageHouse(await open());
      const some = (length: number, tariffKey: string) =>
        Array.from({ length }, () => call('2026-03-01', { tariffKey }));
      await house.take(...some(5_100, 'LOCAL'), ...some(100, 'NATIONAL'));
      await reprice(house, 2, [
        local({ price: price('0.08') }),
        aRateOf('RETAIL', 'NATIONAL', { price: price('0.06') }),
      ]);
      const { id, hash } = await newestRerate(house);
      await house.db.write([
        {
          sql: `update usage_rerate set status = 'accepting', decided_by = 'Bea', decided_at = created_at where id = :id and hash = :hash`,
          args: { id, hash },
        },
      ]);
      const cutAfter = (chunks: number): AbortSignal => {
        let asked = 0;
        return {
          get aborted() {
            asked += 1;
            return asked > chunks;
          },
        } as AbortSignal;
      };
      await house.usage.goOnWithRerate(house.actor, id, cutAfter(1));
      expect(await rerated(house.db)).toBe(5_000);
      await house.usage.goOnWithRerate(house.actor, id, cutAfter(1));
      expect(await rerated(house.db)).toBe(5_100);
      await goOn(house);
      expect(await sums(house)).toEqual([
        '2026-03-01 sell PHONE LOCAL 5100 x 306000 = 918',
        '2026-03-01 sell PHONE NATIONAL 100 x 6000 = 6',
      ]);
      expect(await rerateStates(house.db)).toEqual(['accepted']);
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

    it('and intake at the same moment come to the same, whoever is first (USE-7)', async () => {
      const house = await aUsageHouse(await open());
      const calls = (hour: number, length: number) =>
        Array.from({ length }, (_, at) =>
          aRecord({
            service: 'HUNDRED',
            quantity: 30,
            start: `2026-03-01T${String(hour).padStart(2, '0')}:${String(at).padStart(2, '0')}:00+11:00`,
          }),
        );
      await house.take(...calls(12, 30));
      await reprice(house, 2, [local({ flagfall: price('0'), price: price('0.60') })]);
      await newestRerate(house);
      const accepting = async () => {
        for (;;) {
          const { id, hash, status } = await newestRerate(house);
          if (status === 'accepted') return;
          await house.usage.acceptRerate(house.actor, id, hash ?? '');
          await house.usage.previewRerate(house.actor, id);
        }
      };
      await Promise.all([accepting(), ...[1, 2, 3, 4].map((hour) => house.take(...calls(hour, 2)))]);
      // 38 calls of 30 seconds, of which 100 seconds are included, at 0.60 a minute.
      expect(await sums(house)).toEqual(['2026-03-01 sell HUNDRED LOCAL 38 x 1140 - 100 = 10.4']);
      expect(await house.db.readJson('select json(sum(charge)) from usage_record', [])).toBe(10.4 * 1e8);
    });

    it('charges what was beyond the included quantity, to the part of a unit (USE-7)', async () => {
      const house = await aUsageHouse(await open());
      await house.take(
        call('2026-03-01', { service: 'HUNDRED', quantity: 60.5 }),
        call('2026-03-02', { service: 'HUNDRED', quantity: 61.7 }),
      );
      await reprice(house, 2, [local({ flagfall: price('0'), price: price('0.60') })]);
      await acceptNewest(house);
      // Of the second 22.2 seconds, of which each that is begun counts.
      expect(await sums(house)).toEqual(['2026-03-01 sell HUNDRED LOCAL 2 x 122.2 - 100 = 0.23']);
    });

    it('keeps the price that was accepted when earlier records come behind it, of what was wholly included too (USE-7)', async () => {
      const house = await aUsageHouse(await open());
      const early = (hour: string, quantity: number) =>
        aRecord({ service: 'HUNDRED', quantity, start: `2026-03-01T${hour}:00+11:00` });
      await house.take(
        call('2026-03-01', { service: 'HUNDRED', quantity: 60 }),
        call('2026-03-02', { service: 'HUNDRED', quantity: 60 }),
      );
      await reprice(house, 2, [local({ flagfall: price('0'), price: price('0.60') })]);
      await acceptNewest(house);
      expect(await sums(house)).toEqual(['2026-03-01 sell HUNDRED LOCAL 2 x 120 - 100 = 0.2']);
      await house.take(early('01:00', 30));
      expect(await sums(house)).toEqual(['2026-03-01 sell HUNDRED LOCAL 3 x 150 - 100 = 0.5']);
      await house.take(early('02:00', 60));
      expect(await sums(house)).toEqual(['2026-03-01 sell HUNDRED LOCAL 4 x 210 - 100 = 1.1']);
    });

    it('writes nothing where a record is not as it was read, and is seen by intake that reads the same (USE-7)', async () => {
      const house = await aUsageHouse(await open());
      await house.take(call('2026-03-01', { service: 'HUNDRED', quantity: 160 }));
      await reprice(house, 2, [local({ price: price('0.60') })]);
      const { id } = await newestRerate(house);
      const store = makeRerateStore(house.db);
      const [[record, total]] = await house.db.readJson<[[number, number]]>(
        'select json_group_array(json_array(id, total_id)) from usage_record',
        [],
      );
      const side = {
        side: 'sell',
        totalId: total,
        serviceId: 1,
        rateId: 1,
        versionBefore: 1,
        ratesVersion: null,
      } as const;
      const chunk = (overrides: { chargeBefore?: number; allowance?: number } = {}) => ({
        rerateId: id,
        version: 2,
        rerated: [
          {
            ...side,
            id: record,
            chargeBefore: price('0.15'),
            charge: price('0.70'),
            allowance: 100,
            ...overrides,
          },
        ],
        rows: [],
        next: null,
      });
      const { providerId } = house.actor;
      expect(await store.write(providerId, chunk())).toBe('moved');
      await house.db.write([{ sql: `update usage_rerate set status = 'accepting'`, args: [] }]);
      expect(await store.write(providerId, chunk({ chargeBefore: 1 }))).toBe('moved');
      expect(await store.write(providerId, chunk({ allowance: 99 }))).toBe('moved');
      const other = await aTenant(house.db, 'Somebody Else');
      expect(await store.write(other.providerId, chunk())).toBe('moved');
      const used = async () => {
        const [service] = await house.db.readJson<[number]>(
          `select json_group_array(id) from service where identifier = 'HUNDRED'`,
          [],
        );
        const periods = [
          { side: 'sell' as const, serviceId: service, periodStart: day('2026-03-01'), from: 0 },
        ];
        return (await makeUsageStore(house.db).used(periods))[0]?.records;
      };
      expect(await used()).toBe(1);
      await goOn(house);
      expect(await used()).toBe(2);
      expect(await store.write(providerId, chunk())).toBe('moved');
    });
  });

  it('is nobody else’s, and takes the power (DESIGN 8)', async () => {
    const house = await aUsageHouse(await open());
    await house.take(call('2026-03-01'));
    await reprice(house, 2, [local({ price: price('0.08') })]);
    const { id, hash } = await newestRerate(house);
    const other = anActor(await aTenant(house.db, 'Somebody Else'));
    const unknown = { faults: [{ code: 'unknown_rerate', kind: 'not_found' }] };
    expect(await house.usage.listRerates(other, {}, PAGE)).toMatchObject({ value: { items: [] } });
    expect(await house.usage.readRerate(other, id, PAGE)).toMatchObject(unknown);
    expect(await house.usage.previewRerate(other, id)).toMatchObject(unknown);
    expect(await house.usage.acceptRerate(other, id, hash ?? '')).toMatchObject(unknown);
    expect(await house.usage.rejectRerate(other, id, 'Mine')).toMatchObject(unknown);
    const onlooker = { ...house.actor, powers: new Set(['view'] as const) };
    const refused = { faults: [{ code: 'power_missing' }] };
    expect(await house.usage.previewRerate(onlooker, id)).toMatchObject(refused);
    expect(await house.usage.acceptRerate(onlooker, id, hash ?? '')).toMatchObject(refused);
    expect(await house.usage.rejectRerate(onlooker, id, 'No')).toMatchObject(refused);
    expect(await sums(house)).toEqual(['2026-03-01 sell PHONE LOCAL 1 x 60 = 0.15']);
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

const rerated = async (db: Database): Promise<number> =>
  db.readJson('select json(count(*)) from usage_record where rates_version is not null', []);
