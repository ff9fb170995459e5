/**
 * Every charge explains itself (BILL-12): when and in which band it began, how much of it is billed at which step, the arithmetic,
 * and what was done to its result. Worked out when somebody asks, so that no text is stored with a million charges.
 */
import { fromDayNumber, spokenDate } from '../calendar.ts';
import { formatPrice, formatScaled, type PriceE8, type Rounding } from '../money.ts';
import { minimumOf, type StepQuantity } from './billed-quantity.ts';
import type { Rated } from './rate-usage.ts';
import type { ChargeRounding, RateTerms } from './terms.ts';
import type { UsageRecord } from './usage-record.ts';

export interface ChargeExplanation {
  /** Ids of the rules that gave the charge */
  readonly rules: readonly string[];
  readonly text: string;
}

/** @param how as it was rated */
export function explainCharge<R extends RateTerms>(
  rated: Rated<R>,
  record: UsageRecord,
  how: ChargeRounding,
): ChargeExplanation {
  const sentences = [
    sayStart(rated),
    ...sayParent(rated, record),
    ...(rated.price.basis === 'quantity' ? rated.steps.map(sayStep) : []),
    `${arithmetic(rated, record)}${sayResult(rated, how)}`,
  ];
  return { rules: rulesOf(rated, record), text: sentences.join(' ') };
}

const rulesOf = <R extends RateTerms>({ price, tariffKey }: Rated<R>, record: UsageRecord): string[] =>
  price.basis !== 'quantity' || tariffKey !== record.tariffKey ? ['USE-5', 'USE-6'] : ['USE-5'];

/** "08:05" */
export const spokenTime = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

function sayStart<R extends RateTerms>({ start, band, price }: Rated<R>): string {
  const when = `${spokenDate(fromDayNumber(start.day))} at ${spokenTime(start.minutes)}`;
  const applying = price.first.band;
  if (band === null) return `${when} is in no time band: the rates of ${applying} apply.`;
  return applying === band
    ? `${when} is in the time band ${band}.`
    : `${when} is in the time band ${band}, which no rate in force names: the rates of ${applying} apply.`;
}

const sayParent = <R extends RateTerms>({ tariffKey }: Rated<R>, record: UsageRecord): string[] =>
  tariffKey === record.tariffKey
    ? []
    : [`${record.tariffKey} has no rate in force: that of its parent ${tariffKey} applies.`];

function sayStep<R extends RateTerms>(
  { rate, quantity, billedQuantity }: StepQuantity<R>,
  index: number,
): string {
  const whole = `whole increments of ${rate.increment}`;
  return index === 0
    ? `${quantity} is billed as ${billedQuantity} (at least ${minimumOf(rate)}, then ${whole}).`
    : `Beyond ${rate.fromQuantity}, ${quantity} is billed as ${billedQuantity} (${whole}).`;
}

/** "0.4 + 120 × 0.2 ÷ 60" */
function arithmetic<R extends RateTerms>({ price, steps }: Rated<R>, record: UsageRecord): string {
  const { first, basis } = price;
  const terms = basis === 'quantity' ? steps.map(stepTerm) : [wholeTerm(first, record)];
  return (first.flagfall === 0 ? terms : [formatPrice(first.flagfall), ...terms]).join(' + ');
}

const stepTerm = <R extends RateTerms>({ rate, billedQuantity }: StepQuantity<R>): string =>
  `${billedQuantity} × ${formatPrice(rate.price)}${rate.per === 1 ? '' : ` ÷ ${rate.per}`}`;

function wholeTerm(rate: RateTerms, { cost }: UsageRecord): string {
  const percent = `${formatPrice(rate.price)} %`;
  const paid = cost === null ? 'the cost' : formatPrice(cost);
  switch (rate.profile) {
    case 'Rate Per':
    case 'Flat Charge':
      return `${formatPrice(rate.price)} for the record`;
    case 'Pass-through':
      return `the carrier’s cost of ${paid}`;
    case 'Mark-up':
      return `the carrier’s cost of ${paid} and ${percent} of it`;
    case 'Discount':
      return `the carrier’s cost of ${paid} less ${percent} of it`;
  }
}

const ROUNDED: Readonly<Record<Rounding, string>> = {
  half_up: 'half up',
  half_even: 'half to even',
  up: 'up',
  down: 'down',
};

function sayResult<R extends RateTerms>(
  { charge, isRounded, limit, price }: Rated<R>,
  { decimals, rounding }: ChargeRounding,
): string {
  const places = `${decimals} ${decimals === 1 ? 'decimal' : 'decimals'}`;
  const rounded = isRounded ? `, rounded ${ROUNDED[rounding]} to ${places}` : '';
  const result = `${formatScaled(charge, decimals)}${rounded}`;
  if (limit === null) return ` = ${result}.`;
  const { minimumCharge, maximumCharge } = price.first;
  return limit === 'maximum_charge'
    ? ` is above the maximum charge of ${limitText(maximumCharge)}: ${result}.`
    : ` is below the minimum charge of ${limitText(minimumCharge)}: ${result}.`;
}

const limitText = (limit: PriceE8 | null): string => (limit === null ? 'none' : formatPrice(limit));
