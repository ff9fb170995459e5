/** What a simulation is asked and answers (INTERFACE: simulate billing), after checking: typed, defaults filled in. */
import type { Period, PlainDate } from '../calendar.ts';
import type { Cents } from '../money.ts';
import type { BoltOnDays } from './bolt-on-days.ts';
import type { Explanation } from './explain.ts';
import type { OwnFee } from './fees.ts';
import type { DaysSuspended } from './suspensions.ts';
import type { BillingPlan, BillingRules, BillingService, CardlineKind, InvoiceTerms } from './terms.ts';

/**
 * A plan with its services, each with its features and, as extras on no day yet, the bolt-ons that it has a price for: events add
 * them.
 */
export interface SimulatedPlan {
  readonly plan: BillingPlan;
  readonly services: readonly BillingService[];
}

export interface SimulatedCancel {
  readonly type: 'cancel';
  /** Known in runs of that day and later */
  readonly entered: PlainDate;
  /** The first day without service (BILL-8) */
  readonly on: PlainDate;
}

export interface SimulatedMigration {
  readonly type: 'migrate';
  readonly entered: PlainDate;
  readonly on: PlainDate;
  readonly to: SimulatedPlan;
}

export interface SimulatedApproval {
  readonly type: 'approve_period';
  readonly entered: PlainDate;
  /** B(k) of the approved period (BILL-5) */
  readonly periodFrom: PlainDate;
}

/** As if no cancellation had been entered so far (decision 87). */
export interface SimulatedWithdrawal {
  readonly type: 'withdraw_cancellation';
  readonly entered: PlainDate;
}

/** Without service from a first day up to one with service again, or until it is resumed (decision 87). */
export interface SimulatedSuspension extends DaysSuspended {
  readonly type: 'suspend';
  readonly entered: PlainDate;
}

export interface SimulatedResumption {
  readonly type: 'resume';
  readonly entered: PlainDate;
  /** The first day with service again; the first day of the suspension takes it back whole. */
  readonly on: PlainDate;
}

/** An access fee of its own, of the plan that is in force (FEE-4). */
export interface SimulatedFee extends OwnFee {
  readonly type: 'override_access_fee';
  readonly entered: PlainDate;
}

/** A bolt-on of a service of the plan that is in force on its first day (CAT-8). */
export interface SimulatedBoltOn extends BoltOnDays {
  readonly type: 'add_bolt_on';
  readonly entered: PlainDate;
  /** Codes; of several services of one code it is the first. */
  readonly service: string;
  readonly boltOn: string;
}

export interface SimulatedBoltOnEnd {
  readonly type: 'end_bolt_on';
  readonly entered: PlainDate;
  readonly service: string;
  readonly boltOn: string;
  /** The first day without it; its first day takes it back whole. */
  readonly on: PlainDate;
}

export type SimulatedEvent =
  | SimulatedCancel
  | SimulatedMigration
  | SimulatedApproval
  | SimulatedWithdrawal
  | SimulatedSuspension
  | SimulatedResumption
  | SimulatedFee
  | SimulatedBoltOn
  | SimulatedBoltOnEnd;

export interface SimulationRequest {
  readonly plan: SimulatedPlan;
  readonly account: InvoiceTerms;
  readonly subscription: {
    readonly created: PlainDate;
    readonly start: PlainDate;
    readonly firstPeriodEnd: PlainDate | null;
    readonly accessFeeOverride: Cents | null;
  };
  readonly rules: BillingRules;
  readonly events: readonly SimulatedEvent[];
  /** The days of the runs, earliest first; a day may come twice. */
  readonly runs: readonly PlainDate[];
}

/** A cardline as the outside sees it. */
export interface SimulatedCardline {
  readonly generatedOn: PlainDate;
  readonly kind: CardlineKind;
  /** The service's code; null for a package-level fee */
  readonly service: string | null;
  /** Code of the feature or bolt-on; null: the line is for none. */
  readonly item: string | null;
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly amount: string;
  readonly tax: string;
  readonly explanation: Explanation;
}

export interface Simulation {
  /** Begun or billed up to the last run, cut at an end that is known by then; what lies wholly after the end is no period. */
  readonly periods: readonly Period[];
  /** In the order in which they were generated */
  readonly cardlines: readonly SimulatedCardline[];
}
