/** The plans of one catalogue version as billing reads them, by the lasting item that a term names. */
import { leavesAccessFeesToServices } from '#core/billing/fees.ts';
import type { BillingPlan, BillingService } from '#core/billing/terms.ts';
import type { CatalogueSnapshot, PackagePlan } from '#core/catalogue/rows.ts';
import type { TaxRate } from '#core/money.ts';

/** What a service plan charges, wherever it is in force. */
export type ServiceFees = Omit<BillingService, 'key' | 'from'>;

export interface PlanBook {
  readonly version: number;
  readonly plan: (packagePlanId: number) => BillingPlan | undefined;
  readonly service: (servicePlanId: number) => ServiceFees | undefined;
  /** Items of the package plans that charge their services' fees, setup or access (FEE-3). */
  readonly servicePlans: readonly number[];
  readonly planItems: ReadonlyMap<number, BillingPlan>;
}

/** @param defaultTaxRate what a plan without a tax of its own is taxed at (BILL-13) */
export function makePlanBook(snapshot: CatalogueSnapshot, defaultTaxRate: TaxRate): PlanBook {
  const planItems = new Map(
    snapshot.packagePlans.map((plan) => [plan.itemId, toBillingPlan(plan, defaultTaxRate)]),
  );
  const services = new Map(
    snapshot.servicePlans.map(({ itemId, code, setupFee, accessFee, taxRate }) => [
      itemId,
      { code, setupFee, accessFee, taxRate: taxRate ?? defaultTaxRate },
    ]),
  );
  return {
    version: snapshot.version,
    plan: (packagePlanId) => planItems.get(packagePlanId),
    service: (servicePlanId) => services.get(servicePlanId),
    servicePlans: [...planItems].flatMap(([itemId, plan]) => (chargesServices(plan) ? [itemId] : [])),
    planItems,
  };
}

export const toBillingPlan = (plan: PackagePlan, defaultTaxRate: TaxRate): BillingPlan => ({
  code: plan.code,
  periodLengthMonths: plan.periodLengthMonths,
  periodsInAdvance: plan.periodsInAdvance,
  billMonthsInAdvance: plan.billMonthsInAdvance,
  billAccessFeesIn: plan.billAccessFeesIn,
  proRata: plan.proRata,
  alignToInvoicePeriod: plan.alignToInvoicePeriod,
  honourFirstPeriodEnd: plan.honourFirstPeriodEnd,
  disableMigrationsDuringPeriod: plan.disableMigrationsDuringPeriod,
  subscriptionOverridesEnabled: plan.subscriptionOverridesEnabled,
  setupFee: plan.setupFee,
  setupFeeOverride: plan.setupFeeOverride,
  accessFee: plan.accessFee,
  accessFeeOverride: plan.accessFeeOverride,
  taxRate: plan.taxRate ?? defaultTaxRate,
});

/** FEE-3: an empty package fee whose Override is not ticked leaves it to the service plans. */
const chargesServices = (plan: BillingPlan): boolean =>
  (plan.setupFee === null && !plan.setupFeeOverride) || leavesAccessFeesToServices(plan);

/**
 * The plans whose periods fall due on other days than in any of some earlier versions: what their terms remember as their next
 * day may be too late.
 */
export function plansDueOtherwise(earlier: readonly PlanBook[], now: PlanBook): number[] {
  return [...now.planItems].flatMap(([itemId, plan]) =>
    earlier.every((before) => isDueAlike(before.plan(itemId), plan)) ? [] : [itemId],
  );
}

const isDueAlike = (before: BillingPlan | undefined, now: BillingPlan): boolean =>
  before !== undefined &&
  before.billAccessFeesIn === now.billAccessFeesIn &&
  before.billMonthsInAdvance === now.billMonthsInAdvance &&
  before.periodsInAdvance === now.periodsInAdvance;
