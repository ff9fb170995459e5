/** Rates, bands and requests with plain defaults; a test names only what it is about. */
import { type Instant, type PlainDate, parseInstant, plainDate } from '#core/calendar.ts';
import type { TimeBand } from '#core/catalogue/rows.ts';
import { formatScaled, type PriceE8, parsePrice } from '#core/money.ts';
import { checkRatingSimulation } from '#core/rating/check-simulation.ts';
import { openRateBook } from '#core/rating/rate-book.ts';
import { makeRater, type Quarantined, type Rated, type RaterSettings } from '#core/rating/rate-usage.ts';
import { simulateRating } from '#core/rating/simulate.ts';
import type { RatingSimulation } from '#core/rating/simulation.ts';
import type { RateTerms } from '#core/rating/terms.ts';
import type { UsageRecord } from '#core/rating/usage-record.ts';

/** "0.20" as a price */
export function price(text: string): PriceE8 {
  const read = parsePrice(text);
  if (!read.ok) throw new Error(`"${text}" is no price`);
  return read.value;
}

export function at(text: string): Instant {
  const read = parseInstant(text);
  if (!read.ok) throw new Error(`"${text}" is no instant`);
  return read.value;
}

/** From 2026 on, any band, 1.00 a unit. */
export const aRate = (overrides: Partial<RateTerms> = {}): RateTerms => ({
  band: 'any',
  profile: 'Rate Per',
  flagfall: price('0'),
  price: price('1'),
  per: 1,
  minimum: null,
  increment: 1,
  fromQuantity: 0,
  minimumCharge: null,
  maximumCharge: null,
  effectiveFrom: plainDate('2026-01-01'),
  effectiveTo: null,
  ...overrides,
});

/** Peak: Monday to Friday, 8 to 19. */
export const aBand = (overrides: Partial<TimeBand> = {}): TimeBand => ({
  name: 'peak',
  position: 0,
  days: [1, 2, 3, 4, 5],
  fromMinutes: 8 * 60,
  untilMinutes: 19 * 60,
  holidays: null,
  ...overrides,
});

/** A minute on Monday 2 March 2026, ten in the morning in Melbourne. */
export const aRecord = (overrides: Partial<UsageRecord> = {}): UsageRecord => ({
  tariffKey: '03',
  start: at('2026-03-02T10:00:00+11:00'),
  quantity: 60,
  cost: null,
  ...overrides,
});

export type TariffRate = RateTerms & { readonly tariffKey: string };

export interface RatedBy extends Partial<Omit<RaterSettings<TariffRate>, 'book' | 'holidays' | 'tariffs'>> {
  readonly rates: readonly (RateTerms & { readonly tariffKey?: string })[];
  readonly holidays?: readonly PlainDate[];
  /** Each with its parent; 03 without one, unless said otherwise */
  readonly tariffs?: Readonly<Record<string, string | null>>;
}

/** Rates one record; a rate without a tariff is one of 03. */
export function rateBy(settings: RatedBy, record: UsageRecord): Rated<TariffRate> | Quarantined {
  const rate = makeRater<TariffRate>({
    timeZone: 'Australia/Melbourne',
    bands: [],
    decimals: 4,
    rounding: 'half_up',
    ...settings,
    holidays: new Set(settings.holidays),
    tariffs: new Map(
      Object.entries(settings.tariffs ?? { '03': null }).map(([key, parent]) => [key, { parent }]),
    ),
    book: openRateBook(settings.rates.map((terms) => ({ tariffKey: '03', ...terms }))),
  });
  return rate(record);
}

/** What the record costs, to four decimals unless said otherwise, or why it waits. */
export function outcomeOf(settings: RatedBy, record: UsageRecord): string {
  const result = rateBy(settings, record);
  return result.outcome === 'rated'
    ? formatScaled(result.charge, settings.decimals ?? 4)
    : `${result.reason}: ${result.message}`;
}

/** A request as a client sends it, as printed in the interface. */
export const aRatingRequest = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  timeZone: 'Australia/Melbourne',
  rates: [aRequestedRate()],
  bands: [{ name: 'peak', days: [1, 2, 3, 4, 5], from: '08:00', to: '19:00' }],
  decimals: 4,
  rounding: 'half_up',
  usage: [{ id: '1', start: '2026-03-02T10:00:00+11:00', quantity: 70 }],
  ...overrides,
});

export const aRequestedRate = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  effectiveFrom: '2026-01-01',
  effectiveTo: null,
  band: 'any',
  flagfall: '0.40',
  price: '0.20',
  per: 60,
  minimum: 60,
  increment: 60,
  fromQuantity: 0,
  minimumCharge: null,
  maximumCharge: null,
  ...overrides,
});

export function simulateUsage(overrides: Record<string, unknown> = {}): RatingSimulation {
  const request = checkRatingSimulation(aRatingRequest(overrides));
  if (!request.ok) throw new Error(`refused: ${JSON.stringify(request.faults)}`);
  return simulateRating(request.value);
}

/** Every fault of a request, as "path code". */
export function faultsIn(body: unknown): string[] {
  const request = checkRatingSimulation(body);
  return request.ok ? [] : request.faults.map(({ path, code }) => `${path} ${code}`);
}
