/**
 * Where each service of a package comes from (PROV-1): as which buy plans, from which wholesaler in Cardline and as which
 * of its plans, and in whose queue its work waits. Worked out when an order is placed and kept with it, so that a later
 * change of the catalogue does not re-route what was ordered.
 */
import type { CatalogueSnapshot, ServicePlan, ServiceType } from '../catalogue/rows.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import type { Company, PlanRef } from './order.ts';

type PackageRow = CatalogueSnapshot['packagePlans'][number];
type ServiceRow = CatalogueSnapshot['servicePlans'][number];

/** A wholesaler in Cardline that the seller is a customer of. */
export interface Wholesaler {
  readonly company: Company;
  readonly catalogue: CatalogueSnapshot;
  /** Whether the seller's account is in the wholesaler's books: without it nothing can be billed there. */
  readonly hasAccount: boolean;
}

export interface SourcedService {
  readonly position: number;
  readonly plan: PlanRef;
  readonly serviceType: ServiceType;
  readonly buyPlan: PlanRef | null;
  readonly wholesalePlan: PlanRef | null;
  /** null: nobody's work (Automatic). */
  readonly request: {
    readonly queue: Company;
    readonly servicePlan: PlanRef;
    readonly supplier: string;
    /** The supplier works on it by files (WF-1), not somebody in the queue. */
    readonly isCarrierWorkflow: boolean;
  } | null;
}

export interface Sourcing {
  readonly buyPlan: PlanRef | null;
  readonly wholesale: { readonly company: Company; readonly packagePlan: PlanRef } | null;
  readonly services: readonly SourcedService[];
}

const ref = ({ itemId, code }: { readonly itemId: number; readonly code: string }): PlanRef => ({
  id: itemId,
  code,
});

/**
 * Sources a sell package plan. What is bought from a provider in Cardline must be traceable to that provider's own plans,
 * or neither side could be billed (PROV-2): `wholesale_plan_missing`, `wholesale_service_missing`, `wholesale_account_missing`.
 */
export function sourcePackage(
  plan: PackageRow,
  catalogue: CatalogueSnapshot,
  seller: Company,
  wholesalers: readonly Wholesaler[],
): Result<Sourcing> {
  const buyPlan = catalogue.packagePlans.find(({ code, side }) => code === plan.buyPlan && side === 'buy');
  const wholesaler = wholesalers.find(({ company }) => company.code === buyPlan?.referenceName);
  const wholesalePlan = wholesaler?.catalogue.packagePlans.find(
    ({ code, side }) => code === buyPlan?.referenceKey && side === 'sell',
  );
  const faults: Fault[] = [];
  const services = servicesOf(plan, catalogue).map((service, index): SourcedService => {
    const bought = catalogue.servicePlans.find(
      ({ code, side }) => code === service.buyPlan && side === 'buy',
    );
    const supplier = bought?.supplier ?? service.supplier;
    const from = wholesalers.find(({ company }) => company.code === supplier);
    const theirs =
      from && wholesalePlan && from === wholesaler
        ? counterpart(bought ?? service, servicesOf(wholesalePlan, from.catalogue))
        : undefined;
    if (from)
      faults.push(
        ...faultsOf({
          plan,
          buyPlan,
          service,
          from,
          wholesalePlan: from === wholesaler ? wholesalePlan : undefined,
          theirs,
        }),
      );
    const worker = theirs && from ? { queue: from.company, plan: theirs } : { queue: seller, plan: service };
    return {
      position: index + 1,
      plan: ref(service),
      serviceType: service.serviceType,
      buyPlan: bought ? ref(bought) : null,
      wholesalePlan: theirs ? ref(theirs) : null,
      request:
        worker.plan.provisioning === 'Automatic'
          ? null
          : {
              queue: worker.queue,
              servicePlan: ref(worker.plan),
              supplier: worker.plan.supplier ?? worker.queue.code,
              isCarrierWorkflow: worker.plan.provisioning === 'Carrier workflow',
            },
    };
  });
  if (faults.length > 0) return no(...uniqueByMessage(faults));
  const isWholesale = services.some((service) => service.wholesalePlan !== null);
  return ok({
    buyPlan: buyPlan ? ref(buyPlan) : null,
    wholesale:
      isWholesale && wholesaler && wholesalePlan
        ? { company: wholesaler.company, packagePlan: ref(wholesalePlan) }
        : null,
    services,
  });
}

/** The services of a package, one for each of a quantity, in the package's order. */
export const servicesOf = (
  plan: Pick<PackageRow, 'code'>,
  catalogue: CatalogueSnapshot,
): readonly ServiceRow[] =>
  catalogue.packageServices
    .filter(({ packagePlan }) => packagePlan === plan.code)
    .flatMap(({ servicePlan, quantity }) => {
      const row = catalogue.servicePlans.find(({ code }) => code === servicePlan);
      return row ? Array.from({ length: quantity }, () => row) : [];
    });

/**
 * The wholesaler's service that a bought one is: the one of the same code, as retailers usually take a wholesaler's codes
 * over, otherwise the only one of its type.
 */
function counterpart(
  bought: Pick<ServicePlan, 'code' | 'serviceType'>,
  theirs: readonly ServiceRow[],
): ServiceRow | undefined {
  const same = theirs.find(({ code }) => code === bought.code);
  if (same) return same;
  const ofType = theirs.filter(({ serviceType }) => serviceType === bought.serviceType);
  return new Set(ofType.map(({ code }) => code)).size === 1 ? ofType[0] : undefined;
}

function faultsOf({
  plan,
  buyPlan,
  service,
  from,
  wholesalePlan,
  theirs,
}: {
  readonly plan: PackageRow;
  readonly buyPlan: PackageRow | undefined;
  readonly service: ServiceRow;
  readonly from: Wholesaler;
  readonly wholesalePlan: PackageRow | undefined;
  readonly theirs: ServiceRow | undefined;
}): Fault[] {
  const { name, code } = from.company;
  const faults: Fault[] = [];
  if (!from.hasAccount)
    faults.push(
      fault(
        'wholesale_account_missing',
        `${name} has no account for you in its books yet: ask it to make the one that your link names.`,
        'packagePlan',
      ),
    );
  if (!wholesalePlan)
    faults.push(
      fault(
        'wholesale_plan_missing',
        `${service.code} comes from ${name}, but ${
          buyPlan
            ? `the buy plan ${buyPlan.code} does not name one of its sell plans: set Reference Name to ${code} and Reference Key to the plan's code.`
            : `${plan.code} has no buy plan that names one of its sell plans.`
        }`,
        'packagePlan',
      ),
    );
  else if (!theirs)
    faults.push(
      fault(
        'wholesale_service_missing',
        `${name}'s plan ${wholesalePlan.code} holds no service that ${service.code} could be: give the buy service plan the wholesaler's code.`,
        'packagePlan',
      ),
    );
  return faults;
}

const uniqueByMessage = (faults: readonly Fault[]): Fault[] => [
  ...new Map(faults.map((one) => [one.message, one])).values(),
];
