/** What rating a chunk of usage needs to know: which records were taken before, whose services are meant, what is used up. */
import type { ChunkToLookAt, RecordKey } from '#app/ports/usage.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import type { PriceE8 } from '#core/money.ts';
import type { LimitedPeriod, Sided, UsedInPeriod } from '#core/usage/charge-chunk.ts';
import type { KnownService } from '#core/usage/place-record.ts';
import type { Database, Statement } from '../database.ts';
import { jsonOf } from './catalogue-reader.ts';

export async function lookAtChunk(
  db: Database,
  providerId: number,
  { records, services, manualApproval }: ChunkToLookAt,
): Promise<{ readonly known: readonly RecordKey[]; readonly services: readonly KnownService[] }> {
  const [taken, called] = await db.readAll([
    takenStatement(providerId, records),
    servicesStatement(providerId, services, manualApproval),
  ]);
  return {
    known: jsonOf<[string, string][]>(taken).map(([supplier, recordId]) => ({ supplier, recordId })),
    services: jsonOf<ServiceCells[]>(called).map(toService),
  };
}

const takenStatement = (providerId: number, records: readonly RecordKey[]): Statement => ({
  sql: `select json_group_array(json_array(u.supplier, u.record_id))
    from json_each(:records) j cross join usage_record u
    where u.provider_id = :provider and u.supplier = j.value ->> 0 and u.record_id = j.value ->> 1`,
  args: {
    provider: providerId,
    records: JSON.stringify(records.map(({ supplier, recordId }) => [supplier, recordId])),
  },
});

/** A row for each term that a service is in; one without a term where it has never been in service. */
export const servicesStatement = (
  providerId: number,
  services: readonly string[],
  manualApproval: boolean,
): Statement => ({
  sql: `select json_group_array(json_array(s.identifier, s.side, s.service_plan_id, iif(t.id is null, null, json_array(
      s.id, s.subscription_id, t.id, t.start, t.anchor_month, t.anchor_day, t.length_months, t."end",
      max(t.start, s.active_from), nullif(min(coalesce(t."end", '9999'), coalesce(s.active_until, '9999')), '9999'),
      ${manualApproval ? '(select json_group_array(p.period_start) from period_approval p where p.term_id = t.id)' : "json('[]')"}))))
    from json_each(:services) j
      cross join service s on s.provider_id = :provider and s.identifier = j.value
      left join subscription_term t on s.active_from is not null and t.subscription_id = s.subscription_id
        and t.side = s.side and t.position >= s.first_term and (s.last_term is null or t.position <= s.last_term)`,
  args: { provider: providerId, services: JSON.stringify(services) },
});

type ServiceCells = readonly [
  identifier: string,
  side: Side,
  servicePlanId: number,
  stretch:
    | readonly [
        serviceId: number,
        subscriptionId: number,
        termId: number,
        start: PlainDate,
        anchorMonth: number,
        anchorDay: number,
        lengthMonths: number,
        termEnd: PlainDate | null,
        from: PlainDate,
        until: PlainDate | null,
        approved: readonly PlainDate[],
      ]
    | null,
];

function toService([identifier, side, servicePlanId, cells]: ServiceCells): KnownService {
  if (cells === null) return { identifier, side, servicePlanId, stretch: null };
  const [
    serviceId,
    subscriptionId,
    termId,
    start,
    monthIndex,
    day,
    lengthMonths,
    termEnd,
    from,
    until,
    approved,
  ] = cells;
  return {
    identifier,
    side,
    servicePlanId,
    stretch: {
      serviceId,
      subscriptionId,
      side,
      servicePlanId,
      termId,
      grid: { start, anchor: { monthIndex, day }, lengthMonths },
      from,
      until,
      termEnd,
      approved,
    },
  };
}

// ---- included quantities

/** Which columns of a record are whose. */
export const OF_SIDE = {
  sell: {
    total: 'total_id',
    charge: 'charge',
    allowance: 'allowance',
    rate: 'rate_id',
    rates: 'rates_version',
  },
  buy: {
    total: 'buy_total_id',
    charge: 'buy_charge',
    allowance: 'buy_allowance',
    rate: 'buy_rate_id',
    rates: 'buy_rates_version',
  },
} as const satisfies Readonly<Record<Sided, Readonly<Record<string, string>>>>;

/** Of the sums `t` of a service's period: it rises with every record and every re-rating. */
export const STANDING = 'coalesce(sum(t.records + t.rerated), 0)';

export async function readUsed(db: Database, periods: readonly LimitedPeriod[]): Promise<UsedInPeriod[]> {
  const bySide = Map.groupBy(periods, ({ side }) => side);
  const sides = [...bySide.entries()];
  if (sides.length === 0) return [];
  const results = await db.readAll(sides.map(([side, of]) => usedStatement(side, of)));
  return sides.flatMap(([, of], at) =>
    jsonOf<UsedCells[]>(results[at]).flatMap(([place, records, totals, later]): UsedInPeriod[] => {
      const period = of[place];
      return period === undefined ? [] : [{ ...period, records, ...usedOf(totals, later) }];
    }),
  );
}

function usedStatement(side: Sided, periods: readonly LimitedPeriod[]): Statement {
  const { total, charge, allowance, rates } = OF_SIDE[side];
  return {
    sql: `select json_group_array(json_array(j.key,
        (select ${STANDING} from usage_total t
         where t.period_start = j.value ->> 0 and t.service_id = j.value ->> 1),
        (select json_group_array(json_array(i.code, t.quantity, t.allowance))
         from usage_total t join catalogue_item i on i.id = t.tariff_id
         where t.period_start = j.value ->> 0 and t.service_id = j.value ->> 1),
        (select json_group_array(json_array(u.id, t.id, u.tariff_key, u.started_at, u.supplier, u.record_id, u.quantity, u.cost,
           u.version, u.${rates}, u.${charge}, u.${allowance}))
         from usage_total t cross join usage_record u on u.${total} = t.id
         where t.period_start = j.value ->> 0 and t.service_id = j.value ->> 1
           and u.started_at >= j.value ->> 2 and u.${allowance} is not null)))
      from json_each(:periods) j`,
    args: {
      periods: JSON.stringify(
        periods.map(({ periodStart, serviceId, from }) => [periodStart, serviceId, from]),
      ),
    },
  };
}

type LaterCells = readonly [
  id: number,
  totalId: number,
  tariffKey: string,
  startedAt: number,
  supplier: string,
  recordId: string,
  quantity: number,
  cost: PriceE8 | null,
  version: number,
  ratesVersion: number | null,
  charge: number,
  allowance: number,
];
type TotalCells = readonly [tariffKey: string, quantity: number, allowance: number];
type UsedCells = readonly [
  place: number,
  records: number,
  totals: readonly TotalCells[],
  later: readonly LaterCells[],
];

const usedOf = (
  totals: readonly TotalCells[],
  later: readonly LaterCells[],
): Pick<UsedInPeriod, 'totals' | 'later'> => ({
  totals: totals.map(([tariffKey, quantity, allowance]) => ({ tariffKey, quantity, allowance })),
  later: later.map(
    ([
      id,
      totalId,
      tariffKey,
      startedAt,
      supplier,
      recordId,
      quantity,
      cost,
      version,
      ratesVersion,
      charge,
      allowance,
    ]) => ({
      id,
      totalId,
      tariffKey,
      startedAt,
      supplier,
      recordId,
      quantity,
      cost,
      version,
      ratesVersion,
      charge,
      allowance,
    }),
  ),
});
