import type { Approval, PeriodStore, TermOfPeriods } from '#app/ports/periods.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import type { Database } from '../database.ts';
import { tracesIfChanged } from './conditional-traces.ts';
import { USAGE_OPEN } from './usage-billing.ts';

export const makePeriodStore = (db: Database): PeriodStore => ({
  terms: (providerId, { today, fromTermId, limit, having, arrearsPlans }) =>
    readTerms(
      db,
      `t.provider_id = :provider and t.id >= :from ${having === null ? '' : `and ${HAVING[having]}`}
       order by t.id limit ${Math.trunc(limit)}`,
      {
        provider: providerId,
        from: fromTermId,
        today,
        ...(having === 'awaiting' ? { arrears: JSON.stringify(arrearsPlans) } : {}),
      },
    ),

  termsByIds: (providerId, ids, today) =>
    readTerms(db, 't.provider_id = :provider and t.id in (select value from json_each(:ids)) order by t.id', {
      provider: providerId,
      ids: JSON.stringify(ids),
      today,
    }),

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
