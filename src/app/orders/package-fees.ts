/** What a package charges its customer, as the catalogue has it now: by the fee or, where it has none, by its services (FEE-3). */
import { type FeeToCharge, recurringFeesOf, setupFeesOf } from '#core/billing/fees.ts';
import type { PackagePlan, ServicePlan } from '#core/catalogue/rows.ts';
import { type Cents, cents, type TaxRate, taxOn } from '#core/money.ts';
import { toBillingPlan } from '../billing/plan-book.ts';

export interface PackageFees {
  readonly setup: readonly FeeToCharge[];
  /** Each period. */
  readonly access: readonly FeeToCharge[];
}

/** @param defaultTaxRate of plans without a tax of their own (BILL-13) */
export function packageFeesOf(
  row: PackagePlan,
  services: readonly ServicePlan[],
  defaultTaxRate: TaxRate,
): PackageFees {
  const plan = toBillingPlan(row, defaultTaxRate);
  const sold = services.map((service, index) => ({
    ...service,
    key: index + 1,
    taxRate: service.taxRate ?? defaultTaxRate,
    from: null,
  }));
  return {
    setup: setupFeesOf(plan, sold),
    access: recurringFeesOf(plan, sold, { accessFeeOverride: null }),
  };
}

/** A price as customers are told it. */
export interface Price {
  readonly exTax: Cents;
  readonly tax: Cents;
  readonly incTax: Cents;
}

/** The sum of fees, taxed fee by fee as the lines will be (BILL-13). */
export function priceOf(fees: readonly FeeToCharge[]): Price {
  const exTax = cents(fees.reduce((sum, { fee }) => sum + fee, 0));
  const tax = cents(fees.reduce((sum, { fee, taxRate }) => sum + taxOn(fee, taxRate), 0));
  return { exTax, tax, incTax: cents(exTax + tax) };
}
