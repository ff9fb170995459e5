/** ORD-1: checks a wish for a package on an account, and makes the order of it. Every fault is reported at once. */
import type { PlainDate } from '../calendar.ts';
import type { CatalogueSnapshot, PackagePlan } from '../catalogue/rows.ts';
import { type Fault, fault, no, ok, type Refused, type Result } from '../result.ts';
import { PENDING_COLLECTION } from '../workflow/stage.ts';
import { refusedBy } from './change-order.ts';
import { type ContractDocument, checkContractDocument } from './contract-document.ts';
import { checkContractType, checkRequestedDate } from './edit-order.ts';
import { checkOrderable, contractTypesOf, type OrderingContext } from './offer.ts';
import type { By, NewLogEntry, Order } from './order.ts';
import { checkServiceDetails, type ServiceDetails } from './service-details.ts';
import { type SourcedService, type Sourcing, servicesOf } from './sourcing.ts';

export interface ServiceWish {
  /** May be left out where the package has one service. Several of the same plan are taken in their order. */
  readonly servicePlan?: string | undefined;
  readonly details: Readonly<Record<string, string>>;
}

export interface OrderWish {
  /** The account's reference, or its id (`acc_12`). */
  readonly account: string;
  /** Code of a sell package plan. */
  readonly packagePlan: string;
  readonly requestedOn: PlainDate | null;
  readonly services: readonly ServiceWish[];
  /** Left out: the plan's default; null: none. */
  readonly contractType?: string | null | undefined;
  readonly contractDocument: ContractDocument | null;
  /** What was sent and could not be read, so that it is told together with everything else that is wrong. */
  readonly unread?: readonly Fault[] | undefined;
}

export interface PlacingContext extends OrderingContext {
  /** The account that the wish names; null: there is none. */
  readonly account: Order['account'] | null;
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
  const account = context.account ? ok(context.account) : noSuchAccount(wish.account);
  const { unread = [] } = wish;
  const requestedOn = unread.length > 0 ? no(...unread) : checkRequestedDate(wish.requestedOn, context.today);
  const plan = context.catalogue.packagePlans.find(
    ({ code, side }) => code === wish.packagePlan && side === 'sell',
  );
  if (plan === undefined) {
    const unknown = noSuchPlan(wish.packagePlan);
    return refusedBy(account, unknown, requestedOn) ?? unknown;
  }
  const offer = checkOrderable(plan, context);
  const details = checkWishes(plan, wish.services, context.catalogue);
  const contractType = checkContract(plan, wish, context.catalogue);
  const document = checkContractDocument(wish.contractDocument, plan.customerContractRequired);
  const refused = refusedBy(account, offer, requestedOn, details, contractType, document);
  if (refused) return refused;
  if (!account.ok) return account;
  if (!offer.ok) return offer;
  if (!details.ok) return details;
  if (!contractType.ok) return contractType;
  return ok({
    account: account.value,
    packagePlan: { id: plan.itemId, code: plan.code },
    buyPackagePlan: offer.value.buyPlan,
    wholesale: offer.value.wholesale,
    requestedOn: wish.requestedOn,
    contractType: contractType.value,
    contractDocument: wish.contractDocument,
    services: offer.value.services.map((service, index) => ({
      ...service,
      details: details.value[index] ?? {},
    })),
  });
}

const noSuchAccount = (account: string): Refused =>
  no({
    ...fault('account_not_found', `There is no account "${account}": make it first.`, 'account'),
    kind: 'not_found',
  });

const noSuchPlan = (code: string): Refused =>
  no(
    fault(
      'plan_not_found',
      `There is no sell package plan "${code}" in the published catalogue.`,
      'packagePlan',
    ),
  );

function checkContract(
  plan: PackagePlan,
  wish: OrderWish,
  catalogue: CatalogueSnapshot,
): Result<string | null> {
  if (wish.contractType === undefined) return ok(plan.defaultContractType);
  return checkContractType(wish.contractType, contractTypesOf(plan.code, catalogue));
}

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
              text: request.isCarrierWorkflow
                ? PENDING_COLLECTION
                : `${placed.services.length > 1 ? `Service ${position}: ` : ''}In the provisioning queue of ${request.queue.name}`,
              visibility: 'shared' as const,
            },
          ],
    ),
  };
}

/** A new order as the rules see it, before it is written: its keys are not given out yet, and no rule looks at them. */
export const draftOf = (placed: PlacedOrder, number: string, by: By): Order => ({
  id: 0,
  number,
  version: 1,
  seller: by.company,
  account: placed.account,
  packagePlan: placed.packagePlan,
  buyPackagePlan: placed.buyPackagePlan,
  wholesale: placed.wholesale,
  status: 'pending',
  requestedOn: placed.requestedOn,
  contractType: placed.contractType,
  lastChange: { event: 'placed', actor: by.name, company: by.company, at: by.at, visibility: 'customer' },
  subscription: null,
  supply: null,
  services: placed.services.map((service) => ({
    id: 0,
    position: service.position,
    servicePlan: service.plan,
    buyServicePlan: service.buyPlan,
    wholesaleServicePlan: service.wholesalePlan,
    serviceType: service.serviceType,
    details: service.details,
    status: 'pending',
    activatedOn: null,
    request: null,
  })),
});

/** Nothing of it waits for anybody: it can be active as soon as it is written. */
export const isNobodysWork = ({ services }: PlacedOrder): boolean =>
  services.every(({ request }) => request === null);
