/**
 * USE-5, USE-6: what a record costs. Whatever the profile, a charge is (flagfall + Σ weight × amount) ÷ divisor in whole
 * numbers, kept between minimum and maximum charge, and rounded once. Where all of it stays within the safe integers it is
 * worked out in plain numbers, otherwise in BigInt: the result is the same.
 */
import { type PriceE8, roundQuotient, roundSafeQuotient } from '../money.ts';
import { invariant } from '../result.ts';
import type { StepQuantity } from './billed-quantity.ts';
import type { ChargeRounding, RateTerms } from './terms.ts';

/** The steps of one tariff and band on one day, ready to charge by. */
export interface PricedSteps<R extends RateTerms = RateTerms> {
  /** Its flagfall, minimum and maximum charge are the record's */
  readonly first: R;
  /** Those that price a record, the first step first */
  readonly steps: readonly R[];
  readonly basis: ChargeBasis;
  readonly exact: Formula<bigint>;
  /** null where not even a charge of nothing stays within the safe integers */
  readonly quick: Formula<number> | null;
}

/** What the price is for: the billed quantity of each step, the record, or the carrier's cost. */
export type ChargeBasis = 'quantity' | 'record' | 'cost';

/** All in 1e-8 of the currency, times `divisor`. */
interface Formula<N extends number | bigint> {
  readonly divisor: N;
  readonly flagfall: N;
  /** One a step: of a unit, of the record, or of 1e-8 of the cost */
  readonly weights: readonly N[];
  readonly minimumCharge: N | null;
  readonly maximumCharge: N | null;
}

/** What a charge was raised or lowered to. */
export type ChargeLimit = 'minimum_charge' | 'maximum_charge';

export interface Charge {
  /** Whole units of the last decimal asked for; never negative */
  readonly charge: bigint;
  /** Whether rounding changed it */
  readonly isRounded: boolean;
  readonly limit: ChargeLimit | null;
}

/** Only Rate Per has steps: the other profiles price a record as a whole. */
export type Unpriceable = 'no_first_step' | 'step_of_other_profile';

/**
 * Makes steps ready.
 *
 * @param steps in force on one day, lowest first, at least one; of a Flat Charge, Pass-through, Mark-up or Discount the first
 *   alone counts
 */
export function priceSteps<R extends RateTerms>(steps: readonly R[]): PricedSteps<R> | Unpriceable {
  const [first, ...further] = steps;
  invariant(first !== undefined, 'there is a step to price');
  if (first.fromQuantity !== 0) return 'no_first_step';
  const basis = basisOf(first);
  if (basis === 'quantity' && further.some((step) => basisOf(step) !== 'quantity'))
    return 'step_of_other_profile';

  const pricing = basis === 'quantity' ? steps : [first];
  const weights = pricing.map(weightOf);
  const divisor = weights.reduce((common, { denominator }) => leastCommon(common, denominator), 1n);
  const exact: Formula<bigint> = {
    divisor,
    flagfall: BigInt(first.flagfall) * divisor,
    weights: weights.map(({ numerator, denominator }) => numerator * (divisor / denominator)),
    minimumCharge: first.minimumCharge === null ? null : BigInt(first.minimumCharge) * divisor,
    maximumCharge: first.maximumCharge === null ? null : BigInt(first.maximumCharge) * divisor,
  };
  return { first, steps: pricing, basis, exact, quick: quickFormOf(exact) };
}

function basisOf({ profile }: RateTerms): ChargeBasis {
  switch (profile) {
    case 'Rate Per':
      return 'quantity';
    case 'Flat Charge':
      return 'record';
    case 'Pass-through':
    case 'Mark-up':
    case 'Discount':
      return 'cost';
  }
}

/** 100 %, as a price is kept. */
const WHOLE_COST = 10_000_000_000n;

interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

function weightOf({ profile, price, per }: RateTerms): Fraction {
  switch (profile) {
    case 'Rate Per':
      return reduced(BigInt(price), BigInt(per));
    case 'Flat Charge':
      return { numerator: BigInt(price), denominator: 1n };
    case 'Pass-through':
      return { numerator: 1n, denominator: 1n };
    case 'Mark-up':
      return reduced(WHOLE_COST + BigInt(price), WHOLE_COST);
    case 'Discount': {
      // A discount takes off the whole cost at most; publishing refuses more, and nothing is ever paid out.
      const left = WHOLE_COST - BigInt(price);
      return reduced(left > 0n ? left : 0n, WHOLE_COST);
    }
  }
}

function reduced(numerator: bigint, denominator: bigint): Fraction {
  const common = greatestCommon(numerator, denominator);
  return { numerator: numerator / common, denominator: denominator / common };
}

function greatestCommon(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}

const leastCommon = (a: bigint, b: bigint): bigint => (a / greatestCommon(a, b)) * b;

function quickFormOf(exact: Formula<bigint>): Formula<number> | null {
  const numbers = {
    divisor: Number(exact.divisor),
    flagfall: Number(exact.flagfall),
    weights: exact.weights.map(Number),
    minimumCharge: exact.minimumCharge === null ? null : Number(exact.minimumCharge),
    maximumCharge: exact.maximumCharge === null ? null : Number(exact.maximumCharge),
  };
  const { divisor, flagfall, weights, minimumCharge, maximumCharge } = numbers;
  const all = [divisor, flagfall, ...weights, minimumCharge ?? 0, maximumCharge ?? 0];
  return all.every(Number.isSafeInteger) ? numbers : null;
}

/**
 * The charge for what a record reaches of the steps.
 *
 * @param reached by `billSteps` from these very steps
 * @param cost the carrier's; must be known where the basis is the cost
 */
export function chargeFor(
  priced: PricedSteps,
  reached: readonly StepQuantity<unknown>[],
  cost: PriceE8 | null,
  how: ChargeRounding,
): Charge {
  const amounts = amountsOf(priced.basis, reached, cost);
  return quickCharge(priced.quick, amounts, how) ?? exactCharge(priced.exact, amounts, how);
}

function amountsOf(
  basis: ChargeBasis,
  reached: readonly StepQuantity<unknown>[],
  cost: PriceE8 | null,
): readonly number[] {
  if (basis === 'quantity') return reached.map(({ billedQuantity }) => billedQuantity);
  if (basis === 'record') return [1];
  invariant(cost !== null, 'the cost that a charge is made from is known');
  return [cost];
}

/** Nothing here is negative, so a sum that stayed within the safe integers never left them on the way. */
function quickCharge(
  formula: Formula<number> | null,
  amounts: readonly number[],
  { decimals, rounding }: ChargeRounding,
): Charge | null {
  if (formula === null) return null;
  let sum = formula.flagfall;
  for (let step = 0; step < amounts.length; step += 1)
    sum += (formula.weights[step] ?? 0) * (amounts[step] ?? 0);
  const denominator = formula.divisor * 10 ** (8 - decimals);
  if (!Number.isSafeInteger(sum) || !Number.isSafeInteger(denominator)) return null;
  const { value, limit } = keptWithin(sum, formula);
  const charge = BigInt(roundSafeQuotient(value, denominator, rounding));
  return { charge, isRounded: value % denominator !== 0, limit };
}

function exactCharge(
  formula: Formula<bigint>,
  amounts: readonly number[],
  { decimals, rounding }: ChargeRounding,
): Charge {
  const sum = amounts.reduce(
    (total, amount, step) => total + (formula.weights[step] ?? 0n) * BigInt(amount),
    formula.flagfall,
  );
  const { value, limit } = keptWithin(sum, formula);
  const denominator = formula.divisor * 10n ** BigInt(8 - decimals);
  return {
    charge: roundQuotient(value, denominator, rounding),
    isRounded: value % denominator !== 0n,
    limit,
  };
}

function keptWithin<N extends number | bigint>(
  value: N,
  { minimumCharge, maximumCharge }: Pick<Formula<N>, 'minimumCharge' | 'maximumCharge'>,
): { readonly value: N; readonly limit: ChargeLimit | null } {
  if (maximumCharge !== null && value > maximumCharge)
    return { value: maximumCharge, limit: 'maximum_charge' };
  if (minimumCharge !== null && value < minimumCharge)
    return { value: minimumCharge, limit: 'minimum_charge' };
  return { value, limit: null };
}
