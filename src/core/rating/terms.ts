/** What rating speaks of (USE-1, USE-5, USE-6): the words that its parts and those who ask it share. */
import type { Rate } from '../catalogue/rows.ts';
import type { Rounding } from '../money.ts';

/** What a rate says, whatever card and tariff it stands for. A row of the catalogue has all of it. */
export type RateTerms = Omit<Rate, 'rateCard' | 'tariffKey'>;

/** The band of rates that apply where no rate in force names the band of the record's start (USE-5). */
export const ANY_BAND = 'any';

/** How a charge is rounded, once. */
export interface ChargeRounding {
  /** Decimals of a charge, 0 to 8 */
  readonly decimals: number;
  readonly rounding: Rounding;
}

/** Why usage waits in quarantine (USE-1), in the words that people are shown. */
export const QUARANTINE_REASONS = [
  'Non Existent Tariff Key Fault',
  'Missing Rate',
  'Unknown Service',
  'Inactive Service',
  'Invalid Record',
] as const;
export type QuarantineReason = (typeof QUARANTINE_REASONS)[number];
