/** A package plan with its services as a simulation takes them: each service as often as the package holds it. */
import type { SimulatedPlan } from '#core/billing/simulation.ts';
import type { PlanIndex } from '#core/catalogue/prerequisites.ts';
import type { PackagePlan } from '#core/catalogue/rows.ts';
import type { TaxRate } from '#core/money.ts';
import { toBillingPlan } from './plan-book.ts';

/** @param defaultTaxRate what a plan without a tax of its own is taxed at (BILL-13) */
export function simulatedPlan(
  plan: PackagePlan,
  index: Pick<PlanIndex, 'services' | 'servicePlans'>,
  defaultTaxRate: TaxRate,
): SimulatedPlan {
  const held = (index.services.get(plan.code) ?? []).flatMap(({ servicePlan, quantity }) => {
    const service = index.servicePlans.get(servicePlan);
    return service === undefined ? [] : Array.from({ length: quantity }, () => service);
  });
  return {
    plan: toBillingPlan(plan, defaultTaxRate),
    services: held.map(({ code, setupFee, accessFee, taxRate }, at) => ({
      key: at + 1,
      code,
      setupFee,
      accessFee,
      taxRate: taxRate ?? defaultTaxRate,
      from: null,
    })),
  };
}
