/**
 * Rates usage (USE-1, USE-5, USE-6): a record goes in, a charge comes out, or the reason for which it waits in quarantine.
 * Simulations and real usage are rated by this one function.
 */
import { fromDayNumber, type PlainDate, spokenDate } from '../calendar.ts';
import type { Tariff, TimeBand } from '../catalogue/rows.ts';
import { billSteps, type StepQuantity } from './billed-quantity.ts';
import { type LocalTime, makeLocalClock } from './local-time.ts';
import { type ChargeLimit, chargeFor, type PricedSteps, type Unpriceable } from './priced-steps.ts';
import type { RateBook, TariffRates } from './rate-book.ts';
import { ANY_BAND, type ChargeRounding, type QuarantineReason, type RateTerms } from './terms.ts';
import { makeBandFinder } from './time-bands.ts';
import type { UsageRecord } from './usage-record.ts';

export interface RaterSettings<R extends RateTerms> extends ChargeRounding {
  /** The provider's: bands and effective dates are local */
  readonly timeZone: string;
  readonly bands: readonly TimeBand[];
  readonly holidays: ReadonlySet<PlainDate>;
  /** Every tariff that is known, by its key */
  readonly tariffs: ReadonlyMap<string, Pick<Tariff, 'parent'>>;
  readonly book: RateBook<R>;
}

export interface Rated<R extends RateTerms> {
  readonly outcome: 'rated';
  /** Whole units of the last decimal asked for; never negative */
  readonly charge: bigint;
  /** Whether rounding changed it */
  readonly isRounded: boolean;
  readonly billedQuantity: number;
  readonly start: LocalTime;
  /** The band that the start falls in; null where none fits. Which band's rates applied, the rates say. */
  readonly band: string | null;
  /** The tariff whose rates applied: the record's own, or the nearest parent that has any (USE-6) */
  readonly tariffKey: string;
  readonly price: PricedSteps<R>;
  /** The steps that the record reaches, the first one first */
  readonly steps: readonly StepQuantity<R>[];
  readonly limit: ChargeLimit | null;
}

export interface Quarantined {
  readonly outcome: 'quarantined';
  readonly reason: QuarantineReason;
  /** One sentence that says what is missing, and where. */
  readonly message: string;
}

export type Rater<R extends RateTerms> = (record: UsageRecord) => Rated<R> | Quarantined;

/** A rater for one card; made once and asked for each record. */
export function makeRater<R extends RateTerms>(settings: RaterSettings<R>): Rater<R> {
  const clock = makeLocalClock(settings.timeZone);
  const bandAt = makeBandFinder(settings.bands, settings.holidays);
  return (record) => {
    const { tariffKey, quantity, cost } = record;
    if (!settings.tariffs.has(tariffKey))
      return quarantine('Non Existent Tariff Key Fault', `There is no tariff with the key "${tariffKey}".`);
    const start = clock(record.start);
    const band = bandAt(start);
    const found = findPrice(settings, tariffKey, band, start.day);
    if (found.price === null || typeof found.price === 'string')
      return quarantine(
        'Missing Rate',
        sayMissing(found.price, parentsOf(settings.tariffs, tariffKey), band, start.day),
      );
    const { price } = found;
    if (price.basis === 'cost' && cost === null)
      return quarantine(
        'Invalid Record',
        'It is charged by what the carrier asks for it, and the record has no cost.',
      );
    const steps = billSteps(price.steps, quantity);
    return {
      outcome: 'rated',
      ...chargeFor(price, steps, cost, settings),
      billedQuantity: steps.reduce((sum, { billedQuantity }) => sum + billedQuantity, 0),
      start,
      band,
      tariffKey: found.tariffKey,
      price,
      steps,
    };
  };
}

const quarantine = (reason: QuarantineReason, message: string): Quarantined => ({
  outcome: 'quarantined',
  reason,
  message,
});

interface Found<R extends RateTerms> {
  readonly price: PricedSteps<R> | Unpriceable | null;
  /** The tariff whose rates those are */
  readonly tariffKey: string;
}

/** The tariff's rates or, where none is in force for the record, those of its parents in turn (USE-6). */
function findPrice<R extends RateTerms>(
  { tariffs, book }: Pick<RaterSettings<R>, 'tariffs' | 'book'>,
  tariffKey: string,
  band: string | null,
  day: number,
): Found<R> {
  const own = priceIn(book.get(tariffKey), band, day);
  if (own !== null) return { price: own, tariffKey };
  for (const parent of parentsOf(tariffs, tariffKey)) {
    const price = priceIn(book.get(parent), band, day);
    if (price !== null) return { price, tariffKey: parent };
  }
  return { price: null, tariffKey };
}

/** The nearest first. A circle, which publishing refuses, ends where it closes. */
function parentsOf(tariffs: RaterSettings<RateTerms>['tariffs'], tariffKey: string): string[] {
  const line = [tariffKey];
  for (
    let parent = tariffs.get(tariffKey)?.parent ?? null;
    parent !== null && !line.includes(parent);
    parent = tariffs.get(parent)?.parent ?? null
  )
    line.push(parent);
  return line.slice(1);
}

/** The rates of the record's band, `any` where no rate in force names it (USE-5). */
function priceIn<R extends RateTerms>(
  rates: TariffRates<R> | undefined,
  band: string | null,
  day: number,
): PricedSteps<R> | Unpriceable | null {
  if (rates === undefined) return null;
  return (band === null ? null : rates.get(band)?.(day)) ?? rates.get(ANY_BAND)?.(day) ?? null;
}

function sayMissing(
  why: Unpriceable | null,
  parents: readonly string[],
  band: string | null,
  day: number,
): string {
  const when = `on ${spokenDate(fromDayNumber(day))}`;
  if (why === 'no_first_step')
    return `The rates in force ${when} have no first step: one with From Quantity 0 is missing.`;
  if (why === 'step_of_other_profile')
    return `The rates in force ${when} have a further step that is no Rate Per: only Rate Per has steps.`;
  const where = band === null ? '' : ` for the band ${band} or ${ANY_BAND}`;
  const nor = parents.length === 0 ? '' : `, nor of its parents ${parents.join(', ')},`;
  return `No rate of the tariff${nor} is in force ${when}${where}.`;
}
