/** What the line of a break-out fee says of itself (BILL-12): which contract was broken, by what, and why the fee goes back. */
import { spokenDate } from '../calendar.ts';
import { formatCents } from '../money.ts';
import type { Explanation } from './explain.ts';
import { sayTax } from './say-tax.ts';
import type { DraftLine } from './terms.ts';

/** null: the line is for no contract. */
export function explainBreakOut(
  line: Pick<DraftLine, 'kind' | 'from' | 'amount' | 'tax' | 'taxRate' | 'basis'>,
): Explanation | null {
  const { contract, fee } = line.basis;
  if (contract === undefined) return null;
  const { contractType, pool, until } = contract;
  const amount = formatCents(fee);
  const sentence =
    line.kind === 'credit'
      ? `The break-out fee of ${amount} goes back: the migration on ${spokenDate(line.from)} does not take effect, so the contract ${contractType} is not broken by it.`
      : `Break-out fee of ${amount}: the migration on ${spokenDate(line.from)} leaves the pool ${pool} of the contract ${contractType}, which runs until ${spokenDate(until)}.`;
  return {
    rules: ['CON-1'],
    text: `${sentence} ${sayTax(line)}`,
    days: null,
    ofDays: null,
    fee: amount,
    wholePeriods: line.basis.wholes,
    parts: [],
  };
}
