/** How terms begin: the first of a subscription at activation, a further one by migration (PER-2, BILL-9). */
import { later, type PlainDate } from '../calendar.ts';
import type { Cents } from '../money.ts';
import { layGrid, nextBoundary } from './period-grid.ts';
import type { BillingPlan, InvoiceTerms, PeriodGrid, Term } from './terms.ts';

export interface Activation {
  readonly plan: BillingPlan;
  readonly account: InvoiceTerms;
  /** The day on which the subscription was created: known from then on (BILL-1). */
  readonly created: PlainDate;
  /** S, the activation date; before or after `created` */
  readonly start: PlainDate;
  /** F, where the plan honours one and a user who may has given it (PER-2) */
  readonly firstPeriodEnd: PlainDate | null;
  readonly accessFeeOverride: Cents | null;
  /** The start of the account's first subscription, this one included (PER-3) */
  readonly firstSubscriptionStart: PlainDate;
}

/** The term of a new subscription. */
export const activateTerm = (activation: Activation): Term => ({
  grid: layGrid(activation),
  knownFrom: activation.created,
  chargesSetup: true,
  accessFeeOverride: activation.accessFeeOverride,
  end: null,
  datedFees: [],
  pauses: [],
});

/**
 * The day on which a migration takes effect, which is also the old term's end: the day given or, where the old plan has
 * Disable Migrations during Period, the next boundary on or after it, however late it is entered (BILL-9).
 */
export const migrationDay = (
  old: { readonly plan: Pick<BillingPlan, 'disableMigrationsDuringPeriod'>; readonly grid: PeriodGrid },
  on: PlainDate,
): PlainDate => (old.plan.disableMigrationsDuringPeriod ? nextBoundary(old.grid, on) : on);

export interface Migration {
  readonly plan: BillingPlan;
  readonly account: InvoiceTerms;
  /** The day on which it takes effect: see `migrationDay`. */
  readonly start: PlainDate;
  /** The day on which it was entered: the new plan's fees are due from then on at the earliest. */
  readonly entered: PlainDate;
  /** The day on which the subscription was created: nothing is billed before it. */
  readonly created: PlainDate;
  readonly firstSubscriptionStart: PlainDate;
}

/**
 * The term on the new plan: its periods start on the day of the migration, anchored there or aligned. No setup fee, and not
 * the subscription's own access fee either, which was agreed for the old plan's (FEE-4).
 */
export const migrateTerm = (migration: Migration): Term => ({
  grid: layGrid({ ...migration, firstPeriodEnd: null }),
  knownFrom: later(migration.entered, migration.created),
  chargesSetup: false,
  accessFeeOverride: null,
  end: null,
  datedFees: [],
  pauses: [],
});
