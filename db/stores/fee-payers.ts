/** Who pays the fees of package plans, counted in groups that pay alike: two statements in one request, whatever the number of terms. */
import { dayOfMonth, type PlainDate } from '#core/calendar.ts';
import type { FeePayers } from '#core/catalogue/fee-impact.ts';
import type { Side } from '#core/catalogue/rows.ts';
import type { Cents } from '#core/money.ts';
import type { Database } from '../database.ts';
import { jsonOf } from './catalogue-reader.ts';
import { PLANS_NAMED } from './catalogue-tables.ts';

export async function readFeePayers(
  db: Database,
  providerId: number,
  packagePlans: readonly string[],
  withServices: readonly string[],
): Promise<FeePayers[]> {
  if (packagePlans.length === 0) return [];
  const [groups, services] = await db.readAll(feePayersStatements(providerId, packagePlans, withServices));
  const servicesOf = new Map<string, FeePayers['services'][number][]>();
  for (const [packagePlan, side, ownFee, servicePlan, count] of jsonOf<ServiceCell[]>(services)) {
    const group = String([packagePlan, side, ownFee]);
    servicesOf.set(group, [...(servicesOf.get(group) ?? []), { servicePlan, count }]);
  }
  return jsonOf<GroupCell[]>(groups).map(
    ([packagePlan, side, ownFee, subscriptions, ending, first, last]): FeePayers => ({
      packagePlan,
      side,
      ownFee,
      subscriptions,
      ending,
      services: servicesOf.get(String([packagePlan, side, ownFee])) ?? [],
      nextPeriod: first === null || last === null ? null : { earliest: dayOf(first), latest: dayOf(last) },
    }),
  );
}

/** Groups with their periods, and the services of those of which they are asked for. */
export const feePayersStatements = (
  providerId: number,
  packagePlans: readonly string[],
  withServices: readonly string[],
) =>
  [[GROUPS, packagePlans] as const, [SERVICES, withServices] as const].map(([sql, codes]) => ({
    sql,
    args: { provider: providerId, codes: JSON.stringify(codes) },
  }));

type GroupCell = readonly [
  packagePlan: string,
  side: Side,
  ownFee: Cents | null,
  subscriptions: number,
  ending: number,
  first: number | null,
  last: number | null,
];
type ServiceCell = readonly [
  packagePlan: string,
  side: Side,
  ownFee: Cents | null,
  servicePlan: string,
  count: number,
];

/** A day as its month, counted from year 0, and the day of the month that boundaries keep (PER-1). */
const dayOf = (code: number): PlainDate => dayOfMonth(Math.floor(code / 32), code % 32);

/** Terms of the plans named by `:codes` that still bill: a walk over the provider's terms, each looked up among the plans. */
const TERMS = `t.provider_id = :provider and t.next_due_on is not null and t.package_plan_id in (${PLANS_NAMED})`;

/** Where the next period begins that is not billed: the term's start, or a boundary of its grid (PER-1). */
const NEXT_PERIOD = `iif(next_period = 0,
  (substr(start, 1, 4) * 12 + substr(start, 6, 2) - 1) * 32 + substr(start, 9, 2),
  (anchor_month + (next_period - 1) * length_months) * 32 + anchor_day)`;

const GROUPS = `
  select json_group_array(json_array(plan.code, side, own, subscriptions, ending, first, last)) from (
    select package_plan_id, side, access_fee_override own, sum("end" is null) subscriptions,
      sum("end" is not null) ending, min(iif("end" is null, ${NEXT_PERIOD}, null)) first,
      max(iif("end" is null, ${NEXT_PERIOD}, null)) last
    from subscription_term t where ${TERMS}
    group by package_plan_id, side, access_fee_override)
  join catalogue_item plan on plan.id = package_plan_id`;

const SERVICES = `
  select json_group_array(json_array(plan.code, side, own, service.code, services)) from (
    select t.package_plan_id, t.side, t.access_fee_override own, s.service_plan_id, count(*) services
    from subscription_term t
      cross join service s on s.subscription_id = t.subscription_id and s.side = t.side
        and s.first_term <= t.position and (s.last_term is null or s.last_term >= t.position)
        and s.active_from is not null
    where ${TERMS} and t."end" is null
    group by t.package_plan_id, t.side, t.access_fee_override, s.service_plan_id)
  join catalogue_item plan on plan.id = package_plan_id
  join catalogue_item service on service.id = service_plan_id`;
