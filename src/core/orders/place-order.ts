/** ORD-1: checks a wish for a package on an account, and makes the order of it. Every fault is reported at once. */
import { type PlainDate, spokenDate } from '../calendar.ts';
import { isOfferedOn, type SalesChannel } from '../catalogue/offers.ts';
import { prerequisitesIn } from '../catalogue/prerequisites.ts';
import type { CatalogueSnapshot, PackagePlan } from '../catalogue/rows.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import { refusedBy } from './change-order.ts';
import { type ContractDocument, checkContractDocument } from './contract-document.ts';
import { checkContractType, checkRequestedDate } from './edit-order.ts';
import type { Company, NewLogEntry, Order } from './order.ts';
import { checkServiceDetails, type ServiceDetails } from './service-details.ts';
import {
  type SourcedService,
  type Sourcing,
  servicesOf,
  sourcePackage,
  type Wholesaler,
} from './sourcing.ts';

export interface ServiceWish {
  /** May be left out where the package has one service. Several of the same plan are taken in their order. */
  readonly servicePlan?: string | undefined;
  readonly details: Readonly<Record<string, string>>;
}

export interface OrderWish {
  /** Code of a sell package plan. */
  readonly packagePlan: string;
  readonly requestedOn: PlainDate | null;
  readonly services: readonly ServiceWish[];
  /** Left out: the plan's default; null: none. */
  readonly contractType?: string | null | undefined;
  readonly contractDocument: ContractDocument | null;
}

export interface PlacingContext {
  readonly seller: Company;
  readonly account: Order['account'];
  readonly catalogue: CatalogueSnapshot;
  readonly wholesalers: readonly Wholesaler[];
  readonly today: PlainDate;
  readonly channel: SalesChannel;
  /** Whether the provider subscribes to `signup_portal`. */
  readonly hasPortal: boolean;
}

export interface PlacedService extends SourcedService {
  readonly details: ServiceDetails;
}

/** An order that is to be written: it has no keys yet. */
export interface PlacedOrder {
  readonly account: Order['account'];
  readonly packagePlan: Order['packagePlan'];
  readonly buyPackagePlan: Sourcing['buyPlan'];
  readonly wholesale: Sourcing['wholesale'];
  readonly requestedOn: PlainDate | null;
  readonly contractType: string | null;
  readonly contractDocument: ContractDocument | null;
  readonly services: readonly PlacedService[];
}

export function placeOrder(wish: OrderWish, context: PlacingContext): Result<PlacedOrder> {
  const plan = context.catalogue.packagePlans.find(({ code }) => code === wish.packagePlan);
  const requestedOn = checkRequestedDate(wish.requestedOn, context.today);
  if (plan === undefined || plan.side !== 'sell')
    return no(
      fault(
        'plan_not_found',
        `There is no sell package plan "${wish.packagePlan}" in the published catalogue.`,
        'packagePlan',
      ),
      ...(requestedOn.ok ? [] : requestedOn.faults),
    );

  const sourcing = sourcePackage(plan, context.catalogue, context.seller, context.wholesalers);
  const offered = checkOffer(plan, context);
  const details = checkWishes(plan, wish.services, context.catalogue);
  const contractType = checkContract(plan, wish, context.catalogue);
  const document = checkContractDocument(wish.contractDocument, plan.customerContractRequired);
  const onOffer = sourcing.ok ? checkWholesaleOffer(sourcing.value, context) : ok(null);
  const refused = refusedBy(offered, sourcing, onOffer, requestedOn, details, contractType, document);
  if (refused) return refused;
  if (!sourcing.ok) return sourcing;
  if (!details.ok) return details;
  if (!contractType.ok) return contractType;
  return ok({
    account: context.account,
    packagePlan: { id: plan.itemId, code: plan.code },
    buyPackagePlan: sourcing.value.buyPlan,
    wholesale: sourcing.value.wholesale,
    requestedOn: wish.requestedOn,
    contractType: contractType.value,
    contractDocument: wish.contractDocument,
    services: sourcing.value.services.map((service, index) => ({
      ...service,
      details: details.value[index] ?? {},
    })),
  });
}

/** CAT-4, and CAT-3 with every prerequisite that fails. */
function checkOffer(
  plan: PackagePlan,
  { catalogue, today, channel, hasPortal }: PlacingContext,
): Result<null> {
  const path = 'packagePlan';
  const faults: Fault[] = prerequisitesIn(catalogue, plan)
    .filter((prerequisite) => !prerequisite.ok)
    .map(({ code, message }) => fault(code, message, path));
  if (channel === 'portal' && !hasPortal)
    faults.push(
      fault('feature_not_subscribed', 'The provider does not subscribe to the sign-up portal (ORD-1).', path),
    );
  if (!isOfferedOn(plan, today, channel))
    faults.push(fault('plan_not_offered', whyNotOffered(plan, today), path));
  return faults.length > 0 ? no(...faults) : ok(null);
}

function whyNotOffered(plan: PackagePlan, today: PlainDate): string {
  if (plan.approvalStatus !== 'Saleable')
    return `${plan.code} is ${plan.approvalStatus}: only a Saleable plan can be ordered.`;
  if (plan.saleableFrom !== null && today < plan.saleableFrom)
    return `${plan.code} is on sale from ${spokenDate(plan.saleableFrom)}.`;
  if (plan.saleableTo !== null && plan.saleableTo < today)
    return `${plan.code} was on sale until ${spokenDate(plan.saleableTo)}.`;
  return `${plan.code} is not Saleable in Signup Portal.`;
}

/** The wholesaler's plan must be on offer as well: what it sells no longer, nobody can buy. Its reasons are its own. */
function checkWholesaleOffer({ wholesale }: Sourcing, { wholesalers, today }: PlacingContext): Result<null> {
  const owner = wholesalers.find(({ company }) => company.id === wholesale?.company.id);
  const plan = owner?.catalogue.packagePlans.find(({ itemId }) => itemId === wholesale?.packagePlan.id);
  return owner === undefined || (plan !== undefined && isOfferedOn(plan, today, 'staff'))
    ? ok(null)
    : no(
        fault(
          'wholesale_plan_not_offered',
          `${owner.company.name} does not offer ${wholesale?.packagePlan.code} at present.`,
          'packagePlan',
        ),
      );
}

function checkContract(
  plan: PackagePlan,
  wish: OrderWish,
  catalogue: CatalogueSnapshot,
): Result<string | null> {
  if (wish.contractType === undefined) return ok(plan.defaultContractType);
  return checkContractType(wish.contractType, contractTypesOf(plan.code, catalogue));
}

/** The contract types that a package plan is in. */
export const contractTypesOf = (planCode: string, { contracts }: CatalogueSnapshot): string[] =>
  contracts.filter(({ packagePlan }) => packagePlan === planCode).map(({ contractType }) => contractType);

/** Deals the wishes out to the package's services, and checks the details of each. */
function checkWishes(
  plan: PackagePlan,
  wishes: readonly ServiceWish[],
  catalogue: CatalogueSnapshot,
): Result<ServiceDetails[]> {
  const services = servicesOf(plan, catalogue);
  const open = new Map(wishes.entries());
  const results = services.map((service, index) => {
    const own = [...open].find(
      ([, { servicePlan }]) =>
        servicePlan === service.code || (servicePlan === undefined && services.length === 1),
    );
    if (own) open.delete(own[0]);
    const place = own?.[0] ?? index;
    return checkServiceDetails(service.serviceType, own?.[1].details ?? {}, `services[${place}].details`);
  });
  const strays = [...open].map(([place, { servicePlan }]) =>
    no(
      fault(
        'service_not_in_package',
        servicePlan === undefined
          ? `Say which service of ${plan.code} this is: ${services.map(({ code }) => code).join(', ')}.`
          : `${plan.code} has no (further) service ${servicePlan}: it holds ${services.map(({ code }) => code).join(', ')}.`,
        `services[${place}].servicePlan`,
      ),
    ),
  );
  return (
    refusedBy(...results, ...strays) ?? ok(results.flatMap((result) => (result.ok ? [result.value] : [])))
  );
}

/** What the log says of a new order: one entry for the order, one for each request that it puts into a queue. */
export function placingEntries(placed: PlacedOrder): {
  readonly order: NewLogEntry;
  readonly requests: readonly (NewLogEntry & { readonly position: number })[];
} {
  const entry = { requestId: null, requestVersion: null, orderVersion: null, changes: null };
  return {
    order: { ...entry, orderVersion: 1, event: 'placed', text: 'Order placed', visibility: 'customer' },
    requests: placed.services.flatMap(({ position, request }) =>
      request === null
        ? []
        : [
            {
              ...entry,
              position,
              requestVersion: 1,
              event: 'received' as const,
              text: `${placed.services.length > 1 ? `Service ${position}: ` : ''}In the provisioning queue of ${request.queue.name}`,
              visibility: 'shared' as const,
            },
          ],
    ),
  };
}
