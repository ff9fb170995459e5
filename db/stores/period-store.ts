import type { Approval, PeriodStore, TermOfPeriods } from '#app/ports/periods.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import type { Database } from '../database.ts';
import { tracesIfChanged } from './conditional-traces.ts';
import { USAGE_OPEN } from './usage-billing.ts';

export const makePeriodStore = (db: Database): PeriodStore => ({
  terms: (providerId, { today, fromTermId, limit, account, having, arrearsPlans }) =>
    readTerms(
      db,
      `t.provider_id = :provider and t.id >= :from ${having === null ? '' : `and ${HAVING[having]}`}
       ${account === null ? '' : 'and t.account_id = (select id from account where provider_id = :provider and reference = :account)'}
       order by t.id limit ${Math.trunc(limit)}`,
      {
        provider: providerId,
        from: fromTermId,
        today,
        ...(account === null ? {} : { account }),
        ...(having === 'awaiting' ? { arrears: JSON.stringify(arrearsPlans) } : {}),
      },
    ),

  termsByIds: (providerId, ids, today) =>
    readTerms(db, 't.provider_id = :provider and t.id in (select value from json_each(:ids)) order by t.id', {
      provider: providerId,
      ids: JSON.stringify(ids),
      today,
    }),

  async troubles(providerId, periods) {
    if (periods.length === 0) return [];
    const rows = await db.readJson<TroubleCells[]>(
      `with wanted as (
         select w.key place, t.id term_id, t.subscription_id, t.account_id, t.side, t.pauses, w.value ->> 1 "from", w.value ->> 2 "to"
         from json_each(:periods) w cross join subscription_term t on t.id = w.value ->> 0
         where t.provider_id = :provider),
       waiting as materialized (
         select coalesce(raw ->> 'service', raw ->> 'Service', raw ->> 'SERVICE') service, local_date, count(*) records
         from usage_record
         where provider_id = :provider and status = 'quarantined' and local_date >= (select min("from") from wanted)
         group by 1, 2)
       select json_group_array(json_array(place, parked_reason, quarantined, suspended)) from (
         select w.place, a.parked_reason,
           (select coalesce(sum(q.records), 0) from service s join waiting q on q.service = s.identifier
            where s.subscription_id = w.subscription_id and s.side = w.side
              and q.local_date between w."from" and w."to") quarantined,
           exists (select 1 from json_each(w.pauses) p where p.value ->> 'from' <= w."to"
             and (p.value ->> 'until' is null or p.value ->> 'until' > w."from")) suspended
         from wanted w join account a on a.id = w.account_id)`,
      {
        provider: providerId,
        periods: JSON.stringify(periods.map(({ termId, from, to }) => [termId, from, to])),
      },
    );
    const byPlace = new Map(rows.map(([place, ...rest]) => [place, rest]));
    return periods.map((_, place) => {
      const [parkedReason, quarantined, suspended] = byPlace.get(place) ?? [null, 0, 0];
      return { parkedReason, quarantined, isSuspended: suspended === 1 };
    });
  },

  async approve(providerId, { periods, approvedBy, approvedAt, approvedOn, audit, message }) {
    const [inserted] = await db.write([
      {
        sql: `insert into period_approval (term_id, period_start, approved_by, approved_at, approved_on)
          select t.id, row.value ->> 1, :by, :at, :on
          from json_each(:periods) row cross join subscription_term t on t.id = row.value ->> 0
          where t.provider_id = :provider
          on conflict (term_id, period_start) do nothing`,
        args: {
          provider: providerId,
          by: approvedBy,
          at: approvedAt,
          on: approvedOn,
          periods: JSON.stringify(periods.map(({ termId, periodStart }) => [termId, periodStart])),
        },
      },
      ...tracesIfChanged({ audit: [audit], outbox: [message] }),
    ]);
    return inserted?.rowsAffected ?? 0;
  },
});

/** What a term must look like for it to have such a period; which of its periods it is, the use case says. */
const HAVING = {
  open: 't.start <= :today and (t."end" is null or t."end" > :today or t.end_known_from > :today)',
  approved: 'exists (select 1 from period_approval p where p.term_id = t.id)',
  // A period that waits keeps its term's next day at the day on which it fell due.
  awaiting: `((t.next_due_on <= :today and t.package_plan_id in (select value from json_each(:arrears)))
    or exists (select 1 from usage_total u where u.provider_id = t.provider_id and u.term_id = t.id and ${USAGE_OPEN}))`,
};

type TroubleCells = readonly [
  place: number,
  parkedReason: string | null,
  quarantined: number,
  suspended: number,
];

type TermCells = readonly [
  id: number,
  account: string,
  subscriptionId: number,
  packagePlanId: number,
  packagePlan: string,
  side: Side,
  start: PlainDate,
  anchorMonth: number,
  anchorDay: number,
  lengthMonths: number,
  end: PlainDate | null,
  nextPeriod: number,
  waiting: string | null,
  approvals: readonly (readonly [periodStart: PlainDate, by: string, on: PlainDate])[],
  usedIn: readonly PlainDate[],
];

async function readTerms(
  db: Database,
  where: string,
  args: Record<string, string | number>,
): Promise<TermOfPeriods[]> {
  const rows = await db.readJson<TermCells[]>(
    `select json_group_array(json_array(t.id, a.reference, t.subscription_id, t.package_plan_id, i.code, t.side, t.start,
       t.anchor_month, t.anchor_day, t.length_months, iif(t.end_known_from <= :today, t."end", null), t.next_period, t.waiting,
       (select json_group_array(json_array(p.period_start, p.approved_by, p.approved_on)) from period_approval p
        where p.term_id = t.id),
       (select json_group_array(distinct u.period_start) from usage_total u
        where u.provider_id = t.provider_id and u.term_id = t.id and ${USAGE_OPEN})))
     from (select * from subscription_term t where ${where}) t
       join account a on a.id = t.account_id join catalogue_item i on i.id = t.package_plan_id`,
    args,
  );
  return rows.map(toTerm);
}

const toTerm = ([
  id,
  account,
  subscriptionId,
  packagePlanId,
  packagePlan,
  side,
  start,
  monthIndex,
  day,
  lengthMonths,
  end,
  nextPeriod,
  waiting,
  approvals,
  usedIn,
]: TermCells): TermOfPeriods => ({
  usedIn,
  id,
  account,
  subscriptionId,
  packagePlanId,
  packagePlan,
  side,
  grid: { start, anchor: { monthIndex, day }, lengthMonths },
  end,
  progress: { nextPeriod, waiting: waiting === null ? [] : (JSON.parse(waiting) as number[]) },
  approvals: approvals.map(
    ([periodStart, approvedBy, approvedOn]): Approval => ({ periodStart, approvedBy, approvedOn }),
  ),
});
