/** An amount before and after a publish, as a diff shows it. */
import { type Cents, cents } from '../money.ts';

export interface MoneyMove {
  readonly before: Cents;
  readonly after: Cents;
  readonly difference: Cents;
  /** Of the amount before, to one decimal; null where that was 0. */
  readonly perCent: number | null;
}

export const moneyMove = (before: Cents, after: Cents): MoneyMove => ({
  before,
  after,
  difference: cents(after - before),
  perCent: perCentOf(before, after),
});

/** The change in per cent of what was, to one decimal: 25, −12.5; null where that was 0. */
export const perCentOf = (before: number, after: number): number | null =>
  before === 0 ? null : Math.round(((after - before) / Math.abs(before)) * 1000) / 10 || 0;
