/** The plans of one catalogue version as billing reads them, by the lasting item that a term names. */
import { leavesAccessFeesToServices } from '#core/billing/fees.ts';
import { pricesOf } from '#core/billing/product-prices.ts';
import type { BillingPlan, BillingService, BoltOnInForce, ServiceExtra } from '#core/billing/terms.ts';
import type {
  CatalogueSnapshot,
  PackagePlan,
  Product,
  ProductRate,
  ServiceFeature,
  ServicePlan,
} from '#core/catalogue/rows.ts';
import type { TaxRate } from '#core/money.ts';

/** What a service plan charges, wherever it is in force: its own fees, and its features as extras. */
export type ServiceFees = Omit<BillingService, 'key' | 'from'>;
/** What a bolt-on charges on a service. */
export type BoltOnFees = Omit<ServiceExtra, 'recurring' | 'stretches'>;

export interface PlanBook {
  readonly version: number;
  readonly plan: (packagePlanId: number) => BillingPlan | undefined;
  readonly service: (servicePlanId: number) => ServiceFees | undefined;
  /** A bolt-on (by its item) on a service of a plan; undefined: the catalogue does not have one of the two. */
  readonly boltOn: (boltOnId: number, servicePlanId: number) => BoltOnFees | undefined;
  /** Items of the service plans that have features. */
  readonly featuredPlans: readonly number[];
  /** Items of the package plans that charge their services' fees, setup or access (FEE-3). */
  readonly servicePlans: readonly number[];
  readonly planItems: ReadonlyMap<number, BillingPlan>;
}

/** @param defaultTaxRate what a plan without a tax of its own is taxed at (BILL-13) */
export function makePlanBook(snapshot: CatalogueSnapshot, defaultTaxRate: TaxRate): PlanBook {
  const planItems = new Map(
    snapshot.packagePlans.map((plan) => [plan.itemId, toBillingPlan(plan, defaultTaxRate)]),
  );
  const products = new Map(snapshot.products.map((product) => [product.code, product]));
  const { featuresOf, feesOf } = makeProductFees(snapshot, defaultTaxRate);
  const services = new Map(
    snapshot.servicePlans.map(
      ({ itemId, code, setupFee, accessFee, taxRate, productRateCard }): [number, ServiceFees] => {
        const extras = featuresOf({ code, productRateCard }).flatMap((feature): ServiceExtra[] => {
          const item = products.get(feature.code)?.itemId;
          return item === undefined ? [] : [{ ...feature, item }];
        });
        const fees = { code, setupFee, accessFee, taxRate: taxRate ?? defaultTaxRate };
        return [itemId, extras.length === 0 ? fees : { ...fees, extras }];
      },
    ),
  );
  const boltOns = new Map(snapshot.boltOns.map((boltOn) => [boltOn.itemId, boltOn]));
  const cards = new Map(
    snapshot.servicePlans.map(({ itemId, productRateCard }) => [itemId, productRateCard]),
  );
  const boltOnFees = new Map<string, BoltOnFees>();
  return {
    version: snapshot.version,
    plan: (packagePlanId) => planItems.get(packagePlanId),
    service: (servicePlanId) => services.get(servicePlanId),
    boltOn(boltOnId, servicePlanId) {
      const key = `${boltOnId} ${servicePlanId}`;
      const known = boltOnFees.get(key);
      const boltOn = boltOns.get(boltOnId);
      const card = cards.get(servicePlanId);
      if (known !== undefined || boltOn === undefined || card === undefined) return known;
      const { itemId: item, code, product } = boltOn;
      const fees: BoltOnFees = { kind: 'bolt_on_fee', item, code, ...feesOf(product, card) };
      boltOnFees.set(key, fees);
      return fees;
    },
    featuredPlans: [...services].flatMap(([itemId, { extras }]) => (extras === undefined ? [] : [itemId])),
    servicePlans: [...planItems].flatMap(([itemId, plan]) => (chargesServices(plan) ? [itemId] : [])),
    planItems,
  };
}

/** The rows by which products are charged with services. */
export interface ProductRows {
  readonly products: readonly Product[];
  readonly productRates: readonly ProductRate[];
  readonly serviceFeatures: readonly ServiceFeature[];
}

/** What products cost on service plans, by the rows of a catalogue. */
export function makeProductFees(
  { products: rows, productRates, serviceFeatures }: ProductRows,
  defaultTaxRate: TaxRate,
) {
  const products = new Map(rows.map((product) => [product.code, product]));
  const features = Map.groupBy(serviceFeatures, ({ servicePlan }) => servicePlan);
  const feesOf = (
    product: string,
    productRateCard: string | null,
  ): Pick<ServiceExtra, 'prices' | 'taxRate'> => ({
    prices: pricesOf(productRates, productRateCard, product),
    taxRate: products.get(product)?.taxRate ?? defaultTaxRate,
  });
  return {
    feesOf,
    /** The features of a service plan (CAT-7); one whose product is not there is none. */
    featuresOf: ({
      code,
      productRateCard,
    }: Pick<ServicePlan, 'code' | 'productRateCard'>): Omit<ServiceExtra, 'item'>[] =>
      (features.get(code) ?? [])
        .filter(({ product }) => products.has(product))
        .map(({ product, recurring }) => ({
          kind: 'feature_fee',
          code: product,
          recurring,
          stretches: null,
          ...feesOf(product, productRateCard),
        })),
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

/** The bolt-ons of a service as what they charge; null where the catalogue does not have one of them. */
export function boltOnsOf(
  boltOns: readonly BoltOnInForce[],
  servicePlanId: number,
  book: Pick<PlanBook, 'boltOn'>,
): ServiceExtra[] | null {
  const extras = boltOns.map(({ item, recurring, stretches }) => {
    const fees = book.boltOn(item, servicePlanId);
    return fees === undefined ? null : { ...fees, recurring, stretches };
  });
  return extras.includes(null) ? null : extras.flatMap((extra) => extra ?? []);
}

/** Whether the product rate card of a service plan prices a bolt-on. */
export const hasPriceIn =
  ({ boltOn }: Pick<PlanBook, 'boltOn'>) =>
  (item: number, servicePlanId: number): boolean =>
    (boltOn(item, servicePlanId)?.prices.length ?? 0) > 0;

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
