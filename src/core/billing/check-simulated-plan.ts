/** Reads a whole plan from a simulate request (INTERFACE: simulate billing): defaults filled in, each fault with its path. */
import type { Fields } from '../json-fields.ts';
import { GST } from '../money.ts';
import { invariant } from '../result.ts';
import type { SimulatedPlan } from './simulation.ts';
import { type Read, SIMULATION_BOUNDS } from './simulation-rules.ts';
import type { BillingPlan, BillingService } from './terms.ts';

/** Ten billion, so that a first period of centuries stays within the exact integers. No business meets it. */
export const LARGEST_FEE_CENTS = 1_000_000_000_000;

const PLAN_FIELDS = [
  'code',
  'name',
  'periodLengthMonths',
  'periodsInAdvance',
  'billMonthsInAdvance',
  'billAccessFeesIn',
  'proRata',
  'alignToInvoicePeriod',
  'honourFirstPeriodEnd',
  'disableMigrationsDuringPeriod',
  'subscriptionOverridesEnabled',
  'setupFee',
  'setupFeeOverride',
  'accessFee',
  'accessFeeOverride',
  'services',
  'taxRate',
];
/** The T that was read, once no fault is noted. */
export function complete<T extends object>(read: Read<T> | undefined): T {
  invariant(read !== undefined && Object.values(read).every((value) => value !== undefined), 'all was read');
  return read as T;
}

export interface ReadPlan {
  readonly plan: Read<BillingPlan>;
  readonly services: readonly Read<BillingService>[] | undefined;
}

export function readPlan(parent: Fields): ReadPlan | undefined {
  const fields = parent.object('plan', PLAN_FIELDS);
  if (fields === undefined) return undefined;
  fields.text('name');
  const code = fields.text('code');
  const taxRate = fields.taxRate('taxRate', GST);
  return {
    plan: {
      code: code === null ? 'simulated' : code,
      periodLengthMonths: fields.wholeNumber('periodLengthMonths', { min: 1, max: 36 }),
      periodsInAdvance: fields.wholeNumber('periodsInAdvance', { min: 1, max: 36, default: 1 }),
      billMonthsInAdvance: fields.wholeNumber('billMonthsInAdvance', { min: 0, max: 36, default: 0 }),
      billAccessFeesIn: fields.word('billAccessFeesIn', ['advance', 'arrears']),
      proRata: fields.flag('proRata'),
      alignToInvoicePeriod: fields.flag('alignToInvoicePeriod'),
      honourFirstPeriodEnd: fields.flag('honourFirstPeriodEnd'),
      disableMigrationsDuringPeriod: fields.flag('disableMigrationsDuringPeriod'),
      subscriptionOverridesEnabled: fields.flag('subscriptionOverridesEnabled'),
      setupFee: fields.fee('setupFee', LARGEST_FEE_CENTS),
      setupFeeOverride: fields.flag('setupFeeOverride'),
      accessFee: fields.fee('accessFee', LARGEST_FEE_CENTS),
      accessFeeOverride: fields.flag('accessFeeOverride'),
      taxRate,
    },
    services: fields
      .objects('services', SIMULATION_BOUNDS.services, ['code', 'setupFee', 'accessFee'])
      ?.map((service, index) => ({
        key: index + 1,
        code: service?.requiredText('code'),
        setupFee: service?.fee('setupFee', LARGEST_FEE_CENTS),
        accessFee: service?.fee('accessFee', LARGEST_FEE_CENTS),
        taxRate,
        from: null,
      })),
  };
}

export function completePlan(read: ReadPlan | undefined): SimulatedPlan {
  invariant(read?.services !== undefined, 'all was read');
  return {
    plan: complete<BillingPlan>(read.plan),
    services: read.services.map((service) => complete<BillingService>(service)),
  };
}
