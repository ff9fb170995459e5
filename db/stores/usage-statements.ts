/**
 * A charged chunk as one batch: sums by period, service and tariff, then the records, then what changed of earlier ones. Rows travel as
 * one JSON parameter each and carry only what was worked out; what many records share (service, period, tariff) travels once.
 */
import type { ChunkToCleanse, ChunkToTake } from '#app/ports/usage.ts';
import {
  type ChargedChunk,
  type ChargedRecord,
  type ChargedSide,
  startOf,
} from '#core/usage/charge-chunk.ts';
import type { Statement } from '../database.ts';
import { OF_SIDE } from './usage-look.ts';

/** The columns that tell a total from all others, of one provider. */
type TotalKey = readonly [
  periodStart: string,
  serviceId: number,
  tariffId: number,
  rateCardId: number,
  termId: number,
];

interface Total {
  readonly key: TotalKey;
  readonly closesOn: string;
  readonly usageType: string;
  readonly side: string;
  records: number;
  quantity: number;
  allowance: number;
  /** Beyond what a number holds exactly, where there is very much; travels as text. */
  charge: bigint;
}

/** What many records share. */
interface Place {
  readonly supplier: string;
  readonly tariffKey: string;
  readonly sell: TotalKey;
  readonly buy: TotalKey | null;
}

interface Packed {
  readonly totals: readonly Total[];
  readonly places: readonly Place[];
  /** [place, record id, start, local date, quantity, cost, details, charge, allowance, rate, and the last three of the buy side] */
  readonly rows: readonly (readonly unknown[])[];
}

/** Sums and rows of a chunk's rated records. */
function packRecords(charged: readonly ChargedRecord[]): Packed {
  const totals = new Map<string, Total>();
  const places = new Map<string, { readonly at: number; readonly place: Place }>();
  const add = (record: ChargedRecord, side: ChargedSide): TotalKey => {
    const { landing, rating, charge, allowance } = side;
    const { stretch, periodStart, closesOn } = landing;
    const key: TotalKey = [
      periodStart,
      stretch.serviceId,
      record.tariff.itemId,
      rating.rateCardId,
      stretch.termId,
    ];
    const text = key.join(' ');
    let total = totals.get(text);
    if (total === undefined) {
      const { usageType } = record.tariff;
      total = {
        key,
        closesOn,
        usageType,
        side: stretch.side,
        records: 0,
        quantity: 0,
        allowance: 0,
        charge: 0n,
      };
      totals.set(text, total);
    }
    total.records += 1;
    total.quantity += record.measure.quantity;
    total.allowance += allowance ?? 0;
    total.charge += BigInt(charge);
    return total.key;
  };
  const rows = charged.map((record) => {
    const { measure, sell, buy } = record;
    const { supplier, recordId, details } = record.record;
    const sellKey = add(record, sell);
    const buyKey = buy === null ? null : add(record, buy);
    const text = `${sellKey.join(' ')} ${buyKey?.join(' ')} ${supplier}`;
    let place = places.get(text);
    if (place === undefined) {
      const { tariffKey } = record.tariff;
      place = { at: places.size, place: { supplier, tariffKey, sell: sellKey, buy: buyKey } };
      places.set(text, place);
    }
    const row = [
      place.at,
      recordId,
      startOf(record),
      record.date,
      measure.quantity,
      measure.cost,
      details,
      sell.charge,
      sell.allowance,
      sell.rateId,
    ];
    return buy === null ? row : [...row, buy.charge, buy.allowance, buy.rateId];
  });
  return { totals: [...totals.values()], places: [...places.values()].map(({ place }) => place), rows };
}

export function takeStatements(
  providerId: number,
  { intakeId, version, chunk, counts }: ChunkToTake,
): Statement[] {
  const packed = packRecords(chunk.charged);
  return [
    countStatement(intakeId, counts, chunk.guards),
    ...totalStatements(providerId, packed),
    ...(packed.rows.length === 0 ? [] : [insertRated(providerId, { intakeId, version, packed })]),
    ...changeStatements(chunk.changed),
    ...(chunk.waiting.length === 0 ? [] : [insertWaiting(providerId, intakeId, chunk)]),
  ];
}

/** Not null only while each included quantity is used as far as it was when it was read. */
const GUARD = `iif(exists (select 1 from json_each(:guards) g
    where (select coalesce(sum(t.records), 0) from usage_total t
           where t.period_start = g.value ->> 0 and t.service_id = g.value ->> 1) <> g.value ->> 2), null, `;

const guardRows = (guards: ChargedChunk['guards']): string =>
  JSON.stringify(guards.map(({ periodStart, serviceId, records }) => [periodStart, serviceId, records]));

const countStatement = (
  intakeId: number,
  counts: ChunkToTake['counts'],
  guards: ChargedChunk['guards'],
): Statement => ({
  sql: `update usage_intake set received = ${GUARD} received + :received), rated = rated + :rated,
      quarantined = quarantined + :quarantined, duplicates = duplicates + :duplicates, rejected = rejected + :rejected
    where id = :intake`,
  args: { ...counts, intake: intakeId, guards: guardRows(guards) },
});

function totalStatements(providerId: number, { totals }: Packed): Statement[] {
  if (totals.length === 0) return [];
  return [
    {
      sql: `insert into catalogue_item (provider_id, kind, code) select :provider, 'usage_type', value from json_each(:types)
        where true on conflict (provider_id, kind, code) do nothing`,
      args: {
        provider: providerId,
        types: JSON.stringify([...new Set(totals.map(({ usageType }) => usageType))]),
      },
    },
    {
      sql: `insert into usage_total (provider_id, period_start, service_id, tariff_id, rate_card_id, term_id, closes_on, side,
          usage_type_id, records, quantity, allowance, charge)
        select :provider, j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4, j.value ->> 5,
          j.value ->> 6, i.id, j.value ->> 8, j.value ->> 9, j.value ->> 10, j.value ->> 11
        from json_each(:totals) j
          join catalogue_item i on i.provider_id = :provider and i.kind = 'usage_type' and i.code = j.value ->> 7
        where true
        on conflict (period_start, service_id, tariff_id, rate_card_id, term_id) do update set
          records = records + excluded.records, quantity = quantity + excluded.quantity,
          allowance = allowance + excluded.allowance, charge = charge + excluded.charge`,
      args: {
        provider: providerId,
        totals: JSON.stringify(
          totals.map(({ key, closesOn, side, usageType, records, quantity, allowance, charge }) => [
            ...key,
            closesOn,
            side,
            usageType,
            records,
            quantity,
            allowance,
            String(charge),
          ]),
        ),
      },
    },
  ];
}

const totalOf = (at: number): string => `(select t.id from usage_total t
  where t.period_start = value ->> '$[${at}][0]' and t.service_id = value ->> '$[${at}][1]'
    and t.tariff_id = value ->> '$[${at}][2]' and t.rate_card_id = value ->> '$[${at}][3]'
    and t.term_id = value ->> '$[${at}][4]')`;

/** The places of a chunk as a table. */
const PLACES = `place(n, supplier, tariff_key, total_id, buy_total_id) as materialized (
  select key, value ->> 0, value ->> 1, ${totalOf(2)}, ${totalOf(3)} from json_each(:places))`;

const placesJson = ({ places }: Packed): string =>
  JSON.stringify(places.map(({ supplier, tariffKey, sell, buy }) => [supplier, tariffKey, sell, buy]));

const insertRated = (
  providerId: number,
  {
    intakeId,
    version,
    packed,
  }: { readonly intakeId: number; readonly version: number; readonly packed: Packed },
): Statement => ({
  sql: `with ${PLACES}
    insert into usage_record (provider_id, intake_id, status, version, supplier, record_id, tariff_key, started_at, local_date,
      quantity, cost, details, total_id, charge, allowance, rate_id, buy_total_id, buy_charge, buy_allowance, buy_rate_id)
    select :provider, :intake, 'rated', :version, place.supplier, r.value ->> 1, place.tariff_key, r.value ->> 2, r.value ->> 3,
      r.value ->> 4, r.value ->> 5, r.value ->> 6, place.total_id, r.value ->> 7, r.value ->> 8, r.value ->> 9,
      place.buy_total_id, r.value ->> 10, r.value ->> 11, r.value ->> 12
    from json_each(:rows) r cross join place on place.n = r.value ->> 0`,
  args: {
    provider: providerId,
    intake: intakeId,
    version,
    places: placesJson(packed),
    rows: JSON.stringify(packed.rows),
  },
});

/** Earlier records that share an included quantity with new ones, and the sums that they are in. */
function changeStatements(changed: ChargedChunk['changed']): Statement[] {
  if (changed.length === 0) return [];
  const totals = new Map<number, { charge: bigint; allowance: number }>();
  for (const { totalId, charge, chargeBefore, allowance, allowanceBefore } of changed) {
    const sum = totals.get(totalId) ?? { charge: 0n, allowance: 0 };
    totals.set(totalId, {
      charge: sum.charge + BigInt(charge) - BigInt(chargeBefore),
      allowance: sum.allowance + allowance - allowanceBefore,
    });
  }
  const bySide = Map.groupBy(changed, ({ side }) => side);
  return [
    ...[...bySide].map(([side, rows]): Statement => {
      const columns = OF_SIDE[side];
      return {
        sql: `update usage_record set ${columns.charge} = j.value ->> 1, ${columns.allowance} = j.value ->> 2
          from json_each(:rows) j where usage_record.id = j.value ->> 0`,
        args: { rows: JSON.stringify(rows.map(({ id, charge, allowance }) => [id, charge, allowance])) },
      };
    }),
    {
      sql: `update usage_total set charge = charge + cast(j.value ->> 1 as integer), allowance = allowance + (j.value ->> 2)
        from json_each(:rows) j where usage_total.id = j.value ->> 0`,
      args: {
        rows: JSON.stringify(
          [...totals].map(([id, { charge, allowance }]) => [id, String(charge), allowance]),
        ),
      },
    },
  ];
}

const WAITING_COLUMNS = 'tariff_key, started_at, local_date, quantity, cost, details, reason, message';

const insertWaiting = (providerId: number, intakeId: number, { waiting }: ChargedChunk): Statement => ({
  sql: `insert into usage_record (provider_id, intake_id, status, supplier, record_id, raw, ${WAITING_COLUMNS})
    select :provider, :intake, 'quarantined', j.value ->> 0, j.value ->> 1, j.value ->> 2, j.value ->> 3, j.value ->> 4,
      j.value ->> 5, j.value ->> 6, j.value ->> 7, j.value ->> 8, j.value ->> 9, j.value ->> 10
    from json_each(:rows) j`,
  args: {
    provider: providerId,
    intake: intakeId,
    rows: JSON.stringify(
      waiting.map(({ record, date, reason, message }) => [
        record.supplier,
        record.recordId,
        JSON.stringify(record.raw),
        record.tariffKey,
        record.measure.ok ? Date.parse(record.measure.value.start) : null,
        date,
        record.measure.ok ? record.measure.value.quantity : null,
        record.measure.ok ? record.measure.value.cost : null,
        record.details,
        reason,
        message,
      ]),
    ),
  },
});

// ---- quarantine

/** Rates what waited and says anew why the rest still does; fails whole where one of them waits no more. */
export function cleanseStatements(
  providerId: number,
  { ids, version, chunk }: Pick<ChunkToCleanse, 'ids' | 'version' | 'chunk'>,
): Statement[] {
  const packed = packRecords(chunk.charged);
  const keyOf = ({ record }: Pick<ChargedRecord, 'record'>): number | undefined =>
    ids.get(`${record.supplier}\n${record.recordId}`);
  const rated = packed.rows.map((row, at) => [
    row[0],
    chunk.charged[at] === undefined ? null : keyOf(chunk.charged[at]),
    ...row.slice(2),
  ]);
  return [
    {
      // The guard: all of them still wait, and no included quantity was used meanwhile.
      sql: `update provider set name = ${GUARD} iif((select count(*) from json_each(:ids) j cross join usage_record u
          where u.id = j.value and u.provider_id = :provider and u.status = 'quarantined') = :count, name, null))
        where id = :provider`,
      args: {
        provider: providerId,
        ids: JSON.stringify([...ids.values()]),
        count: ids.size,
        guards: guardRows(chunk.guards),
      },
    },
    ...totalStatements(providerId, packed),
    ...(rated.length === 0
      ? []
      : [
          {
            sql: `with ${PLACES}
              update usage_record set status = 'rated', version = :version, raw = null, reason = null, message = null,
                tariff_key = place.tariff_key, total_id = place.total_id, charge = r.value ->> 7, allowance = r.value ->> 8,
                rate_id = r.value ->> 9, buy_total_id = place.buy_total_id, buy_charge = r.value ->> 10,
                buy_allowance = r.value ->> 11, buy_rate_id = r.value ->> 12
              from json_each(:rows) r cross join place on place.n = r.value ->> 0
              where usage_record.id = r.value ->> 1`,
            args: { version, places: placesJson(packed), rows: JSON.stringify(rated) },
          },
        ]),
    ...changeStatements(chunk.changed),
    ...(chunk.waiting.length === 0
      ? []
      : [
          {
            sql: `update usage_record set reason = j.value ->> 1, message = j.value ->> 2
              from json_each(:rows) j where usage_record.id = j.value ->> 0`,
            args: {
              rows: JSON.stringify(
                chunk.waiting.map((waiting) => [keyOf(waiting), waiting.reason, waiting.message]),
              ),
            },
          },
        ]),
  ];
}
