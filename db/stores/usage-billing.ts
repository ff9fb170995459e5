/**
 * Usage as a run charges it (BILL-5): sums of periods that are approved by its day and hold more than was charged so far. Approved by
 * themselves they are on the day on which they close, at the latest the day after the end of their term.
 */
import type { TermUsage, UsageTotalRead } from '#app/ports/billing.ts';
import type { UsageCorrection, UsageToBill } from '#core/billing/bill-usage.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Cents, TaxRate } from '#core/money.ts';
import type { Database, Statement } from '../database.ts';
import { kindNumber } from './cardline-rows.ts';
import { jsonOf } from './catalogue-reader.ts';

/** Of sums `u`, as the index has it: those that are not charged whole. */
export const USAGE_OPEN = '(u.records <> u.billed_records or u.charge <> u.billed_charge)';

/** Sums `u` of a term `t` that may be charged by `:asOf`. */
const approved = (manualApproval: boolean, term: string): string =>
  manualApproval
    ? `exists (select 1 from period_approval p
        where p.term_id = u.term_id and p.period_start = u.period_start and p.approved_on <= :asOf)`
    : `u.closes_on <= iif(date(${term}."end", '+1 day') <= :asOf, '9999', :asOf)`;

/** Whether a run has usage of a row of `subscription_term` to charge. */
export const usageDue = (manualApproval: boolean): string => `exists (select 1 from usage_total u
  where u.provider_id = :provider and u.term_id = subscription_term.id and ${USAGE_OPEN} and ${approved(manualApproval, 'subscription_term')})`;

export interface UsageQuery {
  readonly asOf: PlainDate;
  readonly terms: readonly number[];
  readonly manualApproval: boolean;
}

export async function readUsageToBill(
  db: Database,
  providerId: number,
  query: UsageQuery,
): Promise<ReadonlyMap<number, TermUsage>> {
  const [result] = await db.readAll([usageStatement(providerId, query)]);
  const byTerm = Map.groupBy(jsonOf<UsageCells[]>(result), ([termId]) => termId);
  return new Map(
    [...byTerm].map(([termId, cells]) => [
      termId,
      { used: cells.map(toUsage), totals: cells.flatMap((cell) => cell[12]) },
    ]),
  );
}

/** Of what sums like `g` hold, those that are charged whole included, how much runs have charged so far. */
const CHARGED = `(select cast(coalesce(sum(x.billed_charge), 0) as text) from usage_total x
  where x.period_start = g.period_start and x.service_id = g.service_id and x.term_id = g.term_id and x.usage_type_id = g.usage_type_id)`;

/** What of a sum `u` was rated anew since a run charged it last (USE-8): once the next one has, its charged sum is another. */
const CORRECTIONS = `(
  select json_group_array(json_array(c.rerate_id, k.code, c.records, c.version_before, r.version, cast(c.charge_before as text),
    cast(c.charge_after as text)))
  from usage_correction c join usage_rerate r on r.id = c.rerate_id join catalogue_item k on k.id = u.tariff_id
  where c.total_id = u.id and c.billed_charge = u.billed_charge)`;

export const usageStatement = (
  providerId: number,
  { asOf, terms, manualApproval }: UsageQuery,
): Statement => ({
  sql: `select json_group_array(json_array(g.term_id, g.service_id, s.service_plan_id, g.usage_type_id, g.period_start,
      s.active_from, g.records, g.unit, g.quantity, g.allowance, cast(g.charge as text),
      (select json_array(count(*), coalesce(sum(c.amount), 0), coalesce(sum(c.tax), 0),
           iif(min(c.tax_rate) = max(c.tax_rate), min(c.tax_rate), null), ${CHARGED})
         from cardline c where c.period_start = g.period_start and c.term_id = g.term_id
         and c.service_id = g.service_id and c.item_id = g.usage_type_id and abs(c.kind) = ${kindNumber('usage', null)}),
      json(g.totals), i.code, json(g.corrections)))
    from (
      select u.term_id, u.service_id, u.usage_type_id, u.period_start, sum(u.records - u.billed_records) records,
        iif(min(u.unit) = max(u.unit), u.unit, null) unit, sum(u.quantity - u.billed_quantity) quantity,
        sum(u.allowance - u.billed_allowance) allowance, sum(u.charge - u.billed_charge) charge,
        json_group_array(json_array(u.id, u.records, u.quantity, u.allowance, cast(u.charge as text))) totals,
        json_group_array(json(iif(u.rerated = 0, null, ${CORRECTIONS}))) filter (where u.rerated > 0) corrections
      from json_each(:terms) j cross join subscription_term t on t.id = j.value
        cross join usage_total u on u.provider_id = :provider and u.term_id = t.id and ${USAGE_OPEN}
      where ${approved(manualApproval, 't')}
      group by u.term_id, u.service_id, u.usage_type_id, u.period_start
      order by u.term_id, u.period_start, u.service_id, u.usage_type_id) g
    join service s on s.id = g.service_id join catalogue_item i on i.id = g.usage_type_id`,
  args: { provider: providerId, asOf, terms: JSON.stringify(terms) },
});

type UsageCells = readonly [
  termId: number,
  serviceId: number,
  servicePlanId: number,
  usageTypeId: number,
  periodStart: PlainDate,
  serviceFrom: PlainDate,
  records: number,
  unit: string | null,
  quantity: number,
  allowance: number,
  charge: string,
  before: readonly [lines: number, amount: Cents, tax: Cents, taxRate: TaxRate | null, charge: string],
  totals: readonly UsageTotalRead[],
  usageType: string,
  corrections: readonly (readonly CorrectionCells[])[] | null,
];

type CorrectionCells = readonly [
  rerate: number,
  tariffKey: string,
  records: number,
  versionBefore: number,
  version: number,
  chargeBefore: string,
  charge: string,
];

const toUsage = ([
  ,
  serviceKey,
  servicePlanId,
  item,
  periodStart,
  serviceFrom,
  records,
  unit,
  quantity,
  allowance,
  charge,
  [lines, amount, tax, taxRate, chargedBefore],
  ,
  usageType,
  corrections,
]: UsageCells): UsageToBill => ({
  usageType,
  serviceKey,
  servicePlanId,
  item,
  periodStart,
  serviceFrom,
  records,
  unit,
  quantity,
  allowance,
  charge: BigInt(charge),
  before: { lines, amount, tax, taxRate, charge: BigInt(chargedBefore) },
  corrections: (corrections ?? []).flat().map(toCorrection),
});

const toCorrection = ([
  rerate,
  tariffKey,
  records,
  versionBefore,
  version,
  chargeBefore,
  charge,
]: CorrectionCells): UsageCorrection => ({
  rerate,
  tariffKey,
  records,
  versionBefore,
  version,
  chargeBefore,
  charge,
});

/** Sums are charged as far as they were read: what was added since is left for a later run. */
export const chargedStatement = (usageJson: string): Statement => ({
  sql: `update usage_total set billed_records = j.value ->> 1, billed_quantity = j.value ->> 2, billed_allowance = j.value ->> 3,
      billed_charge = cast(j.value ->> 4 as integer)
    from json_each(:usage) j where usage_total.id = j.value ->> 0`,
  args: { usage: usageJson },
});
