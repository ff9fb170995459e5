/** The due terms of a chunk as a billing run reads them: one cell of JSON, whatever the chunk holds. */
import type { ChunkQuery, TermToWalk } from '#app/ports/billing.ts';
import type { BoltOnInForce, ChangedBoltOn, DatedFee, JoiningService, Pause } from '#core/billing/terms.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';
import type { Cents } from '#core/money.ts';
import { usageDue } from './usage-billing.ts';

/** One cell: the due terms of the chunk, with their active services where those are charged, and approvals where they matter. */
export function termsStatement(
  providerId: number,
  query: ChunkQuery,
): { readonly sql: string; readonly args: Record<string, string | number> } {
  const { changedPlans, servicePlans, featuredPlans, untilTermId, withoutAccounts } = query;
  const lists = {
    ...(servicePlans.length === 0 ? {} : { servicePlans: JSON.stringify(servicePlans) }),
    ...(featuredPlans.length === 0 ? {} : { featuredPlans: JSON.stringify(featuredPlans) }),
    ...(changedPlans.length === 0 ? {} : { changedPlans: JSON.stringify(changedPlans) }),
    ...(withoutAccounts.length === 0 ? {} : { withoutAccounts: JSON.stringify(withoutAccounts) }),
  };
  const isIn = (column: string, list: string) =>
    list in lists ? `${column} in (select value from json_each(:${list}))` : 'false';
  return {
    sql: `select json_group_array(json_array(id, version, account_id, side, package_plan_id, start, anchor_month, anchor_day,
        length_months, known_from, charges_setup, access_fee_override, next_period, setup_billed, next_due_on,
        iif(waiting is null and settled_end is null and end_known_from is null and joining is null and pauses_known_from is null
            and dated_fees is null and bolt_on_changes is null, null,
          json_array(waiting, settled_end, iif(end_known_from > :asOf, settled_end, "end"),
            iif(pauses_known_from > :asOf, settled_pauses, pauses), settled_pauses,
            nullif(min(iif(end_known_from > :asOf, end_known_from, '~'), iif(pauses_known_from > :asOf, pauses_known_from, '~')), '~'),
            joining, dated_fees, bolt_on_changes)),
        case when has_bolt_ons or ${isIn('package_plan_id', 'servicePlans')} then ${servicesOfTerm('true')}
          ${featuredPlans.length === 0 ? '' : `else ${servicesOfTerm(isIn('s.service_plan_id', 'featuredPlans'))}`} end,
        ${query.manualApproval ? APPROVALS_OF_TERM : 'null'}))
      from (
        select id, version, account_id, subscription_id, position, side, package_plan_id, start, anchor_month, anchor_day,
          length_months, known_from, charges_setup, access_fee_override, next_period, setup_billed, next_due_on, waiting,
          settled_end, "end", end_known_from, pauses, pauses_known_from, settled_pauses, joining,
          dated_fees, has_bolt_ons, bolt_on_changes
        from subscription_term
        where provider_id = :provider and id > :after ${untilTermId === null ? '' : 'and id <= :until'} and known_from <= :asOf
          and (next_due_on <= :asOf or ${isIn('package_plan_id', 'changedPlans')} or ${usageDue(query.manualApproval)})
          and account_id not in (select id from account where provider_id = :provider and parked_reason is not null)
          and not ${isIn('account_id', 'withoutAccounts')}
        order by id limit ${Math.trunc(query.limit)}) t`,
    args: {
      provider: providerId,
      after: query.afterTermId,
      asOf: query.asOf,
      ...(untilTermId === null ? {} : { until: untilTermId }),
      ...lists,
    },
  };
}

const servicesOfTerm = (which: string): string => `(
  select json_group_array(json_array(s.id, s.service_plan_id, nullif(s.active_from, t.start), s.bolt_ons)) from service s
  where s.subscription_id = t.subscription_id and s.side = t.side and s.first_term <= t.position
    and (s.last_term is null or s.last_term >= t.position) and s.active_from is not null and ${which})`;

/** Of periods not billed yet: those that begin in the month of the first such period, or later. */
const APPROVALS_OF_TERM = `(
  select json_group_array(p.period_start) from period_approval p
  where p.term_id = t.id and p.approved_on <= :asOf
    and p.period_start >= iif(coalesce(t.waiting ->> 0, t.next_period) = 0, t.start, printf('%04d-%02d',
      (t.anchor_month + (coalesce(t.waiting ->> 0, t.next_period) - 1) * t.length_months) / 12,
      (t.anchor_month + (coalesce(t.waiting ->> 0, t.next_period) - 1) * t.length_months) % 12 + 1)))`;

export type TermCells = readonly (readonly [
  id: number,
  version: number,
  accountId: number,
  side: Side,
  packagePlanId: number,
  start: PlainDate,
  anchorMonth: number,
  anchorDay: number,
  lengthMonths: number,
  knownFrom: PlainDate,
  chargesSetup: number,
  accessFeeOverride: Cents | null,
  nextPeriod: number,
  setupBilled: number,
  nextDueOn: PlainDate | null,
  /** What few terms have. */
  rare:
    | readonly [
        waiting: string | null,
        settledEnd: PlainDate | null,
        knownEnd: PlainDate | null,
        knownPauses: string | null,
        settledPauses: string | null,
        changeToCome: PlainDate | null,
        joining: string | null,
        datedFees: string | null,
        boltOnChanges: string | null,
      ]
    | null,
  services:
    | readonly (readonly [
        serviceId: number,
        servicePlanId: number,
        activeFrom: PlainDate | null,
        boltOns: string | null,
      ])[]
    | null,
  approved: readonly PlainDate[] | null,
])[];

const NONE: readonly never[] = [];
const NOTHING_RARE = [null, null, null, null, null, null, null, null, null] as const;

export function toTerm([
  id,
  version,
  accountId,
  side,
  packagePlanId,
  start,
  anchorMonth,
  anchorDay,
  lengthMonths,
  knownFrom,
  chargesSetup,
  accessFeeOverride,
  nextPeriod,
  setupBilled,
  nextDueOn,
  rare,
  services,
  approved,
]: TermCells[number]): TermToWalk {
  const [waiting, settledEnd, end, pauses, settledPauses, changeToCome, joining, datedFees, boltOnChanges] =
    rare ?? NOTHING_RARE;
  return {
    id,
    version,
    accountId,
    side,
    packagePlanId,
    term: {
      grid: { start, anchor: { monthIndex: anchorMonth, day: anchorDay }, lengthMonths },
      knownFrom,
      chargesSetup: chargesSetup === 1,
      accessFeeOverride,
      end,
      pauses: listOf<Pause>(pauses),
      datedFees: listOf<DatedFee>(datedFees),
    },
    progress: {
      nextPeriod,
      waiting: listOf<number>(waiting),
      setupBilled: setupBilled === 1,
      joining: listOf<JoiningService>(joining),
      changedBoltOns: listOf<ChangedBoltOn>(boltOnChanges),
      settledEnd,
      settledPauses: listOf<Pause>(settledPauses),
    },
    nextDueOn,
    changeToCome,
    services:
      services?.map(([serviceId, servicePlanId, activeFrom, boltOns]) => ({
        serviceId,
        servicePlanId,
        from: activeFrom !== null && activeFrom > start ? activeFrom : null,
        boltOns: listOf<BoltOnInForce>(boltOns),
      })) ?? NONE,
    approved: approved ?? NONE,
  };
}

/** A list in a text cell; null: it is empty. */
const listOf = <T>(cell: string | null): readonly T[] => (cell === null ? NONE : (JSON.parse(cell) as T[]));
