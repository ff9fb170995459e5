/**
 * PROV-6: what the first activation of an order puts in force. Each company that bills gets a subscription: the seller on its
 * customer's account and, where the package is bought in Cardline, the wholesaler on the retailer's. Each has a term for what it
 * is paid and one for what it pays, and all services, pending until their own activation.
 */
import { layGrid } from '../billing/period-grid.ts';
import type { InvoiceTerms, PeriodGrid } from '../billing/terms.ts';
import type { PlainDate } from '../calendar.ts';
import type { CatalogueSnapshot, PackagePlan, Side } from '../catalogue/rows.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import type { By, Order, OrderService, PlanRef } from './order.ts';
import { identifierOf, type ServiceDetails } from './service-details.ts';

/** One company's side of an activation: its catalogue, its date, and the account that pays it. */
export interface Books {
  readonly companyId: number;
  /** Its own calendar date: terms are known from then on (BILL-1). */
  readonly today: PlainDate;
  readonly catalogue: CatalogueSnapshot;
  readonly account: {
    readonly id: number;
    readonly invoiceTerms: InvoiceTerms;
    /** null: this will be the account's first subscription (PER-3). */
    readonly firstSubscriptionStart: PlainDate | null;
  };
}

/** The books of both companies; the wholesaler's where the package is bought in Cardline. */
export interface BothBooks {
  readonly seller: Books;
  readonly wholesaler: Books | null;
}

export interface NewTerm {
  readonly side: Side;
  readonly packagePlanId: number;
  readonly grid: PeriodGrid;
  readonly knownFrom: PlainDate;
}

export interface NewService {
  readonly position: number;
  readonly side: Side;
  readonly servicePlanId: number;
  readonly identifier: string | null;
  readonly details: ServiceDetails;
  /** null: waits for its own request. */
  readonly activeFrom: PlainDate | null;
}

/** A subscription that begins. */
export interface NewSubscription {
  readonly companyId: number;
  readonly accountId: number;
  /** What the account's first subscription start was when the periods were laid: written only if it still is. */
  readonly firstSubscriptionStart: PlainDate | null;
  readonly start: PlainDate;
  readonly terms: readonly NewTerm[];
  readonly services: readonly NewService[];
}

export interface Beginning extends BothBooks {
  /** S, the first day with service. */
  readonly on: PlainDate;
  /** F, the last day of the first period, heeded by the plans that honour one (PER-2). */
  readonly firstPeriodEnd: PlainDate | null;
  /** Positions of the services that are active from then on. */
  readonly active: readonly number[];
}

/** Refuses with `plan_not_in_catalogue` when a plan has gone since the order was placed. */
export function beginBilling(order: Order, by: By, beginning: Beginning): Result<NewSubscription[]> {
  const plans = plansInForce(order, beginning);
  const gone = plans.filter(({ plan }) => plan === undefined);
  if (gone.length > 0) return no(...gone.map((plan) => planGone(order, by, plan)));
  const { seller, wholesaler } = beginning;
  return ok([
    subscriptionOf(order, beginning, seller, plans),
    ...(wholesaler && order.wholesale ? [subscriptionOf(order, beginning, wholesaler, plans)] : []),
  ]);
}

/** Whether a first period end would be heeded by any of the plans that an activation puts in force (PER-2). */
export const honoursFirstPeriodEnd = (order: Order, books: BothBooks): boolean =>
  plansInForce(order, books).some(({ plan }) => plan?.honourFirstPeriodEnd ?? false);

interface PlanInForce {
  readonly books: Books;
  readonly side: Side;
  readonly code: string;
  readonly plan: (PackagePlan & { readonly itemId: number }) | undefined;
  /** Whose invoice periods an aligned grid follows: a buy side follows what the wholesaler bills the seller by. */
  readonly account: Books['account'];
}

/** The package plans on both sides of both companies. What a wholesaler itself pays is its own affair: its link of today counts. */
function plansInForce(order: Order, { seller, wholesaler }: BothBooks): PlanInForce[] {
  const ordered = (
    books: Books,
    side: Side,
    { id, code }: PlanRef,
    account = books.account,
  ): PlanInForce => ({
    books,
    side,
    code,
    plan: books.catalogue.packagePlans.find(({ itemId }) => itemId === id),
    account,
  });
  const sold = ordered(seller, 'sell', order.packagePlan);
  const bought = order.buyPackagePlan
    ? [ordered(seller, 'buy', order.buyPackagePlan, (wholesaler ?? seller).account)]
    : [];
  if (!wholesaler || !order.wholesale) return [sold, ...bought];

  const wholesale = ordered(wholesaler, 'sell', order.wholesale.packagePlan);
  const code = wholesale.plan?.buyPlan;
  const plan = wholesaler.catalogue.packagePlans.find((row) => row.code === code && row.side === 'buy');
  const { account } = wholesaler;
  return [
    sold,
    ...bought,
    wholesale,
    ...(code ? [{ books: wholesaler, side: 'buy' as const, code, plan, account }] : []),
  ];
}

/** The other company's plans are its own affair: of those only that something is missing. */
function planGone(order: Order, by: By, { books, code }: PlanInForce): Fault {
  if (books.companyId === by.company.id)
    return fault(
      'plan_not_in_catalogue',
      `The plan ${code} is in the catalogue no longer: publish it again before the order is activated.`,
    );
  const other = books.companyId === order.seller.id ? order.seller : order.wholesale?.company;
  return fault(
    'plan_not_in_catalogue',
    `A plan of ${other?.name ?? 'the other company'} that this order needs is in its catalogue no longer: it has to publish it again.`,
  );
}

function subscriptionOf(
  order: Order,
  { on, firstPeriodEnd, active, seller }: Beginning,
  books: Books,
  plans: readonly PlanInForce[],
): NewSubscription {
  const terms = plans.flatMap(({ books: owner, side, plan, account }): NewTerm[] => {
    if (owner !== books || plan === undefined) return [];
    const grid = layGrid({
      start: on,
      plan,
      account: account.invoiceTerms,
      firstPeriodEnd,
      firstSubscriptionStart: account.firstSubscriptionStart ?? on,
    });
    return [{ side, packagePlanId: plan.itemId, grid, knownFrom: books.today }];
  });
  const services = order.services
    .filter(({ status }) => status !== 'cancelled')
    .flatMap((service) =>
      servicePlansOf(service, books, books === seller).map(
        ([side, servicePlanId]): NewService => ({
          position: service.position,
          side,
          servicePlanId,
          identifier: identifierOf(service.serviceType, service.details),
          details: service.details,
          activeFrom: active.includes(service.position) ? on : null,
        }),
      ),
    );
  const { id: accountId, firstSubscriptionStart } = books.account;
  return { companyId: books.companyId, accountId, firstSubscriptionStart, start: on, terms, services };
}

/** As which service plans a company has a service in its books; none where it has no part in it. */
function servicePlansOf(
  service: OrderService,
  { catalogue }: Books,
  isSeller: boolean,
): (readonly [side: Side, servicePlanId: number])[] {
  const sold = isSeller ? service.servicePlan.id : service.wholesaleServicePlan?.id;
  if (sold === undefined) return [];
  const row = catalogue.servicePlans.find(({ itemId }) => itemId === sold);
  const bought = isSeller
    ? service.buyServicePlan?.id
    : catalogue.servicePlans.find(({ code, side }) => code === row?.buyPlan && side === 'buy')?.itemId;
  return [['sell', sold] as const, ...(bought === undefined ? [] : [['buy', bought] as const])];
}

/** An order as its first activation leaves it, before the keys of its subscriptions are known: no rule looks at those. */
export function withBilling(order: Order, begun: readonly NewSubscription[]): Order {
  const subscriptionAt = (companyId: number | undefined, packagePlan: PlanRef | undefined) => {
    const own = begun.find((one) => one.companyId === companyId);
    const grid = own?.terms.find(({ side }) => side === 'sell')?.grid;
    return own && grid && packagePlan
      ? { id: 0, status: 'active' as const, start: own.start, packagePlan, grid }
      : null;
  };
  const { seller, packagePlan, wholesale } = order;
  return {
    ...order,
    subscription: order.subscription ?? subscriptionAt(seller.id, packagePlan),
    supply: order.supply ?? subscriptionAt(wholesale?.company.id, wholesale?.packagePlan),
  };
}
