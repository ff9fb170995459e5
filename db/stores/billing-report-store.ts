/** Sums over the ledger by run (its index `cardline_run`), whatever the number of lines a constant number of statements. */
import type {
  BillingReportStore,
  LargeLine,
  Movement,
  RunFigures,
  ShareSum,
} from '#app/ports/billing-report.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import type { Database } from '../database.ts';
import { kindOfNumber } from './cardline-rows.ts';

export const makeBillingReportStore = (db: Database): BillingReportStore => ({
  find: (providerId, runId) =>
    db.readJson<RunFigures | null>(
      `select json((select r.figures from billing_report r join billing_run b on b.id = r.run_id
         where r.run_id = ? and b.provider_id = ?))`,
      [runId, providerId],
    ),

  async save(providerId, runId, figures) {
    await db.write([
      {
        sql: `insert into billing_report (run_id, figures)
          select id, :figures from billing_run where id = :run and provider_id = :provider
          on conflict (run_id) do nothing`,
        args: { run: runId, provider: providerId, figures: JSON.stringify(figures) },
      },
    ]);
  },

  commitsOf: (providerId, days, beforeRun) =>
    db.readJson<{ id: number; asOf: PlainDate }[]>(
      `select json_group_array(json_object('id', b.id, 'asOf', b.as_of))
       from json_each(:days) d cross join billing_run b on b.provider_id = :provider and b.as_of = d.value
       where b.mode = 'commit' and b.status in ('done', 'failed') and b.id < :before`,
      { provider: providerId, days: JSON.stringify(days), before: beforeRun },
    ),

  async sharesOfRuns(providerId, runIds) {
    if (runIds.length === 0) return [];
    const rows = await db.readJson<ShareCells[]>(`with part as materialized (${OF_RUNS}) select ${SHARES}`, {
      provider: providerId,
      runs: JSON.stringify(runIds),
    });
    return rows.map(toShare);
  },

  async sharesOfTerms(providerId, terms) {
    const { shares, accounts } = await db.readJson<{
      shares: ShareCells[];
      accounts: [accountId: number, amount: number][];
    }>(
      `with part as materialized (
         select t.id term_id, r.value ->> 1 service_id, t.account_id, t.side, r.value ->> 2 amount
         from json_each(:terms) r cross join subscription_term t on t.id = r.value ->> 0
         where t.provider_id = :provider)
       select json_object('shares', ${SHARES}, 'accounts', (
         select json_group_array(json_array(account_id, amount)) from (
           select account_id, sum(amount) amount from part where side = 'sell' group by account_id)))`,
      {
        provider: providerId,
        terms: JSON.stringify(terms.map(({ termId, serviceId, amount }) => [termId, serviceId, amount])),
      },
    );
    return { shares: shares.map(toShare), accounts: new Map(accounts) };
  },

  accountMovements: (providerId, { runs, previewed, before }, limit) =>
    db.readJson<Movement[]>(
      `with sums as (
         select account_id, amount now, 0 before from cardline
           where run_id in (select value from json_each(:runs)) and provider_id = :provider and side = 'sell'
         union all select value ->> 0, value ->> 1, 0 from json_each(:previewed)
         union all select account_id, 0, amount from cardline
           where run_id in (select value from json_each(:before)) and provider_id = :provider and side = 'sell'),
       moved as (
         select account_id, sum(now) now, sum(before) before from sums group by account_id
         having sum(now) <> sum(before) order by abs(sum(now) - sum(before)) desc, account_id limit ${Math.trunc(limit)})
       select json_group_array(json_object('name', a.reference, 'before', moved.before, 'now', moved.now))
       from moved join account a on a.id = moved.account_id and a.provider_id = :provider`,
      {
        provider: providerId,
        runs: JSON.stringify(runs),
        previewed: JSON.stringify([...previewed]),
        before: JSON.stringify(before),
      },
    ),

  async largeLines(providerId, runId, above, limit) {
    const { count, lines } = await db.readJson<{ count: number; lines: LargeCells[] }>(
      `with large as materialized (
         select * from cardline where run_id = :run and provider_id = :provider and abs(amount) >= :above)
       select json_object('count', (select count(*) from large), 'lines', (
         select json_group_array(json_array(a.reference, p.code, c.kind, c.side, c."from", c."to", c.amount))
         from (select * from large order by abs(amount) desc, id limit ${Math.trunc(limit)}) c
           join account a on a.id = c.account_id
           left join subscription_term t on t.id = c.term_id
           left join catalogue_item p on p.id = t.package_plan_id))`,
      { run: runId, provider: providerId, above },
    );
    return { count, lines: lines.map(toLargeLine) };
  },

  waitingPeriods: (providerId) =>
    db.readJson<number>(
      `select json(coalesce(sum(json_array_length(waiting)), 0)) from subscription_term
       where provider_id = ? and waiting is not null`,
      [providerId],
    ),

  suspendedOn: (providerId, day) =>
    db.readJson<number>(
      `select json(count(distinct s.id)) from subscription s
         join subscription_term t on t.subscription_id = s.id and t.side = 'sell'
         join json_each(t.pauses) p
       where s.provider_id = :provider and s.suspensions is not null and t.pauses is not null
         and p.value ->> 'from' <= :day and (p.value ->> 'until' is null or p.value ->> 'until' > :day)`,
      { provider: providerId, day },
    ),
});

const OF_RUNS = `select term_id, service_id, account_id, side, sum(amount) amount from cardline
  where run_id in (select value from json_each(:runs)) and provider_id = :provider
  group by term_id, service_id, account_id, side`;

/**
 * Of `part`, by the plan that is sold: a cost stands with the sell term that was in force when its own began, and with the sell
 * service of the same order line, so that what belongs together is beside each other.
 */
const SHARES = `(select json_group_array(json_array(p.code, sp.code, side, amount)) from (
  select plan_id, service_plan_id, side, sum(amount) amount from (
    select part.side, part.amount,
      iif(t.side = 'buy', coalesce((
        select o.package_plan_id from subscription_term o
        where o.subscription_id = t.subscription_id and o.side = 'sell' and o.start <= t.start
        order by o.position desc limit 1), t.package_plan_id), t.package_plan_id) plan_id,
      iif(s.side = 'buy', coalesce((
        select o.service_plan_id from service o
        where o.order_service_id = s.order_service_id and o.provider_id = s.provider_id and o.side = 'sell'
          and o.first_term <= s.first_term
        order by o.first_term desc limit 1), s.service_plan_id), s.service_plan_id) service_plan_id
    from part left join subscription_term t on t.id = part.term_id left join service s on s.id = part.service_id)
  group by plan_id, service_plan_id, side)
  left join catalogue_item p on p.id = plan_id left join catalogue_item sp on sp.id = service_plan_id)`;

type ShareCells = readonly [plan: string | null, service: string | null, side: Side, amount: number];
const toShare = ([plan, service, side, amount]: ShareCells): ShareSum => ({ plan, service, side, amount });

type LargeCells = readonly [
  account: string,
  packagePlan: string | null,
  kind: number,
  side: Side,
  from: PlainDate,
  to: PlainDate,
  amount: number,
];
const toLargeLine = ([account, packagePlan, kind, side, from, to, amount]: LargeCells): LargeLine => ({
  account,
  packagePlan,
  kind: kindOfNumber(kind).kind,
  side,
  from,
  to,
  amount,
});
