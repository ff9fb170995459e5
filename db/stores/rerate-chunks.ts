/**
 * Records that a re-rating touches (USE-8), a chunk at a time. Sums are walked by their key (`usage_total_key`, which has their tariff and
 * card), and of those that fit the records of the days (`usage_record_total`): what is not touched is not read.
 */
import type { ChunkToAccept, ChunkToRerate, RerateScope } from '#app/ports/rerates.ts';
import { addDays, addMonths, type PlainDate } from '#core/calendar.ts';
import type { PriceE8 } from '#core/money.ts';
import type { Sided } from '#core/usage/charge-chunk.ts';
import type { RatedNow, RatedSideNow, RerateCursor, Rerated } from '#core/usage/rerate-chunk.ts';
import type { Database, Statement } from '../database.ts';
import { jsonOf } from './catalogue-reader.ts';
import { OF_SIDE } from './usage-look.ts';

/** Records read, rated and written at once. */
const MOST_RECORDS = 5_000;
/** Sums looked at for that. */
const MOST_TOTALS = 2_000;
/** A first period that is aligned may be longer than 36 months, but not twice as long (PER-2, PER-3). */
const LONGEST_PERIOD = 72;

type TotalCells = readonly [PlainDate, number, number, number, number, id: number, records: number];

export async function chunkToRerate(
  db: Database,
  scope: RerateScope,
  after: RerateCursor | null,
): Promise<ChunkToRerate> {
  const from: RerateCursor = after ?? {
    after: [addMonths(scope.from, -LONGEST_PERIOD), 0, 0, 0, 0],
    within: null,
  };
  const [result] = await db.readAll([totalsStatement(scope, from)]);
  const found = jsonOf<TotalCells[]>(result);
  const [first] = found;
  if (first === undefined) return { records: [], next: null };
  return first[6] > MOST_RECORDS
    ? readPart(db, scope, from, first, found.length > 1)
    : readWhole(db, scope, found);
}

export const totalsStatement = (
  { providerId, tariffs }: Pick<RerateScope, 'providerId' | 'tariffs'>,
  { after }: RerateCursor,
): Statement => ({
  sql: `select json_group_array(json_array(period_start, service_id, tariff_id, rate_card_id, term_id, id, records)) from (
      select * from usage_total t
      where (t.period_start, t.service_id, t.tariff_id, t.rate_card_id, t.term_id) > (:period, :service, :tariff, :card, :term)
        and (t.tariff_id in (select value from json_each(:bought))
          or (t.tariff_id, t.rate_card_id) in (select value ->> 0, value ->> 1 from json_each(:sold)))
        and t.side = 'sell' and t.provider_id = :provider
      order by t.period_start, t.service_id, t.tariff_id, t.rate_card_id, t.term_id limit ${MOST_TOTALS})`,
  args: {
    provider: providerId,
    bought: JSON.stringify(
      tariffs.flatMap(({ tariffId, rateCardId }) => (rateCardId === null ? [tariffId] : [])),
    ),
    sold: JSON.stringify(
      tariffs.flatMap(({ tariffId, rateCardId }) => (rateCardId === null ? [] : [[tariffId, rateCardId]])),
    ),
    period: after[0],
    service: after[1],
    tariff: after[2],
    card: after[3],
    term: after[4],
  },
});

async function readWhole(
  db: Database,
  scope: RerateScope,
  found: readonly TotalCells[],
): Promise<ChunkToRerate> {
  let records = 0;
  const totals: TotalCells[] = [];
  for (const total of found) {
    records += total[6];
    if (records > MOST_RECORDS) break;
    totals.push(total);
  }
  const last = totals.at(-1);
  const isAll = totals.length === found.length && found.length < MOST_TOTALS;
  const [result] = await db.readAll([
    recordsStatement(
      scope,
      totals.map(([, , , , , id]) => id),
    ),
  ]);
  return {
    records: jsonOf<RecordCells[]>(result).map(toRated),
    next: isAll || last === undefined ? null : behind(last),
  };
}

/** Of a sum that is too large for one chunk. */
async function readPart(
  db: Database,
  scope: RerateScope,
  { after, within }: RerateCursor,
  total: TotalCells,
  hasMore: boolean,
): Promise<ChunkToRerate> {
  const totalId = total[5];
  const done = within?.totalId === totalId ? within : { startedAt: 0, id: 0 };
  const [result] = await db.readAll([recordsStatement(scope, [totalId], done)]);
  const records = jsonOf<RecordCells[]>(result).map(toRated);
  const last = records.at(-1);
  if (records.length === MOST_RECORDS && last !== undefined)
    return { records, next: { after, within: { totalId, startedAt: last.startedAt, id: last.id } } };
  return { records, next: hasMore ? behind(total) : null };
}

const behind = ([period, service, tariff, card, term]: TotalCells): RerateCursor => ({
  after: [period, service, tariff, card, term],
  within: null,
});

/** @param done of the one sum, in the order of time */
export const recordsStatement = (
  { version, from, to }: Pick<RerateScope, 'version' | 'from' | 'to'>,
  totals: readonly number[],
  done?: { readonly startedAt: number; readonly id: number },
): Statement => ({
  sql: `select json_group_array(json_array(id, tariff_key, started_at, local_date, quantity, cost, version, json(sell), json(buy))) from (
    select u.id, u.tariff_key, u.started_at, u.local_date, u.quantity, u.cost, u.version, ${sideJson('sell', 't', 's')} sell,
      iif(b.id is null, null, ${sideJson('buy', 'b', 'bs')}) buy
    from json_each(:totals) j cross join usage_total t on t.id = j.value cross join service s on s.id = t.service_id
      cross join usage_record u on u.total_id = t.id and u.started_at between :first and :last
      left join usage_total b on b.id = u.buy_total_id left join service bs on bs.id = b.service_id
    where u.version < :version${
      done === undefined
        ? ''
        : ` and (u.started_at, u.id) > (:doneAt, :doneId) order by u.started_at, u.id limit ${MOST_RECORDS}`
    })`,
  args: {
    totals: JSON.stringify(totals),
    version,
    // A day of the provider's calendar begins up to fourteen hours before that of UTC and ends up to twelve behind it.
    first: Date.parse(addDays(from, -1)),
    last: to === null ? Number.MAX_SAFE_INTEGER : Date.parse(addDays(to, 2)),
    ...(done === undefined ? {} : { doneAt: done.startedAt, doneId: done.id }),
  },
});

/** Late usage lies in a later period than its own, and was priced by the plan that the service had on its day (USE-3). */
function sideJson(side: Sided, total: string, service: string): string {
  const { charge, allowance, rates } = OF_SIDE[side];
  return `json_array(${total}.id, ${total}.service_id, ${total}.rate_card_id, u.${rates}, u.${charge}, u.${allowance},
    iif(u.local_date >= ${total}.period_start, ${service}.service_plan_id, coalesce((
      select o.service_plan_id from service o join subscription_term m on m.subscription_id = o.subscription_id and m.side = o.side
        and m.position >= o.first_term and (o.last_term is null or m.position <= o.last_term)
      where o.subscription_id = ${service}.subscription_id and o.side = ${service}.side and o.identifier = ${service}.identifier
        and max(m.start, o.active_from) <= u.local_date
        and u.local_date < min(coalesce(m."end", '9999'), coalesce(o.active_until, '9999'))
      order by max(m.start, o.active_from) desc limit 1), ${service}.service_plan_id)))`;
}

type SideCells = readonly [
  totalId: number,
  serviceId: number,
  rateCardId: number,
  ratesVersion: number | null,
  charge: number,
  allowance: number | null,
  servicePlanId: number,
];
type RecordCells = readonly [
  id: number,
  tariffKey: string,
  startedAt: number,
  date: PlainDate,
  quantity: number,
  cost: PriceE8 | null,
  version: number,
  sell: SideCells,
  buy: SideCells | null,
];

const toRated = ([
  id,
  tariffKey,
  startedAt,
  date,
  quantity,
  cost,
  version,
  sell,
  buy,
]: RecordCells): RatedNow => ({
  id,
  tariffKey,
  startedAt,
  date,
  quantity,
  cost,
  version,
  sides: [toSide('sell', sell), ...(buy === null ? [] : [toSide('buy', buy)])],
});

const toSide = (
  side: Sided,
  [totalId, serviceId, rateCardId, ratesVersion, charge, allowance, servicePlanId]: SideCells,
): RatedSideNow => ({
  side,
  totalId,
  serviceId,
  servicePlanId,
  rateCardId,
  ratesVersion,
  charge,
  allowance,
});

// ---- accepting

/** One batch: records, the sums that they are in, and what bills that were made before will be told to have been corrected by. */
export function acceptStatements(providerId: number, chunk: ChunkToAccept): Statement[] {
  const { rerateId, version, rerated, rows, next } = chunk;
  const bySide = Map.groupBy(rerated, ({ side }) => side);
  const sums = JSON.stringify(
    rows.map(({ totalId, rerated: count, records, versionBefore, chargeBefore, charge }) => [
      totalId,
      count,
      String(charge - chargeBefore),
      records,
      versionBefore,
      String(chargeBefore),
      String(charge),
    ]),
  );
  return [
    guardStatement(providerId, chunk, bySide),
    ...[...bySide].map(([side, ofSide]): Statement => {
      const { charge, rate, rates } = OF_SIDE[side];
      return {
        sql: `update usage_record set ${charge} = j.value ->> 5, ${rate} = j.value ->> 6, ${rates} = :version
          from json_each(:rows) j where usage_record.id = j.value ->> 0`,
        args: { version, rows: JSON.stringify(ofSide.map(cellsOf)) },
      };
    }),
    {
      sql: `delete from usage_correction where total_id in (select value ->> 0 from json_each(:sums))
        and billed_charge <> (select t.billed_charge from usage_total t where t.id = usage_correction.total_id)`,
      args: { sums },
    },
    {
      sql: `insert into usage_correction (total_id, rerate_id, records, version_before, charge_before, charge_after, billed_charge)
        select t.id, :rerate, j.value ->> 3, j.value ->> 4, cast(j.value ->> 5 as integer), cast(j.value ->> 6 as integer), t.billed_charge
        from json_each(:sums) j cross join usage_total t on t.id = j.value ->> 0
        where j.value ->> 3 > 0 and (t.billed_records > 0 or t.billed_charge <> 0)`,
      args: { rerate: rerateId, sums },
    },
    {
      sql: `update usage_total set charge = charge + cast(j.value ->> 2 as integer), rerated = rerated + (j.value ->> 1)
        from json_each(:sums) j where usage_total.id = j.value ->> 0`,
      args: { sums },
    },
    {
      sql: 'update usage_rerate set progress = :progress where id = :rerate',
      args: { rerate: rerateId, progress: JSON.stringify(next) },
    },
  ];
}

/** [id, sum, charge, its rates' version, included quantity used, new charge, new rate] */
const cellsOf = ({ id, totalId, chargeBefore, ratesVersion, allowance, charge, rateId }: Rerated) => [
  id,
  totalId,
  chargeBefore,
  ratesVersion,
  allowance,
  charge,
  rateId,
];

/** Not null only while it is being accepted and each record stands as it was read. */
function guardStatement(
  providerId: number,
  { rerateId, rerated }: ChunkToAccept,
  bySide: ReadonlyMap<Sided, readonly Rerated[]>,
): Statement {
  const unmoved = (side: Sided): string => {
    const { total, charge, allowance, rates } = OF_SIDE[side];
    return `(select count(*) from json_each(:${side}) j cross join usage_record u
      where u.id = j.value ->> 0 and u.provider_id = :provider and u.${total} = j.value ->> 1 and u.${charge} = j.value ->> 2
        and u.${rates} is j.value ->> 3 and abs(coalesce(u.${allowance}, 0) - coalesce(j.value ->> 4, 0)) < 0.0000005)`;
  };
  return {
    sql: `update provider set name = iif(
        exists (select 1 from usage_rerate where id = :rerate and provider_id = :provider and status = 'accepting')
          and ${unmoved('sell')} + ${unmoved('buy')} = :count, name, null)
      where id = :provider`,
    args: {
      provider: providerId,
      rerate: rerateId,
      count: rerated.length,
      sell: JSON.stringify((bySide.get('sell') ?? []).map(cellsOf)),
      buy: JSON.stringify((bySide.get('buy') ?? []).map(cellsOf)),
    },
  };
}
