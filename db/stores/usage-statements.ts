/**
 * A charged chunk as one batch: sums by period, service and tariff, then the records, then what changed of earlier ones. Each kind of row
 * travels as one JSON parameter.
 */
import type { ChunkToCleanse, ChunkToTake } from '#app/ports/usage.ts';
import { type ChargedChunk, type ChargedRecord, startOf } from '#core/usage/charge-chunk.ts';
import type { Statement } from '../database.ts';
import { OF_SIDE, STANDING } from './usage-look.ts';
import { type Summed, type SummedRecord, totalStatements } from './usage-totals.ts';

export function takeStatements(
  providerId: number,
  { intakeId, version, chunk, counts }: ChunkToTake,
  { totals, records }: Summed,
): Statement[] {
  return [
    countStatement(intakeId, counts, chunk.guards),
    ...totalStatements(providerId, totals),
    ...(records.length === 0 ? [] : [insertRated(providerId, { intakeId, version }, records)]),
    ...changeStatements(chunk.changed),
    ...(chunk.waiting.length === 0 ? [] : [insertWaiting(providerId, intakeId, chunk)]),
  ];
}

/** Not null only while each included quantity is used as far as it was when it was read. */
const GUARD = `iif(exists (select 1 from json_each(:guards) g
    where (select ${STANDING} from usage_total t
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

/** [key of the waiting row, or record id; supplier; tariff; start; local date; quantity; cost; details; then each side's sum, charge, allowance, rate] */
const rowOf = ({ record, sell, buy }: SummedRecord, own: number | string): unknown[] => {
  const { measure, sell: sold, buy: bought } = record;
  const row = [
    own,
    record.record.supplier,
    record.tariff.tariffKey,
    startOf(record),
    record.date,
    measure.quantity,
    measure.cost,
    record.record.details,
    sell.id,
    sold.charge,
    sold.allowance,
    sold.rateId,
  ];
  return buy === null || bought === null
    ? row
    : [...row, buy.id, bought.charge, bought.allowance, bought.rateId];
};

const insertRated = (
  providerId: number,
  { intakeId, version }: Pick<ChunkToTake, 'intakeId' | 'version'>,
  records: readonly SummedRecord[],
): Statement => ({
  sql: `insert into usage_record (provider_id, intake_id, status, version, record_id, supplier, tariff_key, started_at, local_date,
      quantity, cost, details, total_id, charge, allowance, rate_id, buy_total_id, buy_charge, buy_allowance, buy_rate_id)
    select :provider, :intake, 'rated', :version, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5,
      value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11, value ->> 12, value ->> 13, value ->> 14,
      value ->> 15
    from json_each(:rows)`,
  args: {
    provider: providerId,
    intake: intakeId,
    version,
    rows: JSON.stringify(records.map((summed) => rowOf(summed, summed.record.record.recordId))),
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
  { totals, records }: Summed,
): Statement[] {
  const keyOf = ({ record }: Pick<ChargedRecord, 'record'>): number =>
    ids.get(`${record.supplier}\n${record.recordId}`) ?? 0;
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
    ...totalStatements(providerId, totals),
    ...(records.length === 0
      ? []
      : [
          {
            sql: `update usage_record set status = 'rated', version = :version, raw = null, reason = null, message = null,
                total_id = r.value ->> 8, charge = r.value ->> 9, allowance = r.value ->> 10, rate_id = r.value ->> 11,
                buy_total_id = r.value ->> 12, buy_charge = r.value ->> 13, buy_allowance = r.value ->> 14,
                buy_rate_id = r.value ->> 15
              from json_each(:rows) r where usage_record.id = r.value ->> 0`,
            args: {
              version,
              rows: JSON.stringify(records.map((summed) => rowOf(summed, keyOf(summed.record)))),
            },
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
