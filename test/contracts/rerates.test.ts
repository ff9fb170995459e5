/** USE-8: a price changed in the past proposes re-rating; nothing changes until somebody accepts it. */
import { describe, expect, it } from 'vitest';
import { anActor } from '#test/support/builders.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { day } from '#test/support/ledger-builders.ts';
import {
  acceptNewest,
  call,
  local,
  newestRerate,
  reprice,
  rerateStates,
  sums,
} from '#test/support/rerates.ts';
import { aTenant } from '#test/support/tenants.ts';
import { aRateOf, aUsageHouse, price } from '#test/support/usage.ts';

const PAGE = { limit: 100, cursor: null };

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
