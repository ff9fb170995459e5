/** The sentence about a line's tax, for its explanation (BILL-12, BILL-13). */
import { type Cents, cents, formatCents, formatPercent, taxOn } from '../money.ts';
import type { DraftLine } from './terms.ts';

type TaxedLine = Pick<DraftLine, 'kind' | 'amount' | 'tax' | 'taxRate' | 'basis'>;

export function sayTax(line: TaxedLine): string {
  const { kind, tax, taxRate } = line;
  if (taxRate === 0) return 'No tax.';
  const said = kind === 'credit' ? `${formatCents(cents(-tax))} goes back with it` : formatCents(tax);
  return `Tax at ${formatPercent(taxRate)} %: ${said}${sayDifference(line)}.`;
}

/** Of a correction, whose tax is the difference of two rounded ones, and may be a cent off the tax on its own amount. */
function sayDifference({ kind, amount, tax, taxRate, basis }: TaxedLine): string {
  const before = basis.charged ?? basis.usage?.before?.amount ?? null;
  if (before === null || tax === taxOn(amount, taxRate)) return '';
  const now: Cents = taxOn(cents(before + amount), taxRate);
  const charged = formatCents(cents(now - tax));
  return kind === 'credit'
    ? `, which is the ${charged} that was charged less ${formatCents(now)} on what stays, each rounded`
    : `, which is ${formatCents(now)} on all of it less the ${charged} charged before, each rounded`;
}
