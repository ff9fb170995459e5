/** What a feature or bolt-on costs: the price of one of its product on a product rate card, as a fee (CAT-7, CAT-8, FEE-5). */
import type { ProductRate } from '../catalogue/rows.ts';
import { cents, roundFraction } from '../money.ts';
import type { DatedPrice } from './terms.ts';

/**
 * The fees of one of a product by the day from which each is in force, the earliest first. Prices have up to eight decimals, fees two: they are
 * rounded half up once, here, and parts of a period are parts of the fee (decision 87). A later row supersedes an
 * earlier one of the same From Quantity; the highest From Quantity up to one applies.
 */
export function pricesOf(
  rates: readonly ProductRate[],
  productRateCard: string | null,
  product: string,
): readonly DatedPrice[] {
  const own = rates.filter(
    (rate) => rate.productRateCard === productRateCard && rate.product === product && rate.fromQuantity <= 1,
  );
  const days = [...new Set(own.map(({ effectiveFrom }) => effectiveFrom))].sort();
  return days.map((effectiveFrom) => {
    const inForce = own.filter((rate) => rate.effectiveFrom <= effectiveFrom);
    const step = Math.max(...inForce.map(({ fromQuantity }) => fromQuantity));
    const rate = inForce
      .filter(({ fromQuantity }) => fromQuantity === step)
      .reduce((latest, one) => (one.effectiveFrom > latest.effectiveFrom ? one : latest));
    return { effectiveFrom, fee: cents(roundFraction(BigInt(rate.price), 1_000_000n, 'half_up')) };
  });
}
