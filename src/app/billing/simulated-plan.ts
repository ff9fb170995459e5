/** A package plan with its services as a simulation takes them: each service as often as the package holds it. */
import type { SimulatedPlan } from '#core/billing/simulation.ts';
import type { PlanIndex } from '#core/catalogue/prerequisites.ts';
import type { PackagePlan } from '#core/catalogue/rows.ts';
import type { TaxRate } from '#core/money.ts';
import { makeProductFees, type ProductRows, toBillingPlan } from './plan-book.ts';

/** What plans are simulated with. */
export interface PlansToSimulate extends ProductRows {
  readonly index: Pick<PlanIndex, 'services' | 'servicePlans'>;
}

/** @param defaultTaxRate what a plan without a tax of its own is taxed at (BILL-13) */
export function simulatedPlan(
  plan: PackagePlan,
  { index, ...products }: PlansToSimulate,
  defaultTaxRate: TaxRate,
): SimulatedPlan {
  const { featuresOf } = makeProductFees(products, defaultTaxRate);
  const held = (index.services.get(plan.code) ?? []).flatMap(({ servicePlan, quantity }) => {
    const service = index.servicePlans.get(servicePlan);
    return service === undefined ? [] : Array.from({ length: quantity }, () => service);
  });
  return {
    plan: toBillingPlan(plan, defaultTaxRate),
    services: held.map(({ code, setupFee, accessFee, taxRate, productRateCard }, at) => {
      const extras = featuresOf({ code, productRateCard }).map((feature, number) => ({
        ...feature,
        item: number + 1,
      }));
      return {
        key: at + 1,
        code,
        setupFee,
        accessFee,
        taxRate: taxRate ?? defaultTaxRate,
        from: null,
        ...(extras.length === 0 ? {} : { extras }),
      };
    }),
  };
}
