/**
 * The sums that a chunk of rated records adds to, by period, service and tariff. Those that are there are found once and remembered by
 * whoever works through a file; new ones get their keys here, so that sums and records travel in one batch and a record names its sums by
 * number. Two who add the same sum at once run into each other's keys, and the second looks again.
 */

import type { TotalIds } from '#app/ports/usage.ts';
import type { ChargedRecord, ChargedSide } from '#core/usage/charge-chunk.ts';
import type { Landing } from '#core/usage/landing.ts';
import type { Database, Statement } from '../database.ts';
import { jsonOf } from './catalogue-reader.ts';

/** The columns that tell a total from all others: period start, service, tariff, rate card, term. */
type TotalKey = readonly [string, number, number, number, number];

export interface Total {
  readonly key: TotalKey;
  readonly text: string;
  readonly closesOn: string;
  readonly usageType: string;
  readonly unit: string;
  readonly side: string;
  id: number;
  isNew: boolean;
  records: number;
  quantity: number;
  allowance: number;
  /** Beyond what a number holds exactly, where there is very much; travels as text. */
  charge: bigint;
}

/** A charged record with the sums that it is in. */
export interface SummedRecord {
  readonly record: ChargedRecord;
  readonly sell: Total;
  readonly buy: Total | null;
}

export interface Summed {
  readonly totals: readonly Total[];
  readonly records: readonly SummedRecord[];
}

export function sumUp(charged: readonly ChargedRecord[]): Summed {
  const totals = new Map<string, Total>();
  // Of most records the landing is one that came up before: no key has to be written for it.
  const ofLanding = new Map<Landing, Map<number, Total>>();
  const add = (record: ChargedRecord, side: ChargedSide): Total => {
    const { tariff, measure } = record;
    let ofTariff = ofLanding.get(side.landing);
    if (ofTariff === undefined) {
      ofTariff = new Map();
      ofLanding.set(side.landing, ofTariff);
    }
    const shared = tariff.itemId * 1_000_003 + side.rating.rateCardId;
    let total = ofTariff.get(shared);
    if (total === undefined) {
      total = totalOf(totals, record, side);
      ofTariff.set(shared, total);
    }
    total.records += 1;
    total.quantity += measure.quantity;
    total.allowance += side.allowance ?? 0;
    total.charge += BigInt(side.charge);
    return total;
  };
  const records = charged.map((record) => ({
    record,
    sell: add(record, record.sell),
    buy: record.buy === null ? null : add(record, record.buy),
  }));
  return { totals: [...totals.values()], records };
}

function totalOf(
  totals: Map<string, Total>,
  { tariff }: ChargedRecord,
  { landing, rating }: ChargedSide,
): Total {
  const { stretch, periodStart, closesOn } = landing;
  const key: TotalKey = [periodStart, stretch.serviceId, tariff.itemId, rating.rateCardId, stretch.termId];
  const text = key.join(' ');
  let total = totals.get(text);
  if (total === undefined) {
    total = {
      key,
      text,
      closesOn,
      usageType: tariff.usageType,
      unit: tariff.unit,
      side: stretch.side,
      id: 0,
      isNew: false,
      records: 0,
      quantity: 0,
      allowance: 0,
      charge: 0n,
    };
    totals.set(text, total);
  }
  return total;
}

/** Gives each total its key: the one that it has, or a new one. */
export async function findTotals(db: Database, totals: readonly Total[], known: TotalIds): Promise<void> {
  const missing: Total[] = [];
  for (const total of totals) {
    total.id = known.get(total.text) ?? 0;
    if (total.id === 0) missing.push(total);
  }
  if (missing.length === 0) return;
  const [found, last] = await db.readAll([
    findStatement(missing.map(({ key }) => key)),
    { sql: 'select json_array(coalesce(max(id), 0)) from usage_total', args: [] },
  ]);
  for (const [at, id] of jsonOf<[number, number][]>(found)) {
    const total = missing[at];
    if (total !== undefined) total.id = id;
  }
  let next = (jsonOf<[number]>(last)[0] ?? 0) + 1;
  for (const total of missing) {
    if (total.id > 0) continue;
    total.id = next;
    total.isNew = true;
    next += 1;
  }
}

export const findStatement = (keys: readonly TotalKey[]): Statement => ({
  sql: `select json_group_array(json_array(j.key, t.id))
    from json_each(:keys) j cross join usage_total t
    where t.period_start = j.value ->> 0 and t.service_id = j.value ->> 1 and t.tariff_id = j.value ->> 2
      and t.rate_card_id = j.value ->> 3 and t.term_id = j.value ->> 4`,
  args: { keys: JSON.stringify(keys) },
});

export function totalStatements(providerId: number, totals: readonly Total[]): Statement[] {
  const fresh = totals.filter(({ isNew }) => isNew);
  const known = totals.filter(({ isNew }) => !isNew);
  return [
    ...(fresh.length === 0 ? [] : insertStatements(providerId, fresh)),
    ...(known.length === 0 ? [] : [addStatement(known)]),
  ];
}

const insertStatements = (providerId: number, totals: readonly Total[]): Statement[] => [
  {
    sql: `insert into catalogue_item (provider_id, kind, code) select :provider, 'usage_type', value from json_each(:types)
      where true on conflict (provider_id, kind, code) do nothing`,
    args: {
      provider: providerId,
      types: JSON.stringify([...new Set(totals.map(({ usageType }) => usageType))]),
    },
  },
  {
    sql: `with type(code, id) as materialized (
        select code, id from catalogue_item where provider_id = :provider and kind = 'usage_type')
      insert into usage_total (provider_id, period_start, service_id, tariff_id, rate_card_id, term_id, closes_on, side,
        usage_type_id, id, records, quantity, allowance, charge, unit)
      select :provider, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5,
        j.value ->> 6, (select type.id from type where type.code = j.value ->> 7), j.value ->> 8, j.value ->> 9,
        j.value ->> 10, j.value ->> 11, j.value ->> 12, j.value ->> 13
      from json_each(:totals) j`,
    args: {
      provider: providerId,
      totals: JSON.stringify(
        totals.map(({ key, closesOn, side, usageType, unit, id, records, quantity, allowance, charge }) => [
          ...key,
          closesOn,
          side,
          usageType,
          id,
          records,
          quantity,
          allowance,
          String(charge),
          unit,
        ]),
      ),
    },
  },
];

const addStatement = (totals: readonly Total[]): Statement => ({
  sql: `update usage_total set records = records + (j.value ->> 1), quantity = quantity + (j.value ->> 2),
      allowance = allowance + (j.value ->> 3), charge = charge + cast(j.value ->> 4 as integer)
    from json_each(:totals) j where usage_total.id = j.value ->> 0`,
  args: {
    totals: JSON.stringify(
      totals.map(({ id, records, quantity, allowance, charge }) => [
        id,
        records,
        quantity,
        allowance,
        String(charge),
      ]),
    ),
  },
});
