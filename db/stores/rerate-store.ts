import { and, desc, eq, getTableColumns, lt } from 'drizzle-orm';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type {
  Rerate,
  RerateFigures,
  RerateLine,
  RerateStore,
  RowKey,
  SideFigures,
} from '#app/ports/rerates.ts';
import { invariant, ok } from '#core/result.ts';
import type { Database, Statement } from '../database.ts';
import { usageRerate } from '../schema/index.ts';
import { jsonOf } from './catalogue-reader.ts';
import { tracesIfChanged } from './conditional-traces.ts';
import { missedGuardOf } from './guards.ts';
import { insertedId } from './inserted.ts';
import { acceptStatements, chunkToRerate } from './rerate-chunks.ts';

const {
  providerId: _provider,
  attempts: _attempts,
  measured: _measured,
  ...SHOWN
} = getTableColumns(usageRerate);

/** Of sums `t`: whether a bill was made of them already. */
const BILLED = '(t.billed_records > 0 or t.billed_charge <> 0)';
const DIGEST_ROWS = 10_000;

export function makeRerateStore(db: Database): RerateStore {
  const find = async (providerId: number, id: number): Promise<Rerate | null> => {
    const [row] = await db.orm
      .select(SHOWN)
      .from(usageRerate)
      .where(and(eq(usageRerate.providerId, providerId), eq(usageRerate.id, id)));
    return row ?? null;
  };

  return {
    find,

    async list(providerId, { status, version }, { limit, cursor }) {
      const before = readKeyCursor(cursor);
      if (!before.ok) return before;
      const rows = await db.orm
        .select(SHOWN)
        .from(usageRerate)
        .where(
          and(
            eq(usageRerate.providerId, providerId),
            before.value === null ? undefined : lt(usageRerate.id, before.value),
            status === undefined ? undefined : eq(usageRerate.status, status),
            version === undefined ? undefined : eq(usageRerate.version, version),
          ),
        )
        .orderBy(desc(usageRerate.id))
        .limit(limit + 1);
      return ok(pageOfRows(rows, limit, ({ id }) => id));
    },

    async lines(providerId, id, { limit, cursor }) {
      const after = readKeyCursor(cursor);
      if (!after.ok) return after;
      const rows = await db.readJson<LineCells[]>(LINES, {
        provider: providerId,
        id,
        after: after.value ?? 0,
        limit: limit + 1,
      });
      return ok(pageOfRows(rows.map(toLine), limit, ({ serviceId }) => serviceId));
    },

    underWay: () => db.readJson(UNDER_WAY, []),

    chunk: (scope, after) => chunkToRerate(db, scope, after),

    async begin(providerId, id) {
      const results = await db.write([
        {
          sql: 'update usage_rerate set attempts = attempts + 1 where id = :id and provider_id = :provider returning attempts',
          args: { id, provider: providerId },
        },
      ]);
      return insertedId(results);
    },

    async keep(id, attempt, rows) {
      const kept = rows.filter(({ records }) => records > 0);
      if (kept.length === 0) return;
      await db.write([
        {
          sql: `insert into usage_rerate_total (rerate_id, attempt, service_id, total_id, billed, records, charge_before, charge_after)
            select :id, :attempt, j.value ->> 0, t.id, ${BILLED}, j.value ->> 2, cast(j.value ->> 3 as integer), cast(j.value ->> 4 as integer)
            from json_each(:rows) j cross join usage_total t on t.id = j.value ->> 1 where true
            on conflict do update set records = records + excluded.records,
              charge_before = charge_before + excluded.charge_before, charge_after = charge_after + excluded.charge_after`,
          args: {
            id,
            attempt,
            rows: JSON.stringify(
              kept.map(({ serviceId, totalId, records, chargeBefore, charge }) => [
                serviceId,
                totalId,
                records,
                String(chargeBefore),
                String(charge),
              ]),
            ),
          },
        },
      ]);
    },

    async digest(id, attempt, after) {
      const rows = await db.readJson<readonly (readonly [number, number, ...unknown[]])[]>(DIGEST, {
        id,
        attempt,
        service: after?.[0] ?? 0,
        total: after?.[1] ?? 0,
      });
      const last = rows.at(-1);
      return last === undefined ? null : { text: JSON.stringify(rows), last: [last[0], last[1]] as RowKey };
    },

    async end(providerId, id, { attempt, hash, unpriced, at }, traces) {
      const [sides, reach] = await db.readAll([
        { sql: FIGURES, args: { id, attempt } },
        { sql: REACH, args: { id, attempt } },
      ]);
      const figures = figuresOf(jsonOf(sides), jsonOf(reach), unpriced);
      const touched = figures.sell.records + figures.buy.records;
      const scope = { id, provider: providerId, attempt };
      const now = await find(providerId, id);
      invariant(now !== null, `re-rating ${id}, which is worked out, exists`);
      await db.write([
        {
          sql: `update usage_rerate set measured = :attempt, measured_at = :at, hash = :hash, figures = :figures
            where id = :id and provider_id = :provider and measured < :attempt and status in ('measuring', 'open')`,
          args: { ...scope, at, hash, figures: JSON.stringify(figures) },
        },
        ...(touched === 0
          ? [
              {
                sql: `update usage_rerate set status = 'nothing'
                  where id = :id and provider_id = :provider and measured = :attempt and status in ('measuring', 'open')`,
                args: scope,
              },
            ]
          : [
              {
                sql: `update usage_rerate set status = 'open'
                  where id = :id and provider_id = :provider and measured = :attempt and status = 'measuring'`,
                args: scope,
              },
              ...tracesIfChanged(traces({ ...now, figures, hash, status: 'open' })),
            ]),
        {
          sql: `delete from usage_rerate_total where rerate_id = :id
            and attempt < (select measured from usage_rerate where id = :id and provider_id = :provider)`,
          args: { id, provider: providerId },
        },
      ]);
      const ended = await find(providerId, id);
      invariant(ended !== null, `re-rating ${id}, which was worked out, exists`);
      return ended;
    },

    async startAccepting(providerId, id, { hash, by, at }, traces) {
      const [begun] = await db.write([
        {
          sql: `update usage_rerate set status = 'accepting', decided_by = :by, decided_at = :at
            where id = :id and provider_id = :provider and status = 'open' and hash = :hash`,
          args: { id, provider: providerId, hash, by, at },
        },
        ...tracesIfChanged(traces),
      ]);
      return (begun?.rowsAffected ?? 0) > 0;
    },

    async write(providerId, chunk) {
      try {
        await db.write(acceptStatements(providerId, chunk));
        return 'written';
      } catch (error) {
        if (missedGuardOf(error) === 'provider.name') return 'moved';
        throw error;
      }
    },

    async finish(providerId, id, traces) {
      await db.write([
        {
          sql: `update usage_rerate set status = 'accepted' where id = :id and provider_id = :provider and status = 'accepting'`,
          args: { id, provider: providerId },
        },
        ...tracesIfChanged(traces),
      ]);
    },

    async reject(providerId, id, { reason, by, at }, traces) {
      const [rejected] = await db.write([
        {
          sql: `update usage_rerate set status = 'rejected', reason = :reason, decided_by = :by, decided_at = :at
            where id = :id and provider_id = :provider and status in ('measuring', 'open')`,
          args: { id, provider: providerId, reason, by, at },
        },
        ...tracesIfChanged(traces),
      ]);
      return (rejected?.rowsAffected ?? 0) > 0;
    },
  };
}

/**
 * What a publish leaves that may change prices of the past. What was proposed before and is not decided goes into it: it compares with
 * the version that the first of them compared with.
 */
export const proposeStatements = (providerId: number, version: number, at: string): Statement[] => [
  {
    sql: `insert into usage_rerate (provider_id, version, base_version, status, created_at)
      select :provider, :version, coalesce((select min(base_version) from usage_rerate
        where provider_id = :provider and status in ('measuring', 'open')), :version - 1), 'measuring', :at`,
    args: { provider: providerId, version, at },
  },
  {
    sql: `update usage_rerate set status = 'superseded'
      where provider_id = :provider and version < :version and status in ('measuring', 'open')`,
    args: { provider: providerId, version },
  },
];

const UNDER_WAY = `
  select json_group_array(json_object('id', r.id, 'status', r.status, 'tenant', json_object('providerId', p.id,
    'providerCode', p.code, 'providerName', p.name, 'timeZone', p.time_zone)))
  from usage_rerate r join provider p on p.id = r.provider_id where r.status in ('measuring', 'accepting')`;

const DIGEST = `
  select json_group_array(json_array(service_id, total_id, records, cast(charge_before as text), cast(charge_after as text), billed)) from (
    select r.* from usage_rerate_total r
    where r.rerate_id = :id and r.attempt = :attempt and (r.service_id, r.total_id) > (:service, :total)
    order by r.service_id, r.total_id limit ${DIGEST_ROWS})`;

const SUMS = `sum(r.records) records, cast(sum(r.charge_before) as text) charged, cast(sum(r.charge_after) as text) would_be,
  cast(sum(iif(r.billed, r.charge_after - r.charge_before, 0)) as text) of_billed`;

const FIGURES = `
  select json_group_object(side, json_object('records', records, 'charged', charged, 'wouldBe', would_be, 'ofBilled', of_billed)) from (
    select t.side, ${SUMS} from usage_rerate_total r join usage_total t on t.id = r.total_id
    where r.rerate_id = :id and r.attempt = :attempt group by t.side)`;

/** Both sides of a service are called the same. */
const REACH = `
  select json_array(count(distinct m.account_id), count(distinct coalesce(s.identifier, r.service_id)))
  from usage_rerate_total r join usage_total t on t.id = r.total_id join subscription_term m on m.id = t.term_id
    join service s on s.id = r.service_id
  where r.rerate_id = :id and r.attempt = :attempt`;

const NO_FIGURES: SideFigures = { records: 0, charged: '0', wouldBe: '0', ofBilled: '0' };

const figuresOf = (
  sides: { readonly sell?: SideFigures; readonly buy?: SideFigures },
  [accounts, services]: readonly [number, number],
  unpriced: number,
): RerateFigures => ({
  sell: sides.sell ?? NO_FIGURES,
  buy: sides.buy ?? NO_FIGURES,
  accounts,
  services,
  unpriced,
});

const LINES = `
  select json_group_array(json_array(side, account, name, service_id, identifier, records, charged, would_be, of_billed)) from (
    select t.side, a.reference account, a.name, r.service_id, s.identifier, ${SUMS}
    from usage_rerate g join usage_rerate_total r on r.rerate_id = g.id and r.attempt = g.measured and r.service_id > :after
      join usage_total t on t.id = r.total_id join service s on s.id = r.service_id
      join subscription u on u.id = s.subscription_id join account a on a.id = u.account_id
    where g.id = :id and g.provider_id = :provider group by r.service_id order by r.service_id limit :limit)`;

type LineCells = readonly [
  side: RerateLine['side'],
  account: string,
  accountName: string,
  serviceId: number,
  service: string | null,
  records: number,
  charged: string,
  wouldBe: string,
  ofBilled: string,
];

const toLine = ([
  side,
  account,
  accountName,
  serviceId,
  service,
  records,
  charged,
  wouldBe,
  ofBilled,
]: LineCells): RerateLine => ({
  side,
  account,
  accountName,
  serviceId,
  service,
  records,
  charged: BigInt(charged),
  wouldBe: BigInt(wouldBe),
  ofBilled: BigInt(ofBilled),
});
