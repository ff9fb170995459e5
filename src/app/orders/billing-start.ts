/** What an activation begins to bill, said before and after it: the fees by FEE-3, the first period, in one sentence. */
import { type FeeToCharge, recurringFeesOf, setupFeesOf } from '#core/billing/fees.ts';
import { periodAt } from '#core/billing/period-grid.ts';
import { type Period, type PlainDate, spokenDate } from '#core/calendar.ts';
import type { CatalogueSnapshot } from '#core/catalogue/rows.ts';
import { type Cents, cents, formatCents, GST } from '#core/money.ts';
import type { NewSubscription } from '#core/orders/begin-billing.ts';
import { invariant } from '#core/result.ts';
import { toBillingPlan } from '../billing/plan-book.ts';

export interface BillingStart {
  readonly packagePlan: string;
  readonly start: PlainDate;
  readonly firstPeriod: Period;
  readonly periodLengthMonths: number;
  /** Sums ex tax, over the package or its services (FEE-3). */
  readonly setupFee: Cents;
  readonly accessFee: Cents;
  /** "Billing of NBN-50 starts on 1 Mar 2026: setup 49.00 once, access 69.95 a month; first period 1 Mar 2026 – 31 Mar 2026." */
  readonly text: string;
}

export function billingStart(
  { start, terms, services }: Pick<NewSubscription, 'start' | 'terms' | 'services'>,
  catalogue: CatalogueSnapshot,
): BillingStart {
  const term = terms.find(({ side }) => side === 'sell');
  const row = catalogue.packagePlans.find(({ itemId }) => itemId === term?.packagePlanId);
  invariant(term && row, 'a subscription has a sell term on a plan of the catalogue');
  // Fees are told ex tax: the rate does not matter here.
  const plan = toBillingPlan(row, GST);
  const sold = services
    .filter(({ side }) => side === 'sell')
    .flatMap(({ servicePlanId, position }) => {
      const service = catalogue.servicePlans.find(({ itemId }) => itemId === servicePlanId);
      return service ? [{ ...service, key: position, taxRate: GST }] : [];
    });
  const setupFee = sumOf(setupFeesOf(plan, sold));
  const accessFee = sumOf(recurringFeesOf(plan, sold, { accessFeeOverride: null }));
  const firstPeriod = periodAt(term.grid, 0);
  const each = plan.periodLengthMonths === 1 ? 'a month' : `every ${plan.periodLengthMonths} months`;
  return {
    packagePlan: plan.code,
    start,
    firstPeriod,
    periodLengthMonths: plan.periodLengthMonths,
    setupFee,
    accessFee,
    text: `Billing of ${plan.code} starts on ${spokenDate(start)}: setup ${formatCents(setupFee)} once, access ${formatCents(accessFee)} ${each}; first period ${spokenDate(firstPeriod.from)} – ${spokenDate(firstPeriod.to)}.`,
  };
}

const sumOf = (fees: readonly FeeToCharge[]): Cents => cents(fees.reduce((sum, { fee }) => sum + fee, 0));
