/** USE-8: a re-rating is accepted exactly once, as it was looked at, and by the prices of the later version alone. */
import { expect, it } from 'vitest';
import type { Database } from '#db/database.ts';
import { timeBand } from '#db/schema/index.ts';
import { makeRerateStore } from '#db/stores/rerate-store.ts';
import { makeUsageStore } from '#db/stores/usage-store.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { day } from '#test/support/ledger-builders.ts';
import {
  acceptNewest,
  call,
  goOn,
  local,
  newestRerate,
  reprice,
  rerateStates,
  sums,
} from '#test/support/rerates.ts';
import { aTenant } from '#test/support/tenants.ts';
import { aRateOf, aRecord, aUsageHouse, price } from '#test/support/usage.ts';

eachDatabase('accepting a re-rating (USE-8)', (open) => {
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

  it('takes the prices alone from the later version: plan and bands stay those that it was rated by', async () => {
    const house = await aUsageHouse(await open());
    await house.take(
      call('2026-03-01', { service: 'HUNDRED', quantity: 160 }),
      aRecord({ start: '2026-03-01T22:00:00+11:00' }),
    );
    // What has no day applies from its publish on: another included quantity, another card for PHONE, and a band.
    const { providerId } = house.actor;
    await reprice(house, 2, [aRateOf('RETAIL', '0011870')]);
    await house.db.write([
      {
        sql: `update service_plan set to_version = 2 where provider_id = :provider and code in ('SP-HUNDRED', 'SP-PHONE')`,
        args: { provider: providerId },
      },
      {
        sql: `insert into service_plan (provider_id, from_version, item_id, code, name, external_name, service_type, side, buy_plan,
            provisioning, supplier, rate_card, included_quantity, unit, approval_status)
          select provider_id, 2, item_id, code, name, external_name, service_type, side, buy_plan, provisioning, supplier,
            iif(code = 'SP-PHONE', 'WHOLESALE', rate_card), null, null, approval_status
          from service_plan where provider_id = :provider and to_version = 2`,
        args: { provider: providerId },
      },
      house.db.orm.insert(timeBand).values({
        providerId,
        fromVersion: 2,
        name: 'NIGHT',
        position: 1,
        days: [1, 2, 3, 4, 5, 6, 7],
        fromMinutes: 1200,
        untilMinutes: 1440,
      }),
    ]);
    expect(await newestRerate(house)).toMatchObject({ status: 'nothing' });
    await reprice(house, 3, [
      local({ flagfall: price('0'), price: price('0.60') }),
      local({ band: 'NIGHT', price: price('9') }),
    ]);
    await acceptNewest(house);
    expect(await sums(house)).toEqual([
      '2026-03-01 sell HUNDRED LOCAL 1 x 160 - 100 = 0.6',
      '2026-03-01 sell PHONE LOCAL 1 x 60 = 0.6',
    ]);
  });

  it('prices late usage by the plan that the service had on its day, wherever it landed (USE-3)', async () => {
    const house = await aUsageHouse(await open());
    // HUNDRED goes over to the plan of PHONE, which includes nothing, on 1 March.
    const of = `(select subscription_id from service where identifier = 'HUNDRED')`;
    await house.db.write([
      {
        sql: `update subscription_term set "end" = '2026-03-01', end_known_from = '2026-02-20' where subscription_id = ${of}`,
        args: [],
      },
      {
        sql: `insert into subscription_term (provider_id, account_id, subscription_id, position, side, package_plan_id, start,
            anchor_month, anchor_day, length_months, known_from, charges_setup)
          select provider_id, account_id, subscription_id, position + 1, side, package_plan_id, '2026-03-01', anchor_month,
            anchor_day, length_months, '2026-02-20', 0 from subscription_term where subscription_id = ${of}`,
        args: [],
      },
      { sql: `update service set last_term = 1 where identifier = 'HUNDRED'`, args: [] },
      {
        sql: `insert into service (provider_id, subscription_id, service_plan_id, side, identifier, details, status, first_term, active_from)
          select h.provider_id, h.subscription_id, p.service_plan_id, h.side, h.identifier, h.details, h.status, 2, h.active_from
          from service h join service p on p.identifier = 'PHONE' and p.side = 'sell' where h.identifier = 'HUNDRED'`,
        args: [],
      },
    ]);
    await house.take(call('2026-02-20', { service: 'HUNDRED', quantity: 160 }));
    expect(await sums(house)).toEqual(['2026-03-01 sell HUNDRED LOCAL 1 x 160 - 100 = 0.15']);
    await reprice(house, 2, [local({ flagfall: price('0'), price: price('0.60') })]);
    await acceptNewest(house);
    expect(await sums(house)).toEqual(['2026-03-01 sell HUNDRED LOCAL 1 x 160 - 100 = 0.6']);
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

const rerated = async (db: Database): Promise<number> =>
  db.readJson('select json(count(*)) from usage_record where rates_version is not null', []);
