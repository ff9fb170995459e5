/** Counts and sums of a run's lines by side and kind, in whole cents. */
import type { CardlineKind } from '#core/billing/terms.ts';
import type { Side } from '#core/catalogue/rows.ts';
import { invariant } from '#core/result.ts';
import type { KindTally, RunTally } from '../ports/billing.ts';

export const SIDES = ['sell', 'buy'] as const satisfies readonly Side[];
export const EMPTY_TALLY: RunTally = { sell: {}, buy: {} };
const NOTHING: KindTally = { lines: 0, amount: 0, tax: 0 };

const plus = (a: KindTally, b: KindTally): KindTally => {
  const amount = a.amount + b.amount;
  const tax = a.tax + b.tax;
  invariant(Number.isSafeInteger(amount) && Number.isSafeInteger(tax), 'the sums of a run are exact');
  return { lines: a.lines + b.lines, amount, tax };
};

/** Adds many lines up and changes nothing that it was given. */
export function openTally(before: RunTally) {
  const sums = { sell: { ...before.sell }, buy: { ...before.buy } };
  return {
    /** So many equal lines of this amount and tax each. */
    add(side: Side, kind: CardlineKind, { lines, amount, tax }: KindTally): void {
      const all = { lines, amount: amount * lines, tax: tax * lines };
      sums[side][kind] = plus(sums[side][kind] ?? NOTHING, all);
    },
    total: (): RunTally => sums,
  };
}

export const totalOf = (tally: RunTally, side: Side): KindTally =>
  Object.values(tally[side]).reduce<KindTally>((sum, kind) => plus(sum, kind), NOTHING);

export const linesOf = (tally: RunTally): number =>
  totalOf(tally, 'sell').lines + totalOf(tally, 'buy').lines;
