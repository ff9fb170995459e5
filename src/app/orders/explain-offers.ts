import { indexPlans } from '#core/catalogue/prerequisites.ts';
import type { Contract, ServiceType } from '#core/catalogue/rows.ts';
import type { TaxRate } from '#core/money.ts';
import {
  checkOrderable,
  contractTypesOf,
  type OrderingContext,
  type PackageRow,
} from '#core/orders/offer.ts';
import { type DetailField, serviceFieldsOf } from '#core/orders/service-details.ts';
import { servicesOf } from '#core/orders/sourcing.ts';
import { type Fault, ok, type Result } from '#core/result.ts';
import { requirePower, today } from '../actor.ts';
import type { PlacingFacts } from '../ports/orders.ts';
import type { Actor } from '../ports/platform.ts';
import { companyOf } from './change-order.ts';
import { type Price, packageFeesOf, priceOf } from './package-fees.ts';
import type { OrderPorts } from './services.ts';

/** A plan that can be ordered now, with all that a form has to ask for. */
export interface Offer {
  readonly packagePlan: string;
  readonly name: string;
  readonly externalName: string;
  readonly description: string | null;
  readonly services: readonly {
    readonly servicePlan: string;
    readonly name: string;
    readonly externalName: string;
    readonly serviceType: ServiceType;
    readonly fields: readonly DetailField[];
  }[];
  /** What the customer pays (FEE-3), with the tax of each fee. */
  readonly setupFee: Price;
  /** Each period. */
  readonly accessFee: Price;
  readonly periodLengthMonths: number;
  readonly contractTypes: readonly string[];
  /** The same with what they bind to: months, and the fee for leaving early (ex tax). */
  readonly contracts: readonly Pick<Contract, 'contractType' | 'termMonths' | 'breakOutFee'>[];
  readonly defaultContractType: string | null;
  /** CON-1: the signed contract has to be uploaded with the order. */
  readonly contractRequired: boolean;
}

/** A sell plan that cannot be ordered now. */
export interface RefusedPlan {
  readonly packagePlan: string;
  readonly name: string;
  readonly externalName: string;
  /** Every prerequisite that fails (CAT-3), and why it is not on offer (CAT-4). */
  readonly reasons: readonly Fault[];
}

/** All sell plans: those that whoever asks (staff or portal) can order today, and the others with every reason (CAT-3, CAT-4). */
export const makeExplainOffers =
  (ports: Pick<OrderPorts, 'orders' | 'catalogue' | 'clock'>) =>
  async (
    actor: Actor,
  ): Promise<Result<{ readonly offers: readonly Offer[]; readonly refused: readonly RefusedPlan[] }>> => {
    const allowed = requirePower(actor, 'orders');
    if (!allowed.ok) return allowed;
    const facts = await ports.orders.placingFacts(actor.providerId, null);
    const context = await orderingContext(ports, actor, facts);
    const index = indexPlans(context.catalogue);
    const offers: Offer[] = [];
    const refused: RefusedPlan[] = [];
    for (const plan of context.catalogue.packagePlans) {
      if (plan.side !== 'sell') continue;
      const orderable = checkOrderable(plan, context, index);
      if (orderable.ok) offers.push(toOffer(plan, context, facts.defaultTaxRate));
      else refused.push(toRefused(plan, orderable.faults));
    }
    return ok({ offers, refused });
  };

/** What is on offer to whom, today and from whom. */
export async function orderingContext(
  { catalogue, clock }: Pick<OrderPorts, 'catalogue' | 'clock'>,
  actor: Actor,
  facts: PlacingFacts,
): Promise<OrderingContext> {
  const [own, ...others] = await Promise.all([
    catalogue.snapshot(actor.providerId),
    ...facts.wholesalers.map(async ({ company, hasAccount }) => ({
      company,
      hasAccount,
      catalogue: await catalogue.snapshot(company.id),
    })),
  ]);
  return {
    seller: companyOf(actor),
    catalogue: own,
    wholesalers: others,
    today: today(clock, actor),
    channel: actor.via === 'portal' ? 'portal' : 'staff',
    hasPortal: facts.features.includes('signup_portal'),
  };
}

const toRefused = ({ code, name, externalName }: PackageRow, reasons: readonly Fault[]): RefusedPlan => ({
  packagePlan: code,
  name,
  externalName,
  reasons,
});

function toOffer(plan: PackageRow, { catalogue }: OrderingContext, defaultTaxRate: TaxRate): Offer {
  const services = servicesOf(plan, catalogue);
  const fees = packageFeesOf(plan, services, defaultTaxRate);
  return {
    packagePlan: plan.code,
    name: plan.name,
    externalName: plan.externalName,
    description: plan.description,
    services: services.map(({ code, name, externalName, serviceType }) => ({
      servicePlan: code,
      name,
      externalName,
      serviceType,
      fields: serviceFieldsOf(serviceType),
    })),
    setupFee: priceOf(fees.setup),
    accessFee: priceOf(fees.access),
    periodLengthMonths: plan.periodLengthMonths,
    contractTypes: contractTypesOf(plan.code, catalogue),
    contracts: catalogue.contracts
      .filter(({ packagePlan }) => packagePlan === plan.code)
      .map(({ contractType, termMonths, breakOutFee }) => ({ contractType, termMonths, breakOutFee })),
    defaultContractType: plan.defaultContractType,
    contractRequired: plan.customerContractRequired,
  };
}
