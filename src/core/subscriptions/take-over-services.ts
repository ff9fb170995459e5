/**
 * BILL-9: which services go on under another package plan. One goes on where the new plan has a service of the same type from
 * the same source, or one that is nobody's work; what needs somebody's work first takes an order (PROV-1).
 */
import type { CatalogueSnapshot, ServiceType } from '../catalogue/rows.ts';
import type { SourcedService } from '../orders/sourcing.ts';
import { conflict, fault, no, ok, type Result } from '../result.ts';
import type { SubscriptionService } from './subscription.ts';

export interface ServiceTakenOver {
  readonly service: SubscriptionService;
  /** What it is on the new plan, on every side. */
  readonly as: SourcedService;
}

/** Services in force of the sell side, paired with those of the new plan; what is left of the old ones ends. */
export function takeOverServices(
  services: readonly SubscriptionService[],
  sourced: readonly SourcedService[],
  { planCode, catalogue }: { readonly planCode: string; readonly catalogue: CatalogueSnapshot },
): Result<readonly ServiceTakenOver[]> {
  const waiting = services.filter(({ status }) => status === 'pending');
  if (waiting.length > 0)
    return conflict(
      'services_pending',
      `${waiting.map(({ servicePlan }) => servicePlan.code).join(', ')} of this subscription is not active yet: activate it or cancel what is left of the order first.`,
    );
  const left = new Set(services);
  const pairs = new Map<number, SubscriptionService>();
  for (const fits of [samePlan, sameSource(catalogue), nobodysWork(catalogue)])
    for (const service of sourced) {
      if (pairs.has(service.position)) continue;
      const old = [...left].find((candidate) => fits(candidate, service));
      if (old === undefined) continue;
      pairs.set(service.position, old);
      left.delete(old);
    }
  const missing = sourced.filter(({ position }) => !pairs.has(position));
  if (missing.length > 0)
    return no(
      ...missing.map(({ plan, serviceType }) =>
        fault(
          'service_needs_order',
          `${planCode} has the ${serviceType} service ${plan.code}, which no service of this subscription can go on as: it has to be provisioned. Place an order for ${planCode} and cancel this subscription.`,
          'plan',
        ),
      ),
    );
  return ok(
    sourced.flatMap((as) => {
      const service = pairs.get(as.position);
      return service ? [{ service, as }] : [];
    }),
  );
}

type Fits = (old: SubscriptionService, as: SourcedService) => boolean;

const samePlan: Fits = ({ servicePlan }, { plan }) => servicePlan.id === plan.id;

const sameSource =
  (catalogue: CatalogueSnapshot): Fits =>
  ({ servicePlan }, { plan }) => {
    const [before, after] = [sourceOf(catalogue, servicePlan.id), sourceOf(catalogue, plan.id)];
    return (
      before !== null &&
      after !== null &&
      before.serviceType === after.serviceType &&
      before.supplier === after.supplier
    );
  };

const nobodysWork =
  (catalogue: CatalogueSnapshot): Fits =>
  ({ servicePlan }, { request, serviceType }) =>
    request === null && sourceOf(catalogue, servicePlan.id)?.serviceType === serviceType;

/** Whom a service is had from, by its buy plan or its own (PROV-1); null where its plan is in the catalogue no longer. */
function sourceOf(
  { servicePlans }: CatalogueSnapshot,
  servicePlanId: number,
): { readonly serviceType: ServiceType; readonly supplier: string | null } | null {
  const plan = servicePlans.find(({ itemId }) => itemId === servicePlanId);
  if (plan === undefined) return null;
  const bought = servicePlans.find(({ code, side }) => code === plan.buyPlan && side === 'buy');
  return { serviceType: plan.serviceType, supplier: bought?.supplier ?? plan.supplier };
}
