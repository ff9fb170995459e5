/** What a rating simulation is asked and answers (INTERFACE: simulate rating), after checking: typed, defaults filled in. */
import type { PlainDate } from '../calendar.ts';
import type { RateProfile, TimeBand } from '../catalogue/rows.ts';
import type { Fault, Result } from '../result.ts';
import type { ChargeExplanation } from './explain.ts';
import type { ChargeLimit } from './priced-steps.ts';
import type { ChargeRounding, QuarantineReason, RateTerms } from './terms.ts';
import type { UsageMeasure } from './usage-record.ts';

/** A usage record as sent. */
export interface SimulatedRecord {
  /** null where the record has none that can be read */
  readonly id: string | null;
  /** What is measured, or why it cannot be read (USE-7) */
  readonly measure: Result<UsageMeasure>;
}

export interface RatingRequest extends ChargeRounding {
  readonly timeZone: string;
  readonly rates: readonly RateTerms[];
  readonly bands: readonly TimeBand[];
  readonly usage: readonly SimulatedRecord[];
}

/** What lies in one step, and the rate that prices it. */
export interface SimulatedPart {
  readonly fromQuantity: number;
  readonly quantity: number;
  readonly billedQuantity: number;
  readonly profile: RateProfile;
  readonly price: string;
  readonly per: number;
  readonly minimum: number | null;
  readonly increment: number;
  /** Of the rate, which may be `any` whatever band the start falls in */
  readonly band: string;
  readonly effectiveFrom: PlainDate;
  readonly effectiveTo: PlainDate | null;
}

export interface SimulatedCharge {
  readonly id: string;
  readonly charge: string;
  readonly billedQuantity: number;
  /** Local date and time of the start, by which rates and band were chosen */
  readonly date: PlainDate;
  readonly time: string;
  /** null where the start fits none of the bands */
  readonly timeBand: string | null;
  readonly flagfall: string;
  readonly limitedBy: ChargeLimit | null;
  readonly parts: readonly SimulatedPart[];
  readonly explanation: ChargeExplanation;
}

export interface SimulatedQuarantine {
  readonly id: string | null;
  /** Where the record stands in the request: `usage[2]` */
  readonly path: string;
  readonly reason: QuarantineReason;
  readonly message: string;
}

export interface RatingSimulation {
  /** In the order of the usage */
  readonly charges: readonly SimulatedCharge[];
  readonly quarantine: readonly SimulatedQuarantine[];
  /** What can be rated so but would be refused when published. */
  readonly warnings: readonly Pick<Fault, 'path' | 'code' | 'message'>[];
}
