/**
 * The rates of one card, ready to be asked for a tariff, a band and a day (USE-5). Rates are superseded row by row; between two
 * days on which the rows in force change, the same steps apply, so each such stretch is made ready once, when first asked for.
 */
import { dayNumber, fromDayNumber } from '../calendar.ts';
import { stepsInForce } from '../catalogue/rates.ts';
import { type PricedSteps, priceSteps, type Unpriceable } from './priced-steps.ts';
import type { RateTerms } from './terms.ts';

/** By tariff key. */
export type RateBook<R extends RateTerms> = ReadonlyMap<string, TariffRates<R>>;

/** By band. */
export type TariffRates<R extends RateTerms> = ReadonlyMap<string, BandRates<R>>;

/** What applies on a day (`dayNumber`): null where no rate of the band is in force. */
export type BandRates<R extends RateTerms> = (day: number) => PricedSteps<R> | Unpriceable | null;

export function openRateBook<R extends RateTerms & { readonly tariffKey: string }>(
  rates: Iterable<R>,
): RateBook<R> {
  const rows = new Map<string, Map<string, R[]>>();
  for (const rate of rates) {
    const bands = rows.get(rate.tariffKey);
    const band = bands?.get(rate.band);
    if (band) band.push(rate);
    else if (bands) bands.set(rate.band, [rate]);
    else rows.set(rate.tariffKey, new Map([[rate.band, [rate]]]));
  }
  const book = new Map<string, TariffRates<R>>();
  for (const [tariffKey, bands] of rows)
    book.set(tariffKey, new Map([...bands].map(([band, group]) => [band, openBand(group)])));
  return book;
}

function openBand<R extends RateTerms>(rates: readonly R[]): BandRates<R> {
  let changes: readonly number[] | undefined;
  const stretches: (ReturnType<BandRates<R>> | undefined)[] = [];
  return (day) => {
    changes ??= changesOf(rates);
    const index = lastOnOrBefore(changes, day);
    const change = changes[index];
    if (change === undefined) return null;
    let stretch = stretches[index];
    if (stretch === undefined) {
      const steps = stepsInForce(rates, fromDayNumber(change));
      stretch = steps.length === 0 ? null : priceSteps(steps);
      stretches[index] = stretch;
    }
    return stretch;
  };
}

/** The days on which a row comes into force or has just gone out of it, earliest first. */
function changesOf(rates: readonly RateTerms[]): number[] {
  const days = new Set<number>();
  for (const { effectiveFrom, effectiveTo } of rates) {
    days.add(dayNumber(effectiveFrom));
    if (effectiveTo !== null) days.add(dayNumber(effectiveTo) + 1);
  }
  return [...days].sort((a, b) => a - b);
}

/** The index of the last day that is not after the given one; -1 where all are. */
function lastOnOrBefore(days: readonly number[], day: number): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((days[middle] ?? day) <= day) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
