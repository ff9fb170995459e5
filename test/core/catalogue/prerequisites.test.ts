import { describe, expect, it } from 'vitest';
import {
  canBeSubscribedTo,
  indexPlans,
  PREREQUISITES,
  type PrerequisiteCode,
  prerequisitesOf,
} from '#core/catalogue/prerequisites.ts';
import type { CatalogueSnapshot, PackagePlan, RateCard, ServicePlan } from '#core/catalogue/rows.ts';
import type { Cents, PriceE8 } from '#core/money.ts';

const aPackage = (over: Partial<PackagePlan> = {}): PackagePlan & { itemId: number } => ({
  itemId: 1,
  code: 'HOME',
  name: 'Home',
  externalName: 'Home',
  description: null,
  referenceName: null,
  referenceKey: null,
  side: 'sell',
  buyPlan: 'BUY-HOME',
  defaultContractType: null,
  customerContractRequired: false,
  setupFee: null,
  setupFeeOverride: false,
  accessFee: 6995 as Cents,
  accessFeeOverride: false,
  periodLengthMonths: 1,
  periodsInAdvance: 1,
  subscriptionOverridesEnabled: false,
  honourFirstPeriodEnd: false,
  billAccessFeesIn: 'advance',
  billMonthsInAdvance: 0,
  proRata: true,
  alignToInvoicePeriod: false,
  disableMigrationsDuringPeriod: false,
  saleableFrom: null,
  saleableTo: null,
  approvalStatus: 'Saleable',
  saleableInSignupPortal: false,
  taxRate: null,
  ...over,
});

const aService = (over: Partial<ServicePlan> = {}): ServicePlan & { itemId: number } => ({
  itemId: 2,
  code: 'NBN',
  name: 'nbn',
  externalName: 'nbn',
  serviceType: 'Data',
  side: 'sell',
  buyPlan: 'BUY-NBN',
  provisioning: 'Semi-manual',
  supplier: 'opti-carrier',
  setupFee: null,
  accessFee: null,
  rateCard: null,
  productRateCard: 'PRODUCTS',
  includedQuantity: 0,
  unit: 'GB',
  excessRate: 0 as PriceE8,
  counted: 'Both',
  cap: null,
  approvalStatus: 'Saleable',
  taxRate: null,
  ...over,
});

const NO_DATA = { includedQuantity: null, unit: null, excessRate: null, counted: null };
const aCard = (over: Partial<RateCard & { rateCount: number }> = {}) => ({
  itemId: 3,
  code: 'VOICE',
  name: 'Voice',
  side: 'sell' as const,
  serviceType: 'Telephony' as const,
  approvalStatus: 'Saleable' as const,
  rateCount: 1,
  ...over,
});

/** HOME of an nbn and a telephony service, bought as BUY-HOME of their buy plans: nothing is missing. */
const complete = (): { -readonly [K in keyof CatalogueSnapshot]: CatalogueSnapshot[K] } => ({
  version: 1,
  packagePlans: [aPackage(), aPackage({ code: 'BUY-HOME', side: 'buy', buyPlan: null })],
  servicePlans: [
    aService(),
    aService({
      code: 'CALLS',
      serviceType: 'Telephony',
      rateCard: 'VOICE',
      buyPlan: 'BUY-CALLS',
      ...NO_DATA,
    }),
    aService({ code: 'BUY-NBN', side: 'buy', buyPlan: null }),
    aService({
      code: 'BUY-CALLS',
      side: 'buy',
      buyPlan: null,
      serviceType: 'Telephony',
      rateCard: 'VOICE',
      ...NO_DATA,
    }),
  ],
  packageServices: [
    { packagePlan: 'HOME', servicePlan: 'NBN', quantity: 1 },
    { packagePlan: 'HOME', servicePlan: 'CALLS', quantity: 1 },
    { packagePlan: 'BUY-HOME', servicePlan: 'BUY-NBN', quantity: 1 },
    { packagePlan: 'BUY-HOME', servicePlan: 'BUY-CALLS', quantity: 1 },
  ],
  products: [],
  productRates: [],
  serviceFeatures: [],
  boltOns: [],
  contracts: [],
  rateCards: [aCard(), aCard({ code: 'PRODUCTS', serviceType: 'Other', rateCount: 0 })],
  timeBands: [],
});

const failing = (snapshot: CatalogueSnapshot, code = 'HOME') => {
  const plan = snapshot.packagePlans.find((candidate) => candidate.code === code);
  if (!plan) throw new Error(`no plan ${code}`);
  return Object.fromEntries(
    prerequisitesOf(plan, indexPlans(snapshot))
      .filter(({ ok }) => !ok)
      .map((prerequisite) => [prerequisite.code, prerequisite.message]),
  );
};

/** The snapshot with one service plan otherwise. */
function withService(code: string, over: Partial<ServicePlan>): CatalogueSnapshot {
  const snapshot = complete();
  snapshot.servicePlans = snapshot.servicePlans.map((plan) =>
    plan.code === code ? { ...plan, ...over } : plan,
  );
  return snapshot;
}

describe('CAT-3: prerequisites of a package plan', () => {
  it('are all told, met or not, in a fixed order', () => {
    const snapshot = complete();
    const told = prerequisitesOf(aPackage(), indexPlans(snapshot));
    expect(told.map(({ code }) => code)).toEqual(PREREQUISITES);
    expect(canBeSubscribedTo(told)).toBe(true);
    expect(failing(snapshot, 'BUY-HOME')).toEqual({});
  });

  const CASES: readonly (readonly [string, () => CatalogueSnapshot, PrerequisiteCode, RegExp])[] = [
    [
      'it has linked service plans',
      () => ({ ...complete(), packageServices: [] }),
      'service_plans_linked',
      /No service plan is linked to HOME/,
    ],
    [
      'every one is saleable',
      () => withService('CALLS', { approvalStatus: 'Grandfathered' }),
      'service_plans_saleable',
      /CALLS is Grandfathered/,
    ],
    [
      'each has a product rate card',
      () => withService('NBN', { productRateCard: null }),
      'product_rate_cards_saleable',
      /NBN has no product rate card/,
    ],
    [
      'that is saleable',
      () => ({ ...complete(), rateCards: [aCard(), aCard({ code: 'PRODUCTS', approvalStatus: 'Pending' })] }),
      'product_rate_cards_saleable',
      /PRODUCTS of NBN is Pending/,
    ],
    [
      'telephony plans have a rate card',
      () => withService('CALLS', { rateCard: null }),
      'rate_cards_ready',
      /CALLS has no rate card/,
    ],
    [
      'that is saleable as well',
      () => ({ ...complete(), rateCards: [aCard({ approvalStatus: 'Draft' }), aCard({ code: 'PRODUCTS' })] }),
      'rate_cards_ready',
      /VOICE of CALLS is Draft/,
    ],
    [
      'with at least one rate',
      () => ({ ...complete(), rateCards: [aCard({ rateCount: 0 }), aCard({ code: 'PRODUCTS' })] }),
      'rate_cards_ready',
      /VOICE of CALLS has no rate/,
    ],
    [
      'data plans have their data billing configured',
      () => withService('NBN', { unit: null, counted: null }),
      'data_billing_configured',
      /NBN lacks Unit, Counted/,
    ],
    [
      'the package is linked to its buy plan',
      () => ({ ...complete(), packagePlans: [aPackage({ buyPlan: null })] }),
      'buy_and_sell_linked',
      /HOME has no buy plan/,
    ],
    [
      'its service plans are too',
      () => withService('NBN', { buyPlan: null }),
      'buy_and_sell_linked',
      /NBN has no buy plan/,
    ],
    [
      'to a buy plan that is there',
      () => withService('NBN', { buyPlan: 'GONE' }),
      'buy_and_sell_linked',
      /GONE of NBN does not exist/,
    ],
    [
      'and is of the buy side',
      () => withService('NBN', { buyPlan: 'CALLS' }),
      'buy_and_sell_linked',
      /CALLS, named as buy plan of NBN, is a sell plan/,
    ],
    [
      'and lies in the buy package',
      () => ({
        ...complete(),
        packageServices: complete().packageServices.filter(({ servicePlan }) => servicePlan !== 'BUY-NBN'),
      }),
      'buy_and_sell_linked',
      /BUY-HOME does not hold BUY-NBN/,
    ],
  ];

  it.each(CASES)('%s', (_what, snapshot, code, says) => {
    const failed = failing(snapshot());
    expect(Object.keys(failed)).toEqual([code]);
    expect(failed[code]).toMatch(says);
  });

  it('several that fail are told together, each with every plan that it concerns', () => {
    const snapshot = complete();
    snapshot.servicePlans = snapshot.servicePlans.map((plan) => ({
      ...plan,
      approvalStatus: 'Draft',
      productRateCard: null,
    }));
    const failed = failing(snapshot);
    expect(Object.keys(failed)).toEqual(['service_plans_saleable', 'product_rate_cards_saleable']);
    expect(failed.service_plans_saleable).toMatch(/NBN is Draft; Service plan CALLS is Draft/);
  });

  it('a buy plan holds buy service plans alone', () => {
    const snapshot = complete();
    snapshot.packageServices = [
      ...snapshot.packageServices,
      { packagePlan: 'BUY-HOME', servicePlan: 'NBN', quantity: 1 },
    ];
    expect(failing(snapshot, 'BUY-HOME')).toEqual({
      buy_and_sell_linked: expect.stringContaining('NBN of buy plan BUY-HOME is a sell plan'),
    });
  });

  it('neither hosting nor domains need a rate card or data billing', () => {
    expect(failing(withService('NBN', { serviceType: 'Hosting', ...NO_DATA }))).toEqual({});
  });
});
