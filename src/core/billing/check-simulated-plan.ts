/** Reads a whole plan from a simulate request (INTERFACE: simulate billing): defaults filled in, each fault with its path. */
import { type Fields, shown } from '../json-fields.ts';
import { GST, type TaxRate } from '../money.ts';
import { invariant } from '../result.ts';
import { ALWAYS } from './fees.ts';
import type { SimulatedPlan } from './simulation.ts';
import { type Read, SIMULATION_BOUNDS } from './simulation-rules.ts';
import type { BillingPlan, BillingService, ServiceExtra } from './terms.ts';

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
const SERVICE_FIELDS = ['code', 'setupFee', 'accessFee', 'features', 'boltOns'];

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
      .objects('services', SIMULATION_BOUNDS.services, SERVICE_FIELDS)
      ?.map((service, index) => ({
        key: index + 1,
        code: service?.requiredText('code'),
        setupFee: service?.fee('setupFee', LARGEST_FEE_CENTS),
        accessFee: service?.fee('accessFee', LARGEST_FEE_CENTS),
        taxRate,
        from: null,
        ...readExtras(service, taxRate),
      })),
  };
}

/** CAT-7, CAT-8: features, and bolt-ons, which are on no day yet. */
function readExtras(
  service: Fields | undefined,
  taxRate: TaxRate | undefined,
): { readonly extras?: readonly ServiceExtra[] } {
  const features = service?.objects('features', SIMULATION_BOUNDS.extras, ['code', 'fee', 'once']) ?? [];
  const boltOns = service?.objects('boltOns', SIMULATION_BOUNDS.extras, ['code', 'fee']) ?? [];
  const codes = boltOns.map((boltOn) => boltOn?.value('code'));
  for (const [index, boltOn] of boltOns.entries())
    if (typeof codes[index] === 'string' && codes.indexOf(codes[index]) < index)
      boltOn?.refuse('code', 'bolt_on_twice', `The service has a bolt-on ${shown(codes[index])} already.`);
  const extras = [
    ...features.map((feature) => readExtra('feature_fee', feature)),
    ...boltOns.map((boltOn) => readExtra('bolt_on_fee', boltOn)),
  ].map((extra, index) => ({ ...extra, item: index + 1, taxRate }));
  return extras.length === 0 ? {} : { extras: extras as readonly ServiceExtra[] };
}

/** Undefined in what could not be read, of which a fault is noted. */
function readExtra(kind: ServiceExtra['kind'], fields: Fields | undefined) {
  const fee = fields?.isEmpty('fee') ? fields.missing('fee') : fields?.fee('fee', LARGEST_FEE_CENTS);
  return {
    kind,
    code: fields?.requiredText('code'),
    recurring: kind === 'bolt_on_fee' || fields?.flag('once') === false,
    prices: [{ effectiveFrom: ALWAYS, fee }],
    stretches: kind === 'bolt_on_fee' ? [] : null,
  };
}

export function completePlan(read: ReadPlan | undefined): SimulatedPlan {
  invariant(read?.services !== undefined, 'all was read');
  return {
    plan: complete<BillingPlan>(read.plan),
    services: read.services.map((service) => complete<BillingService>(service)),
  };
}
