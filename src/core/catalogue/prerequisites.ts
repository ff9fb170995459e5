/**
 * CAT-3: what a package plan needs before it can be subscribed to. Whoever asks is told every prerequisite, met or not,
 * with what is missing by name.
 */
import type { CatalogueSnapshot, PackagePlan, PackageService, RateCard, ServicePlan } from './rows.ts';

export const PREREQUISITES = [
  'service_plans_linked',
  'service_plans_saleable',
  'product_rate_cards_saleable',
  'rate_cards_ready',
  'data_billing_configured',
  'buy_and_sell_linked',
] as const;
export type PrerequisiteCode = (typeof PREREQUISITES)[number];

export interface Prerequisite {
  readonly code: PrerequisiteCode;
  readonly ok: boolean;
  /** One sentence: what is met, or what is missing and where it is put right. */
  readonly message: string;
}

/** What prerequisites are read from, by code: made once for a snapshot, asked for many plans. */
export interface PlanIndex {
  readonly packagePlans: ReadonlyMap<string, PackagePlan>;
  readonly servicePlans: ReadonlyMap<string, ServicePlan>;
  readonly rateCards: ReadonlyMap<string, RateCard & { readonly rateCount: number }>;
  /** The rows of Package Services, by package plan. */
  readonly services: ReadonlyMap<string, readonly PackageService[]>;
}

type Indexed = {
  readonly [K in
    | 'packagePlans'
    | 'servicePlans'
    | 'packageServices']: CatalogueSnapshot[K] extends readonly (infer Row)[]
    ? readonly Omit<Row, 'itemId'>[]
    : never;
} & { readonly rateCards: readonly (RateCard & { readonly rateCount: number })[] };

export function indexPlans(catalogue: Indexed): PlanIndex {
  const services = new Map<string, PackageService[]>();
  for (const link of catalogue.packageServices) {
    const links = services.get(link.packagePlan);
    if (links) links.push(link);
    else services.set(link.packagePlan, [link]);
  }
  return {
    packagePlans: byCode(catalogue.packagePlans),
    servicePlans: byCode(catalogue.servicePlans),
    rateCards: byCode(catalogue.rateCards),
    services,
  };
}

const byCode = <Row extends { readonly code: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.code, row]));

/** Every prerequisite of a package plan, in a fixed order. */
export function prerequisitesOf(plan: PackagePlan, index: PlanIndex): Prerequisite[] {
  const linked = (index.services.get(plan.code) ?? []).flatMap(
    ({ servicePlan }) => index.servicePlans.get(servicePlan) ?? [],
  );
  return [
    servicePlansLinked(plan, linked),
    servicePlansSaleable(linked),
    productRateCardsSaleable(linked, index),
    rateCardsReady(linked, index),
    dataBillingConfigured(linked),
    buyAndSellLinked(plan, linked, index),
  ];
}

export const canBeSubscribedTo = (prerequisites: readonly Prerequisite[]): boolean =>
  prerequisites.every(({ ok }) => ok);

const judge = (
  code: PrerequisiteCode,
  missing: readonly string[],
  met: string,
  remedy: string,
): Prerequisite => ({
  code,
  ok: missing.length === 0,
  message: missing.length === 0 ? met : `${missing.join('; ')}. ${remedy}`,
});

const servicePlansLinked = (plan: PackagePlan, linked: readonly ServicePlan[]): Prerequisite =>
  judge(
    'service_plans_linked',
    linked.length === 0 ? [`No service plan is linked to ${plan.code}`] : [],
    `Linked service plans: ${linked.map(({ code }) => code).join(', ')}.`,
    'Add a row for it to Package Services.',
  );

const servicePlansSaleable = (linked: readonly ServicePlan[]): Prerequisite =>
  judge(
    'service_plans_saleable',
    linked
      .filter(({ approvalStatus }) => approvalStatus !== 'Saleable')
      .map(({ code, approvalStatus }) => `Service plan ${code} is ${approvalStatus}`),
    'Every linked service plan is Saleable.',
    'Bring each to Saleable in Service Plans.',
  );

const productRateCardsSaleable = (linked: readonly ServicePlan[], index: PlanIndex): Prerequisite =>
  judge(
    'product_rate_cards_saleable',
    linked.flatMap(({ code, productRateCard }) => {
      if (productRateCard === null) return [`Service plan ${code} has no product rate card`];
      return saleableCard(code, productRateCard, index);
    }),
    'Every linked service plan has a Saleable product rate card.',
    'Name a card in Service Plans › Product Rate Card, and bring it to Saleable in Rate Cards.',
  );

const rateCardsReady = (linked: readonly ServicePlan[], index: PlanIndex): Prerequisite =>
  judge(
    'rate_cards_ready',
    linked
      .filter(({ serviceType }) => serviceType === 'Telephony')
      .flatMap(({ code, rateCard }) => {
        if (rateCard === null) return [`Telephony plan ${code} has no rate card`];
        const isEmpty = index.rateCards.get(rateCard)?.rateCount === 0;
        return [
          ...saleableCard(code, rateCard, index),
          ...(isEmpty ? [`Rate card ${rateCard} of ${code} has no rate`] : []),
        ];
      }),
    'Every telephony plan has a Saleable rate card with at least one rate.',
    'See Service Plans › Rate Card, Rate Cards and Rates.',
  );

function saleableCard(servicePlan: string, cardCode: string, index: PlanIndex): string[] {
  const card = index.rateCards.get(cardCode);
  if (!card) return [`Rate card ${cardCode} of ${servicePlan} does not exist`];
  return card.approvalStatus === 'Saleable'
    ? []
    : [`Rate card ${cardCode} of ${servicePlan} is ${card.approvalStatus}`];
}

const dataBillingConfigured = (linked: readonly ServicePlan[]): Prerequisite =>
  judge(
    'data_billing_configured',
    linked
      .filter(({ serviceType }) => serviceType === 'Data')
      .flatMap((plan) => {
        const blank = [
          plan.includedQuantity === null ? 'Included Quantity' : null,
          plan.unit === null ? 'Unit' : null,
          plan.excessRate === null ? 'Excess Rate' : null,
          plan.counted === null ? 'Counted' : null,
        ].filter((heading) => heading !== null);
        return blank.length === 0 ? [] : [`Data plan ${plan.code} lacks ${blank.join(', ')}`];
      }),
    'Every data plan has its data billing configured.',
    'Fill them in Service Plans; a Cap is optional.',
  );

function buyAndSellLinked(plan: PackagePlan, linked: readonly ServicePlan[], index: PlanIndex): Prerequisite {
  const missing = plan.side === 'buy' ? strayServices(plan, linked) : unlinkedSides(plan, linked, index);
  return judge(
    'buy_and_sell_linked',
    missing,
    plan.side === 'buy'
      ? 'A buy plan of buy service plans; the sell plans that use it link to it.'
      : 'Package plan and service plans are linked to their buy plans.',
    'See Buy Plan in Package Plans and Service Plans, and the buy plan in Package Services.',
  );
}

/** On the buy side links come from the sell plans; what is left to check is that no sell service crept in. */
const strayServices = (plan: PackagePlan, linked: readonly ServicePlan[]): string[] =>
  linked
    .filter(({ side }) => side !== 'buy')
    .map(({ code }) => `Service plan ${code} of buy plan ${plan.code} is a sell plan`);

function unlinkedSides(plan: PackagePlan, linked: readonly ServicePlan[], index: PlanIndex): string[] {
  const buyPackage = plan.buyPlan === null ? undefined : index.packagePlans.get(plan.buyPlan);
  const bought = new Set(
    (index.services.get(plan.buyPlan ?? '') ?? []).map(({ servicePlan }) => servicePlan),
  );
  return [
    ...buyPlanFault('Package plan', plan, buyPackage),
    ...linked.flatMap((service) => {
      if (service.side !== 'sell') return [`Service plan ${service.code} is a buy plan, in a sell package`];
      const buyService = service.buyPlan === null ? undefined : index.servicePlans.get(service.buyPlan);
      const faults = buyPlanFault('Service plan', service, buyService);
      if (faults.length > 0 || !buyPackage || bought.has(service.buyPlan ?? '')) return faults;
      return [
        `Buy plan ${buyPackage.code} does not hold ${service.buyPlan}, the buy plan of ${service.code}`,
      ];
    }),
  ];
}

function buyPlanFault(
  what: string,
  plan: { readonly code: string; readonly buyPlan: string | null },
  buyPlan: { readonly side: string } | undefined,
): string[] {
  if (plan.buyPlan === null) return [`${what} ${plan.code} has no buy plan`];
  if (!buyPlan) return [`Buy plan ${plan.buyPlan} of ${plan.code} does not exist`];
  return buyPlan.side === 'buy' ? [] : [`${plan.buyPlan}, named as buy plan of ${plan.code}, is a sell plan`];
}
