/** Who pays the fees of package plans, counted in groups that pay alike: two statements in one request, whatever the number of terms. */
import { dayOfMonth, type PlainDate } from '#core/calendar.ts';
import type { FeePayers } from '#core/catalogue/fee-impact.ts';
import type { Side } from '#core/catalogue/rows.ts';
import type { Cents } from '#core/money.ts';
import type { Database } from '../database.ts';
import { jsonOf } from './catalogue-reader.ts';

export async function readFeePayers(
  db: Database,
  providerId: number,
  packagePlans: readonly string[],
): Promise<FeePayers[]> {
  if (packagePlans.length === 0) return [];
  const args = { provider: providerId, codes: JSON.stringify(packagePlans) };
  const [groups, services] = await db.readAll([
    { sql: GROUPS, args },
    { sql: SERVICES, args },
  ]);
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

/** Terms that still bill, of the plans named by `:codes`. */
const TERMS = `
  with plan as (
    select i.id, i.code from json_each(:codes) j
    cross join catalogue_item i on i.provider_id = :provider and i.kind = 'package_plan' and i.code = j.value),
  term as (
    select plan.code, t.* from subscription_term t join plan on plan.id = t.package_plan_id
    where t.provider_id = :provider and t.next_due_on is not null)`;

/** Where the next period begins that is not billed: the term's start, or a boundary of its grid (PER-1). */
const NEXT_PERIOD = `iif(next_period = 0,
  (substr(start, 1, 4) * 12 + substr(start, 6, 2) - 1) * 32 + substr(start, 9, 2),
  (anchor_month + (next_period - 1) * length_months) * 32 + anchor_day)`;

const GROUPS = `${TERMS}
  select json_group_array(json_array(code, side, own, subscriptions, ending, first, last)) from (
    select code, side, access_fee_override own, sum("end" is null) subscriptions, sum("end" is not null) ending,
      min(iif("end" is null, ${NEXT_PERIOD}, null)) first, max(iif("end" is null, ${NEXT_PERIOD}, null)) last
    from term group by code, side, access_fee_override)`;

const SERVICES = `${TERMS}
  select json_group_array(json_array(code, side, own, service_plan, services)) from (
    select term.code, term.side, term.access_fee_override own, i.code service_plan, count(*) services
    from term
      cross join service s on s.subscription_id = term.subscription_id and s.side = term.side
        and s.first_term <= term.position and (s.last_term is null or s.last_term >= term.position)
        and s.active_from is not null
      cross join catalogue_item i on i.id = s.service_plan_id
    where term."end" is null
    group by term.code, term.side, term.access_fee_override, i.code)`;
