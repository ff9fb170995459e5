/** Records and intakes as people look at them, the newest first. */
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { Page, PageRequest } from '#app/ports/platform.ts';
import type { Intake, RatedSide, UsageFilter, UsageRecordView } from '#app/ports/usage.ts';
import { type Instant, instant, type PlainDate } from '#core/calendar.ts';
import { ok, type Result } from '#core/result.ts';
import type { Sided } from '#core/usage/charge-chunk.ts';
import { readRecord } from '#core/usage/record.ts';
import type { Database, Statement } from '../database.ts';
import { jsonOf } from './catalogue-reader.ts';
import { recordsWhere } from './usage-filters.ts';
import { OF_SIDE } from './usage-look.ts';

export async function pageOfIntakes(
  db: Database,
  providerId: number,
  { limit, cursor }: PageRequest,
): Promise<Result<Page<Intake>>> {
  const before = readKeyCursor(cursor);
  if (!before.ok) return before;
  const rows = await db.readJson<Intake[]>(
    `select json_group_array(json(one)) from (
       select json_object('id', id, 'source', source, 'receivedBy', received_by, 'receivedAt', received_at,
         'finishedAt', finished_at, 'received', received, 'rated', rated, 'quarantined', quarantined,
         'duplicates', duplicates, 'rejected', rejected) one
       from usage_intake where provider_id = :provider and id < :before order by id desc limit :limit)`,
    { provider: providerId, before: before.value ?? NEWEST, limit: limit + 1 },
  );
  return ok(pageOfRows(rows, limit, ({ id }) => id));
}

/** Above every key. */
const NEWEST = 9_000_000_000_000_000;

export async function pageOfRecords(
  db: Database,
  providerId: number,
  filter: UsageFilter,
  { limit, cursor }: PageRequest,
): Promise<Result<Page<UsageRecordView>>> {
  const before = readKeyCursor(cursor);
  if (!before.ok) return before;
  const [result] = await db.readAll([
    recordsStatement(providerId, filter, { before: before.value ?? NEWEST, limit: limit + 1 }),
  ]);
  return ok(pageOfRows(jsonOf<RecordCells[]>(result).map(toRecord), limit, ({ id }) => id));
}

function recordsStatement(
  providerId: number,
  filter: UsageFilter,
  { before, limit }: { readonly before: number; readonly limit: number },
): Statement {
  const { where, args } = recordsWhere(providerId, filter);
  const conditions = [where, 'id < :before'];
  if (filter.status !== undefined) {
    conditions.push('status = :status');
    args.status = filter.status;
  }
  if (filter.serviceId !== undefined) {
    conditions.push('total_id in (select id from usage_total where service_id = :service)');
    args.service = filter.serviceId;
  }
  if (filter.account !== undefined) {
    const byId = 'id' in filter.account;
    conditions.push(`total_id in (
      select t.id from account a join subscription_term m on m.account_id = a.id
        join service s on s.subscription_id = m.subscription_id join usage_total t on t.service_id = s.id and t.term_id = m.id
      where a.provider_id = :provider and a.${byId ? 'id' : 'reference'} = :account)`);
    args.account = 'id' in filter.account ? filter.account.id : filter.account.reference;
  }
  return {
    sql: `select json_group_array(json_array(u.id, u.status, u.supplier, u.record_id, u.tariff_key, u.started_at, u.local_date,
        u.quantity, u.cost, u.details, u.version, u.reason, u.message, u.raw, ${sideOf('sell')},
        ${sideOf('buy')}))
      from (select * from usage_record where ${conditions.join(' and ')} order by id desc limit ${Math.trunc(limit)}) u`,
    args: { ...args, before },
  };
}

function sideOf(side: Sided): string {
  const { total, rate, charge, allowance, rates } = OF_SIDE[side];
  return `(
  select json_array(u.${charge}, u.${allowance}, u.${rates}, card.code,
    (select r.tariff_key from rate r where r.id = u.${rate}), t.period_start, s.subscription_id, s.id, s.identifier, a.reference)
  from usage_total t join service s on s.id = t.service_id join subscription_term m on m.id = t.term_id
    join account a on a.id = m.account_id left join catalogue_item card on card.id = nullif(t.rate_card_id, 0)
  where t.id = u.${total})`;
}

type SideCells = readonly [
  charge: number,
  allowance: number | null,
  ratesVersion: number | null,
  rateCard: string | null,
  pricedAs: string | null,
  periodStart: PlainDate,
  subscriptionId: number,
  serviceId: number,
  service: string | null,
  account: string,
];

type RecordCells = readonly [
  id: number,
  status: UsageRecordView['status'],
  supplier: string,
  recordId: string,
  tariffKey: string | null,
  startedAt: number | null,
  localDate: PlainDate | null,
  quantity: number | null,
  cost: number | null,
  details: string | null,
  version: number | null,
  reason: UsageRecordView['reason'],
  message: string | null,
  raw: string | null,
  sell: SideCells | null,
  buy: SideCells | null,
];

function toRecord([
  id,
  status,
  supplier,
  recordId,
  tariffKey,
  startedAt,
  localDate,
  quantity,
  cost,
  details,
  version,
  reason,
  message,
  raw,
  sell,
  buy,
]: RecordCells): UsageRecordView {
  return {
    id,
    status,
    supplier,
    recordId,
    service: sell?.[8] ?? serviceOfRaw(raw),
    serviceId: sell?.[7] ?? null,
    account: sell?.[9] ?? null,
    tariffKey,
    start: startedAt === null ? null : (instant(new Date(startedAt)) satisfies Instant),
    localDate,
    quantity,
    cost,
    details: details === null ? null : (JSON.parse(details) as Record<string, unknown>),
    version,
    sell: sell === null ? null : toSide(sell),
    buy: buy === null ? null : toSide(buy),
    reason,
    message,
  };
}

const toSide = ([
  charge,
  allowance,
  ratesVersion,
  rateCard,
  pricedAs,
  periodStart,
  subscriptionId,
]: SideCells): RatedSide => ({
  charge,
  allowance,
  ratesVersion,
  rateCard,
  pricedAs,
  periodStart,
  subscriptionId,
});

/** What a record that is not rated calls the service. */
function serviceOfRaw(raw: string | null): string | null {
  if (raw === null) return null;
  const read = readRecord(JSON.parse(raw), null);
  return read.ok ? read.value.service : null;
}
