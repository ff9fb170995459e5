import { describe, expect, it } from 'vitest';
import type { CatalogueSnapshot, ServicePlan } from '#core/catalogue/rows.ts';
import { sourcePackage, type Wholesaler } from '#core/orders/sourcing.ts';
import { type CatalogueContent, RETAIL, SELLER, WHOLESALE, WHOLESALER } from '#test/support/builders.ts';

const snapshotOf = (content: CatalogueContent, first: number): CatalogueSnapshot => ({
  version: 1,
  packagePlans: content.packagePlans.map((plan, index) => ({ ...plan, itemId: first + index })),
  servicePlans: content.servicePlans.map((plan, index) => ({ ...plan, itemId: first + 500 + index })),
  packageServices: content.packageServices.map(([packagePlan, servicePlan, quantity]) => ({
    packagePlan,
    servicePlan,
    quantity: quantity ?? 1,
  })),
  products: [],
  productRates: [],
  serviceFeatures: [],
  boltOns: [],
  contracts: [],
  rateCards: [],
  timeBands: [],
});

const withService = (
  content: CatalogueContent,
  code: string,
  overrides: Partial<ServicePlan>,
): CatalogueContent => ({
  ...content,
  servicePlans: content.servicePlans.map((plan) => (plan.code === code ? { ...plan, ...overrides } : plan)),
});

function source(
  code: string,
  {
    retail = RETAIL,
    wholesale = WHOLESALE,
    wholesaler = {},
    linked = true,
  }: {
    retail?: CatalogueContent;
    wholesale?: CatalogueContent;
    wholesaler?: Partial<Wholesaler>;
    linked?: boolean;
  } = {},
) {
  const catalogue = snapshotOf(retail, 1000);
  const plan = catalogue.packagePlans.find((one) => one.code === code);
  if (!plan) throw new Error(`${code} is in the catalogue`);
  const wholesalers = [
    { company: WHOLESALER, catalogue: snapshotOf(wholesale, 3000), hasAccount: true, ...wholesaler },
  ];
  return sourcePackage(plan, catalogue, SELLER, linked ? wholesalers : []);
}

const routes = (...args: Parameters<typeof source>) => {
  const sourced = source(...args);
  return sourced.ok
    ? sourced.value.services.map(
        ({ request }) => request && `${request.queue.code} ${request.servicePlan.code} ${request.supplier}`,
      )
    : sourced.faults.map(({ code: fault }) => fault);
};

describe('PROV-1: whose queue', () => {
  it('is the wholesaler’s for what is bought from a provider in Cardline, as that provider’s own plan', () => {
    expect(routes('BUNDLE')).toEqual([
      'wavelink WL-SP-NBN-50 opti-carrier',
      'wavelink WL-SP-VOIP kookaburra-voice',
    ]);
  });

  it('is the seller’s own for what is bought outside Cardline', () => {
    expect(routes('ROUTER')).toEqual(['bluegum SP-ROUTER opti-carrier']);
  });

  it('is the seller’s own where the provider of that code is no wholesaler of it: then nobody in Cardline sells it', () => {
    expect(routes('NBN-50', { linked: false })).toEqual(['bluegum SP-NBN-50 wavelink']);
  });

  it('is the seller’s own for carrier workflow services', () => {
    expect(routes('PSTN')).toEqual(['bluegum SP-PSTN opti-carrier']);
  });

  it('is nobody’s for Automatic services', () => {
    expect(routes('HOST')).toEqual([null]);
  });

  it('is the wholesaler’s to say: a retailer’s Automatic does not skip its work', () => {
    expect(
      routes('NBN-50', { retail: withService(RETAIL, 'SP-NBN-50', { provisioning: 'Automatic' }) }),
    ).toEqual(['wavelink WL-SP-NBN-50 opti-carrier']);
    expect(
      routes('NBN-50', { wholesale: withService(WHOLESALE, 'WL-SP-NBN-50', { provisioning: 'Automatic' }) }),
    ).toEqual([null]);
  });

  it('names the company itself as supplier of its own work', () => {
    const retail = withService(withService(RETAIL, 'SP-ROUTER', { supplier: null }), 'SP-BUY-ROUTER', {
      supplier: null,
    });
    expect(routes('ROUTER', { retail })).toEqual(['bluegum SP-ROUTER bluegum']);
  });

  it('gives one service for each of a quantity', () => {
    const sourced = source('SITE');
    expect(
      sourced.ok && sourced.value.services.map(({ position, plan }) => `${position} ${plan.code}`),
    ).toEqual(['1 SP-ROUTER', '2 SP-ROUTER', '3 SP-HOST']);
  });
});

describe('as which plans a package is bought', () => {
  it('is kept with the order, at both companies', () => {
    const sourced = source('NBN-50');
    expect(sourced.ok && sourced.value).toMatchObject({
      buyPlan: { code: 'BUY-NBN-50' },
      wholesale: { company: { code: 'wavelink' }, packagePlan: { code: 'WL-NBN-50' } },
      services: [{ buyPlan: { code: 'WL-SP-NBN-50' }, wholesalePlan: { code: 'WL-SP-NBN-50' } }],
    });
  });

  it('has no wholesale side where nothing comes from a provider in Cardline', () => {
    const sourced = source('ROUTER');
    expect(sourced.ok && sourced.value.wholesale).toBeNull();
  });

  it('takes the wholesaler’s only service of the type where the codes differ', () => {
    const retail = {
      ...RETAIL,
      servicePlans: RETAIL.servicePlans.map((plan) => ({
        ...plan,
        ...(plan.code === 'WL-SP-NBN-50' ? { code: 'BOUGHT-NBN' } : {}),
        ...(plan.buyPlan === 'WL-SP-NBN-50' ? { buyPlan: 'BOUGHT-NBN' } : {}),
      })),
    };
    expect(routes('NBN-50', { retail })).toEqual(['wavelink WL-SP-NBN-50 opti-carrier']);
  });

  it('refuses what cannot be traced to a plan of the wholesaler', () => {
    expect(routes('ORPHAN')).toEqual(['wholesale_plan_missing']);
    expect(routes('NBN-50', { wholesaler: { hasAccount: false } })).toEqual(['wholesale_account_missing']);
    const wholesale = { ...WHOLESALE, packageServices: [['WL-NBN-50', 'WL-SP-VOIP'] as const] };
    expect(routes('NBN-50', { wholesale })).toEqual(['wholesale_service_missing']);
  });

  it('says a fault of several services once', () => {
    expect(routes('BUNDLE', { wholesaler: { hasAccount: false } })).toEqual(['wholesale_account_missing']);
  });
});
