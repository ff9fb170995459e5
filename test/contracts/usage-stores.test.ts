/** What is promised of usage on both databases: taken once, rated or told why not, included quantities in the order of time. */
import { describe, expect, it } from 'vitest';
import { anActor } from '#test/support/builders.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { day } from '#test/support/ledger-builders.ts';
import { aTenant } from '#test/support/tenants.ts';
import { aRecord, aUsageHouse, price } from '#test/support/usage.ts';

const PAGE = { limit: 100, cursor: null };

eachDatabase('usage', (open) => {
  describe('what comes in', () => {
    it('is rated on both sides, by the rate of the tariff or of its parent (USE-5, USE-6)', async () => {
      const house = await aUsageHouse(await open());
      const taken = await house.take(
        aRecord({ recordId: 'A', quantity: 60 }),
        aRecord({ recordId: 'B', tariffKey: '03', quantity: 90, calledNumber: '+61399990000' }),
        aRecord({ recordId: 'C', tariffKey: 'SMS', quantity: 1, cost: '0.031' }),
      );
      expect(taken).toMatchObject({ received: 3, rated: 3, quarantined: 0, duplicates: 0, rejected: 0 });
      expect(await house.totals()).toEqual([
        '2026-03-01 buy PHONE 03 1 x 90 = 0.09',
        '2026-03-01 buy PHONE LOCAL 1 x 60 = 0.02',
        '2026-03-01 buy PHONE SMS 1 x 1 = 0.031',
        '2026-03-01 sell PHONE 03 1 x 90 = 0.18',
        '2026-03-01 sell PHONE LOCAL 1 x 60 = 0.15',
        '2026-03-01 sell PHONE SMS 1 x 1 = 0.25',
      ]);
      const listed = await house.usage.listUsage(house.actor, { tariffKey: '03' }, PAGE);
      expect(listed).toMatchObject({
        value: {
          items: [
            {
              recordId: 'B',
              service: 'PHONE',
              account: 'BG-10001',
              version: 1,
              details: { calledNumber: '+61399990000' },
              sell: {
                charge: price('0.18'),
                rateCard: 'RETAIL',
                pricedAs: 'NATIONAL',
                periodStart: '2026-03-01',
              },
              buy: { charge: price('0.09'), rateCard: 'WHOLESALE' },
            },
          ],
        },
      });
    });

    it('is taken once: again in the same file, in another, and at the same moment (USE-4)', async () => {
      const house = await aUsageHouse(await open());
      const records = Array.from({ length: 40 }, () => aRecord());
      expect(await house.take(...records, ...records)).toMatchObject({ rated: 40, duplicates: 40 });
      expect(await house.take(...records)).toMatchObject({ rated: 0, duplicates: 40 });
      const further = Array.from({ length: 40 }, () => aRecord());
      const both = await Promise.all([house.take(...further), house.take(...further)]);
      expect(both.map(({ rated, duplicates }) => rated + duplicates)).toEqual([40, 40]);
      expect(both[0].rated + both[1].rated).toBe(40);
      expect(await house.totals()).toEqual([
        '2026-03-01 buy PHONE LOCAL 80 x 4800 = 1.6',
        '2026-03-01 sell PHONE LOCAL 80 x 4800 = 12',
      ]);
    });

    it('waits with its reason where it cannot be rated (USE-1, USE-7)', async () => {
      const house = await aUsageHouse(await open());
      const taken = await house.take(
        aRecord({ recordId: 'A', tariffKey: '0011883' }),
        aRecord({ recordId: 'B', tariffKey: '0011870' }),
        aRecord({ recordId: 'C', service: 'NOBODY' }),
        aRecord({ recordId: 'D', service: 'OLD' }),
        aRecord({ recordId: 'E', quantity: 0 }),
        aRecord({ recordId: 'F', start: '2026-03-01T25:61:00Z' }),
        aRecord({ recordId: 'G', quantity: 'n/a' }),
        aRecord({ recordId: 'H', supplier: 'opti-carrier' }),
        aRecord({ recordId: 'I', service: undefined }),
        { service: 'PHONE' },
      );
      expect(taken).toMatchObject({ received: 10, rated: 0, quarantined: 9, rejected: 1 });
      expect(taken.rejectedLines).toMatchObject([{ line: 10, code: 'missing_field' }]);
      expect(await house.records()).toEqual([
        'A Non Existent Tariff Key Fault',
        'B Missing Rate',
        'C Unknown Service',
        'D Inactive Service',
        'E Invalid Record',
        'F Invalid Record',
        'G Invalid Record',
        'H Unknown Service',
        'I Invalid Record',
      ]);
      expect(await house.sums.quarantined(house.actor.providerId, { reason: 'Missing Rate' })).toEqual([
        {
          reason: 'Missing Rate',
          tariffKey: '0011870',
          supplier: 'wavelink',
          records: 1,
          quantity: 60,
          cost: 0n,
          from: '2026-03-01',
          to: '2026-03-01',
        },
      ]);
    });

    it('is seen by its own provider alone', async () => {
      const house = await aUsageHouse(await open());
      await house.take(aRecord(), aRecord({ tariffKey: 'NONE' }));
      const stranger = anActor(await aTenant(house.db, 'other'));
      expect(await house.usage.listUsage(stranger, {}, PAGE)).toMatchObject({ value: { items: [] } });
      expect(await house.usage.listQuarantine(stranger, {}, PAGE)).toMatchObject({
        value: { counts: [], records: { items: [] } },
      });
      expect(await house.usage.listIntakes(stranger, PAGE)).toMatchObject({ value: { items: [] } });
    });
  });

  describe('the period that it goes to', () => {
    it('is its own through the day after it ended, and the current one from then on (USE-3)', async () => {
      const house = await aUsageHouse(await open());
      house.clock.set('2026-03-01T12:00:00.000Z');
      await house.take(aRecord({ start: '2026-02-28T20:00:00+11:00' }));
      house.clock.set('2026-03-01T13:05:00.000Z');
      await house.take(aRecord({ start: '2026-02-28T21:00:00+11:00' }));
      expect(await house.totals()).toEqual([
        '2026-02-01 buy PHONE LOCAL 1 x 60 = 0.02',
        '2026-02-01 sell PHONE LOCAL 1 x 60 = 0.15',
        '2026-03-01 buy PHONE LOCAL 1 x 60 = 0.02',
        '2026-03-01 sell PHONE LOCAL 1 x 60 = 0.15',
      ]);
    });

    it('stays its own until somebody approves it, where people do (USE-3, BILL-5)', async () => {
      const house = await aUsageHouse(await open(), { manual: true });
      await house.take(aRecord({ start: '2026-02-10T20:00:00+11:00' }));
      await house.db.write([
        {
          sql: `insert into period_approval (term_id, period_start, approved_by, approved_at, approved_on)
            select id, '2026-02-01', 'Somebody', '2026-03-02T00:00:00.000Z', '2026-03-02' from subscription_term`,
          args: [],
        },
      ]);
      await house.take(aRecord({ start: '2026-02-10T21:00:00+11:00' }));
      expect((await house.totals()).filter((line) => line.includes('sell'))).toEqual([
        '2026-02-01 sell PHONE LOCAL 1 x 60 = 0.15',
        '2026-03-01 sell PHONE LOCAL 1 x 60 = 0.15',
      ]);
    });

    it('is none once the service has ended and its last period is closed', async () => {
      const house = await aUsageHouse(await open());
      await house.take(aRecord({ recordId: 'A', service: 'OLD', start: '2026-01-31T20:00:00+11:00' }));
      expect(await house.records()).toEqual(['A Inactive Service']);
    });
  });

  describe('included quantities (USE-7)', () => {
    const at = (hour: number, overrides: Record<string, unknown> = {}) =>
      aRecord({ start: `2026-03-01T${String(hour).padStart(2, '0')}:00:00+11:00`, ...overrides });
    const used = (gb: number, hour: number, service: string, tariffKey = 'DATA-DOWN') =>
      at(hour, { service, tariffKey, quantity: gb });

    it('are used up in the order of time, whatever order the files come in', async () => {
      const files = [
        [at(9, { recordId: 'A', service: 'HUNDRED', quantity: 60 })],
        [at(10, { recordId: 'B', service: 'HUNDRED', quantity: 60, tariffKey: 'NATIONAL' })],
        [at(11, { recordId: 'C', service: 'HUNDRED', quantity: 60 })],
      ];
      const orders = [
        [0, 1, 2],
        [2, 1, 0],
        [1, 2, 0],
      ];
      for (const order of orders) {
        const house = await aUsageHouse(await open());
        for (const file of order) await house.take(...(files[file] ?? []));
        expect(await house.records()).toEqual([
          'A rated LOCAL 0',
          'B rated NATIONAL 0.04',
          'C rated LOCAL 0.15',
        ]);
        expect(await house.totals()).toEqual([
          '2026-03-01 sell HUNDRED LOCAL 2 x 120 - 60 = 0.15',
          '2026-03-01 sell HUNDRED NATIONAL 1 x 60 - 40 = 0.04',
        ]);
      }
    });

    it('of data: what exceeds them is charged by the unit, to the fraction', async () => {
      const house = await aUsageHouse(await open());
      await house.take(used(8, 9, 'DATA'), used(1.5, 10, 'DATA', 'DATA-UP'), used(1.25, 11, 'DATA'));
      expect(await house.totals()).toEqual([
        '2026-03-01 sell DATA DATA-DOWN 2 x 9.25 - 8.5 = 0.375',
        '2026-03-01 sell DATA DATA-UP 1 x 1.5 - 1.5 = 0',
      ]);
    });

    it('count the larger direction, or one alone, as the plan says; a cap ends the charges (CAT-7)', async () => {
      const house = await aUsageHouse(await open());
      await house.take(
        used(9, 9, 'LARGER'),
        used(11, 10, 'LARGER', 'DATA-UP'),
        used(3, 11, 'LARGER'),
        used(50, 9, 'CAPPED', 'DATA-UP'),
        used(11, 10, 'CAPPED'),
        used(30, 11, 'CAPPED'),
      );
      expect(await house.totals()).toEqual([
        '2026-03-01 sell CAPPED DATA-DOWN 2 x 41 - 10 = 1',
        '2026-03-01 sell CAPPED DATA-UP 1 x 50 = 0',
        '2026-03-01 sell LARGER DATA-DOWN 2 x 12 - 9 = 0.5',
        '2026-03-01 sell LARGER DATA-UP 1 x 11 - 1 = 0.5',
      ]);
    });

    it('are used once by two who send at the same moment', async () => {
      const house = await aUsageHouse(await open());
      await Promise.all(Array.from({ length: 6 }, (_, n) => house.take(used(3, 9 + n, 'DATA'))));
      expect(await house.totals()).toEqual(['2026-03-01 sell DATA DATA-DOWN 6 x 18 - 10 = 4']);
    });
  });

  describe('a cleanse (USE-2, USE-3)', () => {
    const addRate = (tariffKey: string) => ({
      sql: `insert into rate (provider_id, from_version, rate_card, tariff_key, band, profile, flagfall, price, per, increment,
          from_quantity, effective_from)
        select provider_id, 2, rate_card, :key, band, profile, flagfall, price, per, increment, from_quantity, effective_from
        from rate where tariff_key = 'NATIONAL'`,
      args: { key: tariffKey },
    });

    it('rates what has a price now, and says anew why the rest waits; preview and commit are the same', async () => {
      const house = await aUsageHouse(await open());
      await house.take(
        aRecord({ recordId: 'A', tariffKey: '0011870' }),
        aRecord({ recordId: 'B', tariffKey: '0011870', start: '2026-02-10T20:00:00+11:00' }),
        aRecord({ recordId: 'C', tariffKey: '0011883' }),
        aRecord({ recordId: 'D', service: 'OLD' }),
      );
      await house.publish(addRate('0011870'));
      const cleanse = async (mode: 'preview' | 'commit', hash?: string) => {
        const done = await house.usage.cleanseQuarantine(house.actor, { filter: {}, mode, hash });
        if (!done.ok) throw new Error(JSON.stringify(done.faults));
        return done.value;
      };
      const preview = await cleanse('preview');
      expect(preview).toMatchObject({
        version: 2,
        records: 4,
        rated: 2,
        charge: 24_000_000n,
        cost: 12_000_000n,
        tariffs: [{ tariffKey: '0011870', records: 2, quantity: 120 }],
        waiting: [
          { reason: 'Inactive Service', records: 1 },
          { reason: 'Non Existent Tariff Key Fault', records: 1 },
        ],
        late: { records: 1, charge: 12_000_000n, services: 1, from: '2026-02-10', to: '2026-02-10' },
      });
      expect(await house.totals()).toEqual([]);
      expect({ ...(await cleanse('commit', preview.hash)), mode: 'preview' }).toEqual(preview);
      expect(await house.records()).toEqual([
        'A rated 0011870 0.12',
        'B rated 0011870 0.12',
        'C Non Existent Tariff Key Fault',
        'D Inactive Service',
      ]);
      expect(await house.totals()).toEqual([
        '2026-03-01 buy PHONE 0011870 2 x 120 = 0.12',
        '2026-03-01 sell PHONE 0011870 2 x 120 = 0.24',
      ]);
    });

    it('is refused where anything has moved since its preview, and two at once do it once', async () => {
      const house = await aUsageHouse(await open());
      await house.take(aRecord({ tariffKey: '0011870' }));
      const preview = await house.usage.cleanseQuarantine(house.actor, { filter: {}, mode: 'preview' });
      await house.publish(addRate('0011870'));
      const hash = preview.ok ? preview.value.hash : '';
      expect(
        await house.usage.cleanseQuarantine(house.actor, { filter: {}, mode: 'commit', hash }),
      ).toMatchObject({ ok: false, faults: [{ code: 'preview_moved', kind: 'conflict' }] });
      const commit = () => house.usage.cleanseQuarantine(house.actor, { filter: {}, mode: 'commit' });
      await Promise.all([commit(), commit(), commit()]);
      expect(await house.totals()).toEqual([
        '2026-03-01 buy PHONE 0011870 1 x 60 = 0.06',
        '2026-03-01 sell PHONE 0011870 1 x 60 = 0.12',
      ]);
    });

    it('makes room in time for what was rated before it (USE-7)', async () => {
      const house = await aUsageHouse(await open());
      await house.take(
        aRecord({ recordId: 'A', service: 'HUNDRED', tariffKey: '0011870', quantity: 100 }),
        aRecord({ recordId: 'B', service: 'HUNDRED', start: '2026-03-01T13:00:00+11:00' }),
      );
      expect(await house.records()).toEqual(['A Missing Rate', 'B rated LOCAL 0']);
      await house.publish(addRate('0011870'));
      const done = await house.usage.cleanseQuarantine(house.actor, { filter: {}, mode: 'commit' });
      expect(done).toMatchObject({
        value: { rated: 1, charge: 0n, changed: { records: 1, charge: 15_000_000n } },
      });
      expect(await house.records()).toEqual(['A rated 0011870 0', 'B rated LOCAL 0.15']);
    });

    it('leaves alone what is written off, which is not taken again either (USE-4)', async () => {
      const house = await aUsageHouse(await open());
      const record = aRecord({ tariffKey: '0011883' });
      await house.take(record, aRecord({ recordId: 'Z', service: 'NOBODY' }));
      const filter = { tariffKey: '0011883' };
      expect(await house.usage.writeOff(house.actor, { filter, note: ' ' })).toMatchObject({ ok: false });
      expect(await house.usage.writeOff(house.actor, { filter, note: 'test calls' })).toEqual({
        ok: true,
        value: { writtenOff: 1 },
      });
      expect(await house.take(record)).toMatchObject({ duplicates: 1 });
      const preview = await house.usage.cleanseQuarantine(house.actor, { filter: {}, mode: 'preview' });
      expect(preview).toMatchObject({ value: { records: 1 } });
      const listed = await house.usage.listUsage(house.actor, { status: 'written_off' }, PAGE);
      expect(listed).toMatchObject({
        value: {
          items: [{ service: 'PHONE', message: 'test calls', reason: 'Non Existent Tariff Key Fault' }],
        },
      });
    });
  });

  it('sums what was rated by card and tariff for those who set prices', async () => {
    const house = await aUsageHouse(await open());
    await house.take(aRecord(), aRecord(), aRecord({ tariffKey: '03' }));
    const rated = await house.sums.ratedByTariff(house.actor.providerId, {
      from: day('2026-02-15'),
      to: day('2026-03-15'),
    });
    expect(rated.filter(({ side }) => side === 'sell')).toEqual([
      { side: 'sell', rateCard: 'RETAIL', tariffKey: '03', records: 1, quantity: 60, charge: 12_000_000n },
      {
        side: 'sell',
        rateCard: 'RETAIL',
        tariffKey: 'LOCAL',
        records: 2,
        quantity: 120,
        charge: 30_000_000n,
      },
    ]);
  });
});
