/** What a provider earns between its sell side and its buy side, before and after a publish, and what it would sell below cost (M2). */
import type { PlainDate } from '../calendar.ts';
import { type Cents, cents, formatPrice, roundFraction } from '../money.ts';
import { type FeeBook, feesOf } from './fee-impact.ts';
import { stepsInForce } from './rates.ts';
import type { Rate } from './rows.ts';

/** A version as margins are read from it. */
export interface MarginBook extends FeeBook {
  /** The buy plan of a sell plan; null where it has none or is not there. */
  readonly buyPlanOf: (packagePlan: string) => string | null;
  /** What a package holds, by service plan. */
  readonly contentsOf: (
    packagePlan: string,
  ) => readonly { readonly servicePlan: string; readonly count: number }[];
}

/** Of one period of the sell plan, ex tax. */
export interface Margin {
  readonly sellFee: Cents;
  /** Of as many months as the sell plan's period has. */
  readonly buyFee: Cents;
  readonly margin: Cents;
  /** Of the sell fee, to one decimal; null where that is 0. */
  readonly perCent: number | null;
}

export interface PlanMargin {
  readonly code: string;
  readonly buyPlan: string;
  /** null: not there, or not linked to a buy plan. */
  readonly before: Margin | null;
  readonly after: Margin;
}

/** A rate that would be sold for less than what the buy side's card charges for the same tariff. */
export interface RateBelowCost
  extends Pick<Rate, 'rateCard' | 'tariffKey' | 'band' | 'fromQuantity' | 'effectiveFrom'> {
  readonly buyCard: string;
  /** The first day, today or later, on which it shows. */
  readonly on: PlainDate;
  readonly by: 'price' | 'flagfall' | 'discount';
  /** As people say them: "0.02 per 60". */
  readonly sell: string;
  readonly buy: string;
}

export interface MarginImpact {
  /** The worst first, at most MOST_MARGINS. */
  readonly plans: readonly PlanMargin[];
  readonly plansBelowCost: number;
  /** At most MOST_MARGINS. */
  readonly rates: readonly RateBelowCost[];
  readonly ratesBelowCost: number;
}

export const MOST_MARGINS = 100;

/** Of these sell plans those that have a buy plan, the worst margin first. */
export function planMargins(
  codes: readonly string[],
  published: MarginBook,
  draft: MarginBook,
): PlanMargin[] {
  return codes
    .flatMap((code): PlanMargin[] => {
      const after = marginOf(code, draft);
      const buyPlan = draft.buyPlanOf(code);
      return after === null || buyPlan === null
        ? []
        : [{ code, buyPlan, before: marginOf(code, published), after }];
    })
    .sort((a, b) => a.after.margin - b.after.margin || (a.code < b.code ? -1 : 1));
}

function marginOf(code: string, book: MarginBook): Margin | null {
  const buyPlan = book.buyPlanOf(code);
  const [sold, bought] = [book.plan(code), buyPlan === null ? undefined : book.plan(buyPlan)];
  if (buyPlan === null || sold === undefined || bought === undefined) return null;
  const periodFee = (packagePlan: string) =>
    feesOf({ packagePlan, ownFee: null, subscriptions: 1, services: book.contentsOf(packagePlan) }, book);
  const sellFee = cents(periodFee(code));
  const buyFee = cents(
    roundFraction(
      BigInt(periodFee(buyPlan)) * BigInt(sold.periodLengthMonths),
      BigInt(bought.periodLengthMonths),
      'half_up',
    ),
  );
  const margin = cents(sellFee - buyFee);
  return {
    sellFee,
    buyFee,
    margin,
    perCent: sellFee === 0 ? null : Math.round((margin / sellFee) * 1000) / 10 || 0,
  };
}

/** The rates of one tariff on a sell card and on the buy card that it is bought by. */
export interface RatePair {
  readonly buyCard: string;
  readonly sell: readonly Rate[];
  readonly buy: readonly Rate[];
}

/**
 * Rates below cost, today and on each later day on which either side changes: band by band (a buy card without the band charges its
 * `any`) and step by step. Compared are price by unit and flagfall, or two flat charges; minimum charges and rounding are not.
 */
export function ratesBelowCost(pairs: readonly RatePair[], today: PlainDate): RateBelowCost[] {
  return pairs.flatMap(({ buyCard, sell, buy }) => {
    const found = new Map<Rate, RateBelowCost>();
    for (const on of daysToCompare([...sell, ...buy], today))
      for (const band of new Set(sell.map((rate) => rate.band))) {
        const ofBand = stepsInForce(
          buy.filter((rate) => rate.band === band),
          on,
        );
        const costs =
          ofBand.length > 0
            ? ofBand
            : stepsInForce(
                buy.filter((rate) => rate.band === 'any'),
                on,
              );
        for (const rate of stepsInForce(
          sell.filter((candidate) => candidate.band === band),
          on,
        )) {
          const cost = costs.findLast(({ fromQuantity }) => fromQuantity <= rate.fromQuantity);
          const below = found.has(rate) ? null : belowCost(rate, cost);
          if (below === null) continue;
          const { rateCard, tariffKey, fromQuantity, effectiveFrom } = rate;
          found.set(rate, {
            rateCard,
            buyCard,
            tariffKey,
            band,
            fromQuantity,
            effectiveFrom,
            on,
            ...below,
          });
        }
      }
    return [...found.values()];
  });
}

const daysToCompare = (rates: readonly Rate[], today: PlainDate): PlainDate[] =>
  [
    ...new Set([today, ...rates.map(({ effectiveFrom }) => effectiveFrom).filter((from) => from > today)]),
  ].sort();

function belowCost(sell: Rate, buy: Rate | undefined): Pick<RateBelowCost, 'by' | 'sell' | 'buy'> | null {
  if (sell.profile === 'Discount')
    return sell.price === 0
      ? null
      : { by: 'discount', sell: `${formatPrice(sell.price)} % off the cost`, buy: 'the cost' };
  if (buy === undefined || sell.profile !== buy.profile) return null;
  const unit = sell.profile === 'Rate Per' ? (rate: Rate) => ` per ${rate.per}` : () => '';
  const prices = {
    sell: `${formatPrice(sell.price)}${unit(sell)}`,
    buy: `${formatPrice(buy.price)}${unit(buy)}`,
  };
  if (sell.profile === 'Flat Charge') return sell.price < buy.price ? { by: 'price', ...prices } : null;
  if (sell.profile !== 'Rate Per') return null;
  if (BigInt(sell.price) * BigInt(buy.per) < BigInt(buy.price) * BigInt(sell.per))
    return { by: 'price', ...prices };
  return sell.fromQuantity === 0 && sell.flagfall < buy.flagfall
    ? { by: 'flagfall', sell: formatPrice(sell.flagfall), buy: formatPrice(buy.flagfall) }
    : null;
}
