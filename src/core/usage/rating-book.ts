/**
 * One version of a catalogue as usage is rated by it: which tariffs there are, and for each service plan whether its usage is priced
 * by a rate card (telephony) or by what exceeds its included quantity (data; CAT-7).
 */
import type { PlainDate } from '../calendar.ts';
import type {
  CountedDirection,
  Identified,
  Rate,
  RateCard,
  ServicePlan,
  Side,
  Tariff,
  TimeBand,
} from '../catalogue/rows.ts';
import type { PriceE8 } from '../money.ts';
import { openRateBook } from '../rating/rate-book.ts';
import { makeRater, type Rater } from '../rating/rate-usage.ts';
import { unitFactor } from './units.ts';

/** What of a version has no days: it applies to what is rated from its publish on (USE-8). */
export interface RatingTerms {
  readonly timeBands: readonly TimeBand[];
  readonly servicePlans: readonly (ServicePlan & Identified)[];
  readonly rateCards: readonly Pick<RateCard & Identified, 'code' | 'itemId' | 'side'>[];
}

/** What rating reads of a version. */
export interface RatingContent extends RatingTerms {
  readonly version: number;
  readonly tariffs: readonly (Tariff & Identified)[];
  readonly rates: readonly KeptRate[];
}

/** What a record was priced by: the terms of the version that rated it and, where it was rated anew (USE-8), the prices of a later one. */
export interface PricedBy {
  readonly version: number;
  /** null: those of `version`. */
  readonly ratesVersion: number | null;
}

/** What books are found by. */
export const bookKey = ({ version, ratesVersion }: PricedBy): string =>
  ratesVersion === null || ratesVersion === version ? `${version}` : `${version} ${ratesVersion}`;

export type RatingBooksByKey = ReadonlyMap<string, RatingBook>;

/** A rate with the key of its row, which a rated record names. */
export type KeptRate = Rate & { readonly id: number };

export interface RatingSetting {
  readonly timeZone: string;
  readonly holidays: ReadonlySet<PlainDate>;
}

export interface KnownTariff extends Tariff, Identified {
  readonly direction: 'down' | 'up';
}

export type PlanRating = CardRating | ExcessRating | NoRating;

interface OfPlan {
  readonly code: string;
  readonly side: Side;
  readonly supplier: string | null;
  /** Item of the rate card; 0: none. */
  readonly rateCardId: number;
}

/** By a rate card; beyond what the plan includes, where it includes something. */
export interface CardRating extends OfPlan {
  readonly by: 'card';
  readonly rater: Rater<KeptRate>;
  readonly included: number;
  readonly unit: string | null;
}

/** By the plan itself: so much a unit beyond what it includes. */
export interface ExcessRating extends OfPlan {
  readonly by: 'excess';
  readonly included: number;
  readonly unit: string;
  readonly rate: PriceE8;
  readonly counted: CountedDirection;
  /** Most units charged in a period; null: no such bound. */
  readonly cap: number | null;
}

/** The plan says no price for usage. */
export interface NoRating extends OfPlan {
  readonly by: 'nothing';
}

export interface RatingBook {
  readonly version: number;
  tariff(key: string): KnownTariff | undefined;
  /** By the item of the service plan. */
  plan(itemId: number): PlanRating | undefined;
}

/** Whether the price of a record hangs on what was used before it in the period (USE-7). */
export const isLimited = (rating: PlanRating): boolean =>
  rating.by === 'card' ? rating.included > 0 : rating.by === 'excess' && rating.rate > 0;

/** By the code of a card; made when first asked for. */
export type RaterOf = (card: string) => Rater<KeptRate>;

export function makeRaters(
  content: Pick<RatingContent, 'tariffs' | 'rates' | 'timeBands'>,
  setting: RatingSetting,
): RaterOf {
  const tariffs = new Map(content.tariffs.map((tariff) => [tariff.tariffKey, tariff]));
  const raters = new Map<string, Rater<KeptRate>>();
  let rates: Map<string, KeptRate[]> | undefined;

  return (card) => {
    let rater = raters.get(card);
    if (rater === undefined) {
      rates ??= Map.groupBy(content.rates, ({ rateCard }) => rateCard);
      rater = makeRater<KeptRate>({
        timeZone: setting.timeZone,
        holidays: setting.holidays,
        bands: content.timeBands,
        tariffs,
        book: openRateBook(rates.get(card) ?? []),
        ...CHARGES,
      });
      raters.set(card, rater);
    }
    return rater;
  };
}

/** @param raterOf those of the content; books with the same prices may share them */
export function makeRatingBook(content: RatingContent, raterOf: RaterOf): RatingBook {
  const tariffs = new Map(content.tariffs.map((tariff) => [tariff.tariffKey, tariff]));
  const known = new Map<string, KnownTariff>();
  const cards = new Map(content.rateCards.map(({ code, itemId }) => [code, itemId]));
  const plans = new Map(content.servicePlans.map((plan) => [plan.itemId, plan]));
  const ratings = new Map<number, PlanRating>();

  const ratingOf = (plan: ServicePlan): PlanRating => {
    const { code, side, supplier, unit } = plan;
    const ofPlan = { code, side, supplier, rateCardId: 0 };
    if (plan.rateCard !== null)
      return {
        ...ofPlan,
        by: 'card',
        rateCardId: cards.get(plan.rateCard) ?? 0,
        rater: raterOf(plan.rateCard),
        included: plan.includedQuantity ?? 0,
        unit,
      };
    if (plan.excessRate === null || unit === null) return { ...ofPlan, by: 'nothing' };
    return {
      ...ofPlan,
      by: 'excess',
      included: plan.includedQuantity ?? 0,
      unit,
      rate: plan.excessRate,
      counted: plan.counted ?? 'Both',
      cap: plan.cap,
    };
  };

  return {
    version: content.version,
    tariff(key) {
      let tariff = known.get(key);
      if (tariff !== undefined) return tariff;
      const row = tariffs.get(key);
      if (row === undefined) return undefined;
      tariff = { ...row, direction: directionOf(row) };
      known.set(key, tariff);
      return tariff;
    },
    plan(itemId) {
      let rating = ratings.get(itemId);
      if (rating !== undefined) return rating;
      const plan = plans.get(itemId);
      if (plan === undefined) return undefined;
      rating = ratingOf(plan);
      ratings.set(itemId, rating);
      return rating;
    },
  };
}

/** Charges are kept to 1e-8, the finest that prices have; the line of a bill rounds their sum to the cent. */
const CHARGES = { decimals: 8, rounding: 'half_up' } as const;

const UPLOAD = /\bup(?:load(?:ed)?)?\b/i;

/** Tariffs have no direction of their own: those whose key, usage type or description speaks of uploads are such. */
const directionOf = ({ tariffKey, usageType, description }: Tariff): KnownTariff['direction'] =>
  UPLOAD.test(`${tariffKey.replaceAll(/[_-]/g, ' ')} ${usageType} ${description}`) ? 'up' : 'down';

/** Units of the plan that a quantity of a tariff is, as a factor; null where they measure different things. */
export const factorOf = (
  { unit }: Pick<KnownTariff, 'unit'>,
  planUnit: string | null,
): readonly [times: number, by: number] | null => (planUnit === null ? null : unitFactor(unit, planUnit));
