/** Catalogues as published rows, a wholesaler with its retailer, and orders as data. */
import type { Actor, Tenant } from '#app/ports/platform.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import type { Contract, PackagePlan, Rate, RateCard, ServicePlan } from '#core/catalogue/rows.ts';
import { cents, type PriceE8 } from '#core/money.ts';
import type { Company, Order, OrderService, ProvisioningRequest } from '#core/orders/order.ts';
import { POWERS, type Power } from '#core/people/powers.ts';
import type { Database, Statement } from '#db/database.ts';
import {
  catalogueItem,
  catalogueVersion,
  contract,
  packagePlan,
  packageService,
  providerLink,
  rate,
  rateCard,
  servicePlan,
} from '#db/schema/index.ts';
import { anAccount, aPackagePlan, aProvider, aServicePlan } from './ledger-builders.ts';

export interface CatalogueContent {
  readonly packagePlans: readonly PackagePlan[];
  readonly servicePlans: readonly ServicePlan[];
  /** Codes of package and service plan, and how many. */
  readonly packageServices: readonly (readonly [
    packagePlan: string,
    servicePlan: string,
    quantity?: number,
  ])[];
  readonly rateCards: readonly RateCard[];
  readonly rates: readonly Rate[];
  readonly contracts?: readonly Contract[];
}

/** Publishes a catalogue as the provider's version 1, straight into the tables. Answers items by code. */
export async function aCatalogue(
  db: Database,
  { providerId }: Pick<Tenant, 'providerId'>,
  content: CatalogueContent,
): Promise<ReadonlyMap<string, number>> {
  const identified = [
    ...content.packagePlans.map(({ code }) => ({ providerId, kind: 'package_plan', code })),
    ...content.servicePlans.map(({ code }) => ({ providerId, kind: 'service_plan', code })),
    ...content.rateCards.map(({ code }) => ({ providerId, kind: 'rate_card', code })),
  ];
  const [inserted] = await db.write([
    db.orm
      .insert(catalogueItem)
      .values(identified)
      .returning({ kind: catalogueItem.kind, code: catalogueItem.code, id: catalogueItem.id }),
  ]);
  const items = new Map((inserted?.rows ?? []).map((row) => [`${row[0]} ${row[1]}`, Number(row[2])]));
  const published = <T extends { readonly code: string }>(kind: string, row: T) => ({
    ...row,
    providerId,
    fromVersion: 1,
    itemId: items.get(`${kind} ${row.code}`) ?? 0,
  });
  const versioned = <T extends object>(row: T) => ({ ...row, providerId, fromVersion: 1 });
  await db.write([
    db.orm.insert(catalogueVersion).values({
      providerId,
      number: 1,
      contentHash: 'as built',
      source: 'builtin',
      submittedBy: 'Pricing',
      approvedBy: 'Pricing Lead',
      publishedAt: LONG_AGO,
      added: identified.length,
      changed: 0,
      removed: 0,
    }),
    db.orm.insert(packagePlan).values(content.packagePlans.map((row) => published('package_plan', row))),
    db.orm.insert(servicePlan).values(content.servicePlans.map((row) => published('service_plan', row))),
    db.orm
      .insert(packageService)
      .values(
        content.packageServices.map(([plan, service, quantity]) =>
          versioned({ packagePlan: plan, servicePlan: service, quantity: quantity ?? 1 }),
        ),
      ),
    ...(content.rateCards.length === 0
      ? []
      : [db.orm.insert(rateCard).values(content.rateCards.map((row) => published('rate_card', row)))]),
    ...(content.rates.length === 0 ? [] : [db.orm.insert(rate).values(content.rates.map(versioned))]),
    ...(content.contracts?.length ? [db.orm.insert(contract).values(content.contracts.map(versioned))] : []),
  ]);
  return items;
}

/** Publishes version 2 of every provider's catalogue, without these package plans. */
export const withdrawPlans = (db: Database, codes: readonly string[]): Promise<void> =>
  publishAgain(db, [
    {
      sql: 'update package_plan set to_version = 2 where code in (select value from json_each(?))',
      args: [JSON.stringify(codes)],
    },
  ]);

/** Publishes version 2 of every provider's catalogue, as these statements leave it. */
export async function publishAgain(db: Database, changes: readonly Statement[]): Promise<void> {
  await db.write([
    {
      sql: `insert into catalogue_version (provider_id, number, content_hash, source, submitted_by, approved_by,
              published_at, added, changed, removed)
            select provider_id, 2, 'again', source, submitted_by, approved_by, published_at, 0, 0, 0
            from catalogue_version`,
      args: [],
    },
    ...changes,
  ]);
}

const LONG_AGO = '2020-01-01T00:00:00.000Z' as Instant;

const aRateCard = (code: string, overrides: Partial<RateCard> = {}): RateCard => ({
  code,
  name: code,
  side: 'sell',
  serviceType: 'Telephony',
  approvalStatus: 'Saleable',
  ...overrides,
});

const aRate = (card: string): Rate => ({
  rateCard: card,
  tariffKey: 'LOCAL',
  band: 'any',
  profile: 'Rate Per',
  flagfall: 0 as PriceE8,
  price: 10_000_000 as PriceE8,
  per: 60,
  minimum: null,
  increment: 60,
  fromQuantity: 0,
  minimumCharge: null,
  maximumCharge: null,
  effectiveFrom: '2020-01-01' as PlainDate,
  effectiveTo: null,
});

const data = (code: string, overrides: Partial<ServicePlan> = {}): ServicePlan =>
  aServicePlan({
    code,
    name: `${code} (internal)`,
    externalName: `${code} for customers`,
    serviceType: 'Data',
    productRateCard: 'PRODUCTS',
    includedQuantity: 0,
    unit: 'GB',
    excessRate: 0 as PriceE8,
    counted: 'Both',
    ...overrides,
  });
const voice = (code: string, overrides: Partial<ServicePlan> = {}): ServicePlan =>
  aServicePlan({
    code,
    serviceType: 'Telephony',
    productRateCard: 'PRODUCTS',
    rateCard: 'VOICE',
    ...overrides,
  });
const other = (code: string, overrides: Partial<ServicePlan> = {}): ServicePlan =>
  aServicePlan({ code, serviceType: 'Other', productRateCard: 'PRODUCTS', ...overrides });
const hosting = (code: string, overrides: Partial<ServicePlan> = {}): ServicePlan =>
  aServicePlan({
    code,
    serviceType: 'Hosting',
    productRateCard: 'PRODUCTS',
    provisioning: 'Automatic',
    supplier: 'bilby-hosting',
    ...overrides,
  });
const sell = (code: string, buyPlan: string, overrides: Partial<PackagePlan> = {}): PackagePlan =>
  aPackagePlan({ code, externalName: `${code} for customers`, buyPlan, ...overrides });
const buy = (code: string, overrides: Partial<PackagePlan> = {}): PackagePlan =>
  aPackagePlan({ code, side: 'buy', accessFee: cents(1500), ...overrides });
const boughtAs = (wholesalePlan: string): Partial<PackagePlan> => ({
  referenceName: 'wavelink',
  referenceKey: wholesalePlan,
});

/** Provisioned by the files of a carrier (WF-1). */
const CARRIED: Partial<ServicePlan> = { provisioning: 'Carrier workflow', supplier: 'opti-carrier' };

/** What the wholesaler sells: a data service, one with a phone line, and a line that a carrier provisions by files. */
export const WHOLESALE: CatalogueContent = {
  packagePlans: [
    sell('WL-NBN-50', 'WL-BUY-NBN-50', { accessFee: cents(5100), alignToInvoicePeriod: true }),
    buy('WL-BUY-NBN-50', { accessFee: cents(4500) }),
    sell('WL-BUNDLE', 'WL-BUY-BUNDLE', { accessFee: cents(5300) }),
    buy('WL-BUY-BUNDLE', { accessFee: cents(4700) }),
    sell('WL-OLD', 'WL-BUY-NBN-50', { approvalStatus: 'Grandfathered' }),
    sell('WL-LINE', 'WL-BUY-LINE'),
    buy('WL-BUY-LINE'),
  ],
  servicePlans: [
    data('WL-SP-NBN-50', { buyPlan: 'WL-SP-BUY-NBN-50', supplier: 'opti-carrier' }),
    data('WL-SP-BUY-NBN-50', { side: 'buy', supplier: 'opti-carrier' }),
    voice('WL-SP-VOIP', { buyPlan: 'WL-SP-BUY-VOIP', supplier: 'kookaburra-voice' }),
    voice('WL-SP-BUY-VOIP', { side: 'buy', supplier: 'kookaburra-voice' }),
    voice('WL-SP-LINE', { buyPlan: 'WL-SP-BUY-LINE', ...CARRIED }),
    voice('WL-SP-BUY-LINE', { side: 'buy', ...CARRIED }),
  ],
  packageServices: [
    ['WL-NBN-50', 'WL-SP-NBN-50'],
    ['WL-BUY-NBN-50', 'WL-SP-BUY-NBN-50'],
    ['WL-BUNDLE', 'WL-SP-NBN-50'],
    ['WL-BUNDLE', 'WL-SP-VOIP'],
    ['WL-BUY-BUNDLE', 'WL-SP-BUY-NBN-50'],
    ['WL-BUY-BUNDLE', 'WL-SP-BUY-VOIP'],
    ['WL-OLD', 'WL-SP-NBN-50'],
    ['WL-LINE', 'WL-SP-LINE'],
    ['WL-BUY-LINE', 'WL-SP-BUY-LINE'],
  ],
  rateCards: [aRateCard('PRODUCTS', { serviceType: 'Other' }), aRateCard('VOICE')],
  rates: [aRate('VOICE')],
};

/**
 * What the retailer sells: bought from the wholesaler (NBN-50, NBN-FLEX, BUNDLE, LINE), from carriers outside (ROUTER, PSTN and, two
 * in one package, LINES), nobody's work (HOST), both kinds of work at once (SITE), with a signed contract (SIGNED), not on sale (DRAFT), bought badly (ORPHAN).
 */
export const RETAIL: CatalogueContent = {
  packagePlans: [
    sell('NBN-50', 'BUY-NBN-50', {
      setupFee: cents(4900),
      accessFee: cents(6995),
      alignToInvoicePeriod: true,
      saleableInSignupPortal: true,
    }),
    sell('NBN-FLEX', 'BUY-NBN-50', { honourFirstPeriodEnd: true }),
    buy('BUY-NBN-50', { ...boughtAs('WL-NBN-50'), accessFee: cents(5100), alignToInvoicePeriod: true }),
    sell('BUNDLE', 'BUY-BUNDLE', { accessFee: cents(7595) }),
    buy('BUY-BUNDLE', { ...boughtAs('WL-BUNDLE'), accessFee: cents(5300) }),
    sell('ROUTER', 'BUY-ROUTER', { accessFee: null, honourFirstPeriodEnd: true }),
    buy('BUY-ROUTER'),
    sell('PSTN', 'BUY-PSTN'),
    buy('BUY-PSTN'),
    sell('LINES', 'BUY-LINES'),
    buy('BUY-LINES'),
    sell('LINE', 'BUY-LINE'),
    buy('BUY-LINE', boughtAs('WL-LINE')),
    sell('HOST', 'BUY-HOST'),
    buy('BUY-HOST'),
    sell('SITE', 'BUY-SITE'),
    buy('BUY-SITE'),
    sell('SIGNED', 'BUY-ROUTER', { customerContractRequired: true, defaultContractType: 'CARE-12M' }),
    sell('DRAFT', 'BUY-NOTHING', { approvalStatus: 'Draft' }),
    sell('LATER', 'BUY-ROUTER', { saleableFrom: '2026-06-01' as PlainDate }),
    sell('OVER', 'BUY-ROUTER', { saleableTo: '2026-02-28' as PlainDate }),
    sell('ORPHAN', 'BUY-ORPHAN'),
    buy('BUY-ORPHAN'),
    sell('OUTDATED', 'BUY-OUTDATED'),
    buy('BUY-OUTDATED', boughtAs('WL-OLD')),
  ],
  servicePlans: [
    data('SP-NBN-50', { buyPlan: 'WL-SP-NBN-50', supplier: 'wavelink' }),
    data('WL-SP-NBN-50', { side: 'buy', supplier: 'wavelink' }),
    voice('SP-VOIP', { buyPlan: 'WL-SP-VOIP', supplier: 'wavelink' }),
    voice('WL-SP-VOIP', { side: 'buy', supplier: 'wavelink' }),
    other('SP-ROUTER', {
      buyPlan: 'SP-BUY-ROUTER',
      supplier: 'opti-carrier',
      accessFee: cents(1495),
      setupFee: cents(500),
    }),
    other('SP-BUY-ROUTER', { side: 'buy', supplier: 'opti-carrier', accessFee: cents(600) }),
    voice('SP-PSTN', { buyPlan: 'SP-BUY-PSTN', ...CARRIED }),
    voice('SP-BUY-PSTN', { side: 'buy', ...CARRIED }),
    voice('SP-LINE', { buyPlan: 'WL-SP-LINE', supplier: 'wavelink' }),
    voice('WL-SP-LINE', { side: 'buy', supplier: 'wavelink' }),
    hosting('SP-HOST', { buyPlan: 'SP-BUY-HOST' }),
    hosting('SP-BUY-HOST', { side: 'buy' }),
  ],
  packageServices: [
    ['NBN-50', 'SP-NBN-50'],
    ['NBN-FLEX', 'SP-NBN-50'],
    ['BUY-NBN-50', 'WL-SP-NBN-50'],
    ['BUNDLE', 'SP-NBN-50'],
    ['BUNDLE', 'SP-VOIP'],
    ['BUY-BUNDLE', 'WL-SP-NBN-50'],
    ['BUY-BUNDLE', 'WL-SP-VOIP'],
    ['ROUTER', 'SP-ROUTER'],
    ['SIGNED', 'SP-ROUTER'],
    ['LATER', 'SP-ROUTER'],
    ['OVER', 'SP-ROUTER'],
    ['BUY-ROUTER', 'SP-BUY-ROUTER'],
    ['PSTN', 'SP-PSTN'],
    ['BUY-PSTN', 'SP-BUY-PSTN'],
    ['LINES', 'SP-PSTN', 2],
    ['BUY-LINES', 'SP-BUY-PSTN', 2],
    ['LINE', 'SP-LINE'],
    ['BUY-LINE', 'WL-SP-LINE'],
    ['HOST', 'SP-HOST'],
    ['BUY-HOST', 'SP-BUY-HOST'],
    ['SITE', 'SP-ROUTER', 2],
    ['SITE', 'SP-HOST'],
    ['BUY-SITE', 'SP-BUY-ROUTER', 2],
    ['BUY-SITE', 'SP-BUY-HOST'],
    ['ORPHAN', 'SP-NBN-50'],
    ['BUY-ORPHAN', 'WL-SP-NBN-50'],
    ['OUTDATED', 'SP-NBN-50'],
    ['BUY-OUTDATED', 'WL-SP-NBN-50'],
  ],
  rateCards: [aRateCard('PRODUCTS', { serviceType: 'Other' }), aRateCard('VOICE')],
  rates: [aRate('VOICE')],
  contracts: [
    {
      contractType: 'CARE-12M',
      pool: 'CARE',
      termMonths: 12,
      breakOutFee: cents(9900),
      packagePlan: 'SIGNED',
    },
  ],
};

/** The same, bought from a wholesaler of another code. */
const retailFrom = (wholesaler: string): CatalogueContent => ({
  ...RETAIL,
  packagePlans: RETAIL.packagePlans.map((plan) =>
    plan.referenceName === 'wavelink' ? { ...plan, referenceName: wholesaler } : plan,
  ),
  servicePlans: RETAIL.servicePlans.map((plan) =>
    plan.supplier === 'wavelink' ? { ...plan, supplier: wholesaler } : plan,
  ),
});

/** The retailer's account in the wholesaler's books, as the link between the two names it. */
const RETAILER_ACCOUNT = 'W-BLUEGUM';
/** The retailer's first customer. */
export const CUSTOMER = 'BG-10001';

export interface TradingPair {
  readonly wavelink: Tenant;
  readonly bluegum: Tenant;
  /** Keys of the customer's account at the retailer, and of the retailer's at the wholesaler. */
  readonly customerId: number;
  readonly retailerAccountId: number;
}

/** Fills two companies' books: catalogues, the retailer's customer, the retailer as the wholesaler's customer. */
export async function stockTradingPair(
  db: Database,
  tenants: Pick<TradingPair, 'wavelink' | 'bluegum'>,
): Promise<TradingPair> {
  await aCatalogue(db, tenants.wavelink, WHOLESALE);
  await aCatalogue(db, tenants.bluegum, retailFrom(tenants.wavelink.providerCode));
  return {
    ...tenants,
    customerId: await anAccount(db, tenants.bluegum, { reference: CUSTOMER, name: 'Ann Example' }),
    retailerAccountId: await anAccount(db, tenants.wavelink, {
      reference: RETAILER_ACCOUNT,
      name: 'Bluegum Telecom',
      invoiceDay: 15,
    }),
  };
}

/** A wholesaler in Sydney and its retailer in Perth, linked, with all that orders need. */
export async function aTradingPair(db: Database): Promise<TradingPair> {
  const wavelink = await aProvider(db, {
    code: 'wavelink',
    name: 'Wavelink Wholesale',
    timeZone: 'Australia/Sydney',
    invoicePrefix: 'WL-',
    features: ['set_first_period_end'],
  });
  const bluegum = await aProvider(db, {
    code: 'bluegum',
    name: 'Bluegum Telecom',
    timeZone: 'Australia/Perth',
    invoicePrefix: 'BG-',
    features: ['set_first_period_end', 'signup_portal'],
  });
  await db.write([
    db.orm.insert(providerLink).values({
      wholesalerId: wavelink.providerId,
      retailerId: bluegum.providerId,
      accountReference: RETAILER_ACCOUNT,
    }),
  ]);
  return stockTradingPair(db, { wavelink, bluegum });
}

let people = 0;

/** Somebody of a company, with every power unless it says which. */
export const anActor = (
  tenant: Tenant,
  {
    name = 'Dana Somebody',
    powers = POWERS,
    via = 'api',
  }: { name?: string; powers?: readonly Power[]; via?: Actor['via'] } = {},
): Actor => {
  people += 1;
  return {
    ...tenant,
    actorId: `usr_${people}`,
    actorName: name,
    via,
    powers: new Set(powers),
    requestId: null,
  };
};

// ---- orders as data

export const SELLER: Company = { id: 1, code: 'bluegum', name: 'Bluegum Telecom' };
export const WHOLESALER: Company = { id: 2, code: 'wavelink', name: 'Wavelink Wholesale' };

const AT = '2026-03-02T00:00:00.000Z' as Instant;
const PLACED = {
  event: 'placed',
  actor: 'Sam Seller',
  company: SELLER,
  at: AT,
  visibility: 'customer',
} as const;

const aRequest = (overrides: Partial<ProvisioningRequest> = {}): ProvisioningRequest => ({
  id: 70,
  queue: WHOLESALER,
  servicePlan: { id: 700, code: 'WL-SP-NBN-50' },
  supplier: 'opti-carrier',
  status: 'pending',
  assignee: null,
  rejectionDetails: null,
  workflow: null,
  version: 1,
  createdAt: AT,
  lastChange: PLACED,
  ...overrides,
});

/** A service of an order, in the wholesaler's queue; its request follows its status. */
export const anOrderService = (
  overrides: Partial<Omit<OrderService, 'request'>> & {
    readonly request?: Partial<ProvisioningRequest> | null;
  } = {},
): OrderService => {
  const { request = {}, ...service } = overrides;
  const position = service.position ?? 1;
  const status = service.status ?? 'pending';
  const halted = status === 'halted' ? { rejectionDetails: 'No such address.' } : {};
  return {
    id: 50 + position,
    position,
    servicePlan: { id: 500, code: 'SP-NBN-50' },
    buyServicePlan: { id: 501, code: 'WL-SP-NBN-50' },
    wholesaleServicePlan: { id: 700, code: 'WL-SP-NBN-50' },
    serviceType: 'Data',
    details: { address: '1 High Street, Geelong VIC 3220' },
    status,
    activatedOn: null,
    ...service,
    request: request === null ? null : aRequest({ id: 70 + position, status, ...halted, ...request }),
  };
};

export const anOrder = (overrides: Partial<Order> = {}): Order => ({
  id: 40,
  number: 'BG-O-40',
  version: 1,
  seller: SELLER,
  account: { id: 30, reference: CUSTOMER, name: 'Ann Example' },
  packagePlan: { id: 600, code: 'NBN-50' },
  buyPackagePlan: { id: 601, code: 'BUY-NBN-50' },
  wholesale: { company: WHOLESALER, packagePlan: { id: 800, code: 'WL-NBN-50' } },
  status: 'pending',
  requestedOn: null,
  contractType: null,
  lastChange: PLACED,
  subscription: null,
  supply: null,
  services: [anOrderService()],
  ...overrides,
});
