/**
 * Break-out fees, written with the change that breaks a contract or takes that back (CON-1): what two such changes write of one
 * subscription is kept apart by the version that guards the change.
 */
import type { BreakOutToWrite } from '#app/ports/subscriptions.ts';
import type { Statement } from '../database.ts';
import { basisCell, kindNumber } from './cardline-rows.ts';

export function breakOutStatements(lines: readonly BreakOutToWrite[]): Statement[] {
  if (lines.length === 0) return [];
  const rows = lines.map(({ term, line, generatedOn, catalogueVersion }) => ({
    term: term.id,
    kind: kindNumber(line.kind, line.credits),
    charge: Math.abs(kindNumber(line.kind, line.credits)),
    periodStart: line.periodStart,
    from: line.from,
    to: line.to,
    generatedOn,
    amount: line.amount,
    tax: line.tax,
    taxRate: line.taxRate,
    fee: line.basis.fee,
    basis: basisCell(line.basis),
    catalogueVersion,
  }));
  return [
    {
      sql: `insert into cardline (provider_id, account_id, subscription_id, term_id, side, kind, revision, period_start, "from",
              "to", generated_on, amount, tax, tax_rate, fee, basis, catalogue_version)
            select t.provider_id, t.account_id, t.subscription_id, t.id, t.side, j.value ->> 'kind',
              (select count(*) from cardline c where c.period_start = j.value ->> 'periodStart' and c.term_id = t.id
                 and c.service_id = 0 and c.item_id = 0 and abs(c.kind) = j.value ->> 'charge'),
              j.value ->> 'periodStart', j.value ->> 'from', j.value ->> 'to', j.value ->> 'generatedOn',
              j.value ->> 'amount', j.value ->> 'tax', j.value ->> 'taxRate', j.value ->> 'fee', j.value ->> 'basis',
              j.value ->> 'catalogueVersion'
            from json_each(?) j join subscription_term t on t.id = j.value ->> 'term'
            order by j.key`,
      args: [JSON.stringify(rows)],
    },
  ];
}
