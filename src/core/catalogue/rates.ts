/**
 * USE-5: which rates of a card are in force on a day, and where steps may lie. A rate is superseded row by row: of each band and
 * step the row with the latest Effective From applies, of those in force that day.
 */
import { addDays, later, type PlainDate } from '../calendar.ts';
import type { Rate } from './rows.ts';

export type RateInForce = Pick<Rate, 'fromQuantity' | 'effectiveFrom' | 'effectiveTo'>;

const isInForce = (rate: RateInForce, date: PlainDate): boolean =>
  rate.effectiveFrom <= date && (rate.effectiveTo === null || date <= rate.effectiveTo);

/** Of the rows of one tariff and band: for each step the one that applies on the date, lowest step first. */
export function stepsInForce<R extends RateInForce>(rates: readonly R[], date: PlainDate): R[] {
  const latest = new Map<number, R>();
  for (const rate of rates) {
    if (!isInForce(rate, date)) continue;
    const known = latest.get(rate.fromQuantity);
    if (!known || known.effectiveFrom < rate.effectiveFrom) latest.set(rate.fromQuantity, rate);
  }
  return [...latest.values()].sort((a, b) => a.fromQuantity - b.fromQuantity);
}

/** Of the rows of one tariff those that apply on a date, of every band and step. */
export const ratesInForce = <R extends RateInForce & Pick<Rate, 'band'>>(
  rates: readonly R[],
  date: PlainDate,
): R[] =>
  [...Map.groupBy(rates, ({ band }) => band).values()].flatMap((ofBand) => stepsInForce(ofBand, date));

/** The day from which on no further row of these begins, at the earliest `today`. */
export const latestStart = (rates: readonly RateInForce[], today: PlainDate): PlainDate =>
  rates.reduce((latest, { effectiveFrom }) => later(latest, effectiveFrom), today);

/**
 * Whether a step's From Quantity is a quantity that the first step can bill: its minimum, and whole increments beyond it
 * (30/6: 30, 36, 42 …). Where it is not, the first step's rounding would reach into the next (USE-5).
 */
export function liesOnGrid(fromQuantity: number, first: Pick<Rate, 'minimum' | 'increment'>): boolean {
  const minimum = first.minimum ?? first.increment;
  return fromQuantity >= minimum && (fromQuantity - minimum) % first.increment === 0;
}

/** The nearest quantities at which a step may begin, for the refusal. */
export function gridAround(fromQuantity: number, first: Pick<Rate, 'minimum' | 'increment'>): number[] {
  const minimum = first.minimum ?? first.increment;
  if (fromQuantity <= minimum) return [minimum > 0 ? minimum : first.increment];
  const below = minimum + Math.floor((fromQuantity - minimum) / first.increment) * first.increment;
  return [below, below + first.increment].filter((quantity) => quantity > 0);
}

export interface StepFault<R> {
  readonly rate: R;
  /** The first step of that day, or null where the steps of a day have none. */
  readonly first: R | null;
  /** A day on which it shows. */
  readonly on: PlainDate;
}

/**
 * Steps of one card, tariff and band that do not fit together on some day: off the first step's grid, or without a
 * first step at all. Looked at on every day on which the set in force changes.
 */
export function stepFaults<R extends RateInForce & Pick<Rate, 'minimum' | 'increment'>>(
  rates: readonly R[],
): StepFault<R>[] {
  if (rates.every(({ fromQuantity }) => fromQuantity === 0)) return [];
  const faults = new Map<R, StepFault<R>>();
  for (const on of daysOfChange(rates)) {
    const [lowest, ...further] = stepsInForce(rates, on);
    if (!lowest) continue;
    const first = lowest.fromQuantity === 0 ? lowest : null;
    for (const rate of first ? further : [lowest, ...further]) {
      if (faults.has(rate)) continue;
      if (first === null || !liesOnGrid(rate.fromQuantity, first)) faults.set(rate, { rate, first, on });
    }
  }
  return [...faults.values()];
}

const daysOfChange = (rates: readonly RateInForce[]): PlainDate[] =>
  [
    ...new Set(
      rates.flatMap(({ effectiveFrom, effectiveTo }) =>
        effectiveTo === null ? [effectiveFrom] : [effectiveFrom, addDays(effectiveTo, 1)],
      ),
    ),
  ].sort();
