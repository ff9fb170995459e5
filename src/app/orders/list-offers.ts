import type { ServiceType } from '#core/catalogue/rows.ts';
import {
  checkOrderable,
  contractTypesOf,
  type OrderingContext,
  type PackageRow,
} from '#core/orders/offer.ts';
import { type DetailField, serviceFieldsOf } from '#core/orders/service-details.ts';
import { servicesOf } from '#core/orders/sourcing.ts';
import { ok, type Result } from '#core/result.ts';
import { requirePower, today } from '../actor.ts';
import type { PlacingFacts } from '../ports/orders.ts';
import type { Actor } from '../ports/platform.ts';
import { companyOf } from './change-order.ts';
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
  readonly contractTypes: readonly string[];
  readonly defaultContractType: string | null;
  /** CON-1: the signed contract has to be uploaded with the order. */
  readonly contractRequired: boolean;
}

/** CAT-4: the plans for an order screen, those alone that can be ordered today by whoever asks (staff or portal). */
export const makeListOffers =
  (ports: Pick<OrderPorts, 'orders' | 'catalogue' | 'clock'>) =>
  async (actor: Actor): Promise<Result<readonly Offer[]>> => {
    const allowed = requirePower(actor, 'orders');
    if (!allowed.ok) return allowed;
    const facts = await ports.orders.placingFacts(actor.providerId, null);
    const context = await orderingContext(ports, actor, facts);
    return ok(
      context.catalogue.packagePlans
        .filter((plan) => plan.side === 'sell' && checkOrderable(plan, context).ok)
        .map((plan) => toOffer(plan, context)),
    );
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

const toOffer = (plan: PackageRow, { catalogue }: OrderingContext): Offer => ({
  packagePlan: plan.code,
  name: plan.name,
  externalName: plan.externalName,
  description: plan.description,
  services: servicesOf(plan, catalogue).map(({ code, name, externalName, serviceType }) => ({
    servicePlan: code,
    name,
    externalName,
    serviceType,
    fields: serviceFieldsOf(serviceType),
  })),
  contractTypes: contractTypesOf(plan.code, catalogue),
  defaultContractType: plan.defaultContractType,
  contractRequired: plan.customerContractRequired,
});
