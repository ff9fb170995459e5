/**
 * USE-5: how much of a record is billed. The first step bills its minimum and, beyond it, whole increments; each further
 * step the part that lies in it, in whole increments. What a step rounds up stays in the step.
 */
import type { RateTerms } from './terms.ts';

/** What lies in one step. */
export interface StepQuantity<R> {
  readonly rate: R;
  /** The record's part, in begun units */
  readonly quantity: number;
  readonly billedQuantity: number;
}

type StepTerms = Pick<RateTerms, 'minimum' | 'increment' | 'fromQuantity'>;

/**
 * The steps that a record reaches.
 *
 * @param steps lowest first, beginning with the first step (from quantity 0)
 * @example 30/6 up to 60, 60/60 beyond: 39 → 42; 70 → 60 and 60
 */
export function billSteps<R extends StepTerms>(steps: readonly R[], quantity: number): StepQuantity<R>[] {
  // Steps and increments are whole, so a begun unit and a whole one are billed alike: from here on all is exact.
  const units = Math.ceil(quantity);
  const reached: StepQuantity<R>[] = [];
  // A loop by index, here and in the charge: a run goes through it a million times.
  for (let index = 0; index < steps.length; index += 1) {
    const rate = steps[index];
    const from = index === 0 ? 0 : (rate?.fromQuantity ?? 0);
    if (rate === undefined || units <= from) break;
    const next = steps[index + 1];
    const part = (next === undefined || units < next.fromQuantity ? units : next.fromQuantity) - from;
    reached.push({
      rate,
      quantity: part,
      billedQuantity: index === 0 ? first(rate, part) : whole(rate, part),
    });
  }
  return reached;
}

function first(rate: StepTerms, part: number): number {
  const minimum = minimumOf(rate);
  return part <= minimum ? minimum : minimum + whole(rate, part - minimum);
}

/** Left out, the minimum is one increment. */
export const minimumOf = ({ minimum, increment }: Pick<RateTerms, 'minimum' | 'increment'>): number =>
  minimum ?? increment;

function whole({ increment }: Pick<RateTerms, 'increment'>, part: number): number {
  const rest = part % increment;
  return rest === 0 ? part : part + (increment - rest);
}
