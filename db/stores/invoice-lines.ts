/** The lines of an invoice, read as one cell, each with the term and service that its explanation needs. */
import type { KeptLine, LineTerm } from '#app/ports/invoices.ts';
import type { PlainDate } from '#core/calendar.ts';
import type { Cents, TaxRate } from '#core/money.ts';
import { invariant } from '#core/result.ts';
import type { Database } from '../database.ts';
import { basisOfCell, kindOfNumber } from './cardline-rows.ts';

export async function readLines(db: Database, invoiceId: number): Promise<readonly KeptLine[]> {
  const cells = await db.readJson<LineCells>(
    `select json_group_array(json_array(c.id, c.kind, c.revision, c.period_start, c."from", c."to", c.generated_on, c.amount,
        c.tax, c.tax_rate, c.fee, c.basis, c.catalogue_version, c.item_id, c.subscription_id,
        iif(t.id is null, null, json_array(t.package_plan_id, t.start, t.anchor_month, t.anchor_day, t.length_months,
          t.known_from, t.charges_setup, t.access_fee_override, iif(t.end_known_from <= c.generated_on, t."end", null),
          exists (select 1 from subscription_term later where later.subscription_id = t.subscription_id
            and later.side = t.side and later.position = t.position + 1))),
        iif(s.id is null, null, json_array(s.id, s.service_plan_id, s.identifier))))
     from cardline c
       left join subscription_term t on t.id = c.term_id
       left join service s on s.id = nullif(c.service_id, 0)
     where c.invoice_id = ?`,
    [invoiceId],
  );
  return cells.map(toLine).sort((a, b) => a.id - b.id);
}

/** What people call the services of the subscriptions on an invoice. */
export async function readIdentifiers(
  db: Database,
  invoiceId: number,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const pairs = await db.readJson<[number, string][]>(
    `select json_group_array(json_array(s.subscription_id, s.identifier))
     from (select distinct subscription_id from cardline where invoice_id = ?) on_it
       cross join service s on s.subscription_id = on_it.subscription_id
     where s.side = 'sell' and s.identifier is not null`,
    [invoiceId],
  );
  const identifiers = new Map<number, string[]>();
  for (const [subscriptionId, identifier] of pairs)
    identifiers.set(subscriptionId, [...(identifiers.get(subscriptionId) ?? []), identifier]);
  return identifiers;
}

type TermCells = readonly [
  packagePlanId: number,
  start: PlainDate,
  anchorMonth: number,
  anchorDay: number,
  lengthMonths: number,
  knownFrom: PlainDate,
  chargesSetup: number,
  accessFeeOverride: Cents | null,
  end: PlainDate | null,
  isMigrated: number,
];

type LineCells = readonly (readonly [
  id: number,
  kind: number,
  revision: number,
  periodStart: PlainDate,
  from: PlainDate,
  to: PlainDate,
  generatedOn: PlainDate,
  amount: Cents,
  tax: Cents,
  taxRate: TaxRate,
  fee: Cents,
  basis: string | null,
  catalogueVersion: number,
  itemId: number,
  subscriptionId: number | null,
  term: TermCells | null,
  service: readonly [id: number, servicePlanId: number, identifier: string | null] | null,
])[];

function toLine([
  id,
  number,
  revision,
  periodStart,
  from,
  to,
  generatedOn,
  amount,
  tax,
  taxRate,
  fee,
  basis,
  catalogueVersion,
  itemId,
  subscriptionId,
  term,
  service,
]: LineCells[number]): KeptLine {
  const { kind, credits } = kindOfNumber(number);
  const charge = kind === 'credit' ? credits : kind;
  invariant(charge !== null, 'a credit says what it takes back');
  return {
    id,
    kind: charge,
    isCredit: kind === 'credit',
    revision,
    periodStart,
    from,
    to,
    generatedOn,
    amount,
    tax,
    taxRate,
    basis: basisOfCell(basis, fee),
    catalogueVersion,
    itemId: itemId === 0 ? null : itemId,
    subscriptionId,
    term: term === null ? null : toTerm(term),
    service: service === null ? null : { id: service[0], servicePlanId: service[1], identifier: service[2] },
  };
}

const toTerm = ([
  packagePlanId,
  start,
  anchorMonth,
  anchorDay,
  lengthMonths,
  knownFrom,
  chargesSetup,
  accessFeeOverride,
  end,
  isMigrated,
]: TermCells): LineTerm => ({
  packagePlanId,
  grid: { start, anchor: { monthIndex: anchorMonth, day: anchorDay }, lengthMonths },
  knownFrom,
  chargesSetup: chargesSetup === 1,
  accessFeeOverride,
  end,
  isMigrated: isMigrated === 1,
});
