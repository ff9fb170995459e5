/** The sentence about a line's tax, for its explanation (BILL-12, BILL-13). */
import { cents, formatCents, formatPercent } from '../money.ts';
import type { DraftLine } from './terms.ts';

export function sayTax({ kind, tax, taxRate }: Pick<DraftLine, 'kind' | 'tax' | 'taxRate'>): string {
  if (taxRate === 0) return 'No tax.';
  const percent = formatPercent(taxRate);
  return kind === 'credit'
    ? `Tax at ${percent} %: ${formatCents(cents(-tax))} goes back with it.`
    : `Tax at ${percent} %: ${formatCents(tax)}.`;
}
