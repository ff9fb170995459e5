/** Counts and sums of a run's lines by side and kind, in whole cents. */
import type { CardlineKind } from '#core/billing/terms.ts';
import type { Side } from '#core/catalogue/rows.ts';
import { invariant } from '#core/result.ts';
import type { KindTally, RunTally } from '../ports/billing.ts';

export const SIDES = ['sell', 'buy'] as const satisfies readonly Side[];
export const EMPTY_TALLY: RunTally = { sell: {}, buy: {} };
const NOTHING: KindTally = { lines: 0, amount: 0, tax: 0 };

const plus = (a: KindTally, b: KindTally): KindTally => ({
  lines: a.lines + b.lines,
  amount: a.amount + b.amount,
  tax: a.tax + b.tax,
});

/** Adds many lines up and changes nothing that it was given. */
export function openTally(before: RunTally) {
  const sums = { sell: copyOf(before.sell), buy: copyOf(before.buy) };
  return {
    /** So many equal lines of this amount and tax each. */
    add(side: Side, kind: CardlineKind, { lines, amount, tax }: KindTally): void {
      const sum = sums[side][kind] ?? { lines: 0, amount: 0, tax: 0 };
      sum.lines += lines;
      sum.amount += amount * lines;
      sum.tax += tax * lines;
      invariant(
        Number.isSafeInteger(sum.amount) && Number.isSafeInteger(sum.tax),
        'the sums of a run are exact',
      );
      sums[side][kind] = sum;
    },
    total: (): RunTally => sums,
  };
}

type Sums = Partial<Record<CardlineKind, { lines: number; amount: number; tax: number }>>;

const copyOf = (tally: RunTally[Side]): Sums =>
  Object.fromEntries(Object.entries(tally).map(([kind, sum]) => [kind, { ...sum }]));

export const totalOf = (tally: RunTally, side: Side): KindTally =>
  Object.values(tally[side]).reduce<KindTally>((sum, kind) => plus(sum, kind), NOTHING);

export const linesOf = (tally: RunTally): number =>
  totalOf(tally, 'sell').lines + totalOf(tally, 'buy').lines;
