/**
 * Exact money (BILL-13). Amounts are whole cents, prices whole 1e-8 of the currency, tax rates whole millionths,
 * all integers inside and decimal strings outside. Every rounding is named, and rounds away from or towards zero,
 * so that a credit is always the mirror image of its charge.
 */
import { fault, invariant, no, ok, type Result } from './result.ts';

declare const brand: unique symbol;
type Branded<Name extends string> = number & { readonly [brand]: Name };

/** A whole number of cents, ex tax unless the name says otherwise. Negative for credits. */
export type Cents = Branded<'cents'>;
/** A price or rate in 1e-8 of the currency unit: prices have at most eight decimals (FEE-5). */
export type PriceE8 = Branded<'price-e8'>;
/** A tax rate in millionths: 10 % is 100_000. */
export type TaxRate = Branded<'tax-rate'>;

/** `half_up`: half away from zero (the default, BILL-7). `up`: away from zero. `down`: towards zero. */
export type Rounding = 'half_up' | 'up' | 'half_even' | 'down';
export const ROUNDINGS = ['half_up', 'up', 'half_even', 'down'] as const satisfies readonly Rounding[];

/** Largest fee that is believed: ten million. More is a slip of the keyboard, not a price. */
export const MAX_FEE_CENTS = 1_000_000_000;

export const cents = (value: number): Cents => {
  invariant(Number.isSafeInteger(value), `cents are a safe integer, not ${value}`);
  return (value === 0 ? 0 : value) as Cents;
};
export const ZERO = cents(0);

/** Longer is no amount, whatever its digits. */
const LONGEST_DECIMAL = 100;
const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d+))?$/;

/** Reads a plain decimal string ("49.95") to a whole number of 10^-places units; null when it is not one or has more places. */
export function parseScaled(text: string, places: number): number | null {
  const match = text.length > LONGEST_DECIMAL ? null : DECIMAL.exec(text);
  if (!match) return null;
  const [, sign, whole = '', fraction = ''] = match;
  const significant = fraction.replace(/0+$/, '');
  if (significant.length > places) return null;
  const scaled = Number(BigInt(whole + significant.padEnd(places, '0')));
  if (!Number.isSafeInteger(scaled)) return null;
  return sign === '-' && scaled !== 0 ? -scaled : scaled;
}

/** Writes a whole number of 10^-places units as a decimal string with exactly `places` decimals. */
export function formatScaled(value: number | bigint, places: number): string {
  const digits = String(value < 0 ? -value : value).padStart(places + 1, '0');
  const sign = value < 0 ? '-' : '';
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Reads a fee: a decimal string, zero or more, at most two decimals (FEE-5). `largest` is the most that is believed. */
export function parseFee(text: string, path?: string, largest: number = MAX_FEE_CENTS): Result<Cents> {
  const value = parseScaled(text, 2);
  if (value === null)
    return no(
      fault('invalid_money', `"${text}" is not an amount: write it like 49.95, at most two decimals.`, path),
    );
  if (value < 0) return no(fault('negative_fee', `A fee cannot be negative (${text}).`, path));
  if (value > largest)
    return no(
      fault('fee_too_large', `${text} is more than ${formatScaled(largest, 2)}, the largest fee.`, path),
    );
  return ok(cents(value));
}

export const formatCents = (value: Cents): string => formatScaled(value, 2);

/** Reads a price or rate: a decimal string of at most eight decimals (FEE-5). */
export function parsePrice(text: string, path?: string): Result<PriceE8> {
  const value = parseScaled(text, 8);
  if (value === null)
    return no(
      fault('invalid_price', `"${text}" is not a price: write it like 0.0375, at most eight decimals.`, path),
    );
  if (value < 0) return no(fault('negative_price', `A price cannot be negative (${text}).`, path));
  return ok(value as PriceE8);
}

/** The shortest decimal string of a price: 0.0375, not 0.03750000. */
export const formatPrice = (value: PriceE8): string =>
  formatScaled(value, 8)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');

/** Reads a tax rate between 0 and 1 ("0.10" is 10 %), at most six decimals. */
export function parseTaxRate(text: string, path?: string): Result<TaxRate> {
  const value = parseScaled(text, 6);
  if (value === null || value < 0 || value > 1_000_000)
    return no(
      fault('invalid_tax_rate', `"${text}" is not a tax rate: write 0.10 for 10 %, between 0 and 1.`, path),
    );
  return ok(value as TaxRate);
}

export const formatTaxRate = (rate: TaxRate): string =>
  formatScaled(rate, 6).replace(/(\.\d\d\d*?)0+$/, '$1');

/** A rate as people say it: 12.5 for 0.125. */
export const formatPercent = (rate: TaxRate): string => formatScaled(rate, 4).replace(/\.?0+$/, '');

/** GST, the tax where nothing else is said (BILL-13). */
export const GST = 100_000 as TaxRate;
export const TAX_FREE = 0 as TaxRate;

/**
 * numerator ÷ denominator rounded to a whole number, exactly.
 *
 * @example roundFraction(-5n, 2n, 'half_up') // -3: half goes away from zero, for credits too
 */
export function roundFraction(numerator: bigint, denominator: bigint, rounding: Rounding): number {
  const result = Number(roundQuotient(numerator, denominator, rounding));
  invariant(Number.isSafeInteger(result), 'the amount is within the safe integers');
  return result === 0 ? 0 : result;
}

/** As `roundFraction`, for results of any size. */
export function roundQuotient(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  invariant(denominator > 0n, 'the denominator is positive');
  const magnitude = numerator < 0n ? -numerator : numerator;
  let quotient = magnitude / denominator;
  const rest = magnitude % denominator;
  if (rest !== 0n && goesAwayFromZero(rest * 2n - denominator, quotient % 2n === 1n, rounding))
    quotient += 1n;
  return numerator < 0n ? -quotient : quotient;
}

/** As `roundFraction`, for whole numbers that are exact as such and not negative: what loops over a million records use. */
export function roundSafeQuotient(numerator: number, denominator: number, rounding: Rounding): number {
  const rest = numerator % denominator;
  const quotient = (numerator - rest) / denominator;
  if (rest === 0) return quotient;
  return goesAwayFromZero(rest - (denominator - rest), quotient % 2 === 1, rounding)
    ? quotient + 1
    : quotient;
}

/** What a rounding does with a rest; `pastHalf` is above zero where it is more than a half, zero where it is just that. */
function goesAwayFromZero(pastHalf: bigint | number, isOdd: boolean, rounding: Rounding): boolean {
  switch (rounding) {
    case 'up':
      return true;
    case 'down':
      return false;
    case 'half_up':
      return pastHalf >= 0;
    case 'half_even':
      return pastHalf > 0 || (pastHalf >= 0 && isOdd);
  }
}

/** The tax on a line's rounded amount, half up (BILL-7, BILL-13). */
export function taxOn(amount: Cents, rate: TaxRate): Cents {
  const magnitude = Math.abs(amount) * rate;
  if (magnitude > Number.MAX_SAFE_INTEGER - 500_000)
    return cents(roundFraction(BigInt(amount) * BigInt(rate), 1_000_000n, 'half_up'));
  // A run asks this for every line; within the safe integers the remainder is exact, and so is the division.
  const rounded = magnitude + 500_000;
  const tax = (rounded - (rounded % 1_000_000)) / 1_000_000;
  return cents(amount < 0 ? -tax : tax);
}

/**
 * Splits an amount by weights; the shares always add up to the amount. Cents left over go one each to the largest
 * remainders, the earlier share first where two are equal.
 *
 * @example allocate(cents(100), [1, 1, 1]) // [34, 33, 33]
 */
export function allocate(amount: Cents, weights: readonly number[]): Cents[] {
  invariant(
    weights.length > 0 && weights.every((w) => Number.isSafeInteger(w) && w >= 0),
    'weights are whole and not negative',
  );
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  invariant(total > 0n, 'one weight at least is above zero');
  const sign = amount < 0 ? -1 : 1;
  const magnitude = BigInt(Math.abs(amount));
  const shares = weights.map((weight, index) => {
    const product = magnitude * BigInt(weight);
    return { index, share: Number(product / total), rest: product % total };
  });
  let left = Math.abs(amount) - shares.reduce((sum, { share }) => sum + share, 0);
  const byRest = [...shares].sort((a, b) =>
    a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1,
  );
  for (const entry of byRest) {
    if (left === 0) break;
    entry.share += 1;
    left -= 1;
  }
  return shares.map(({ share }) => cents(sign * share));
}
