/**
 * PROV-2, PROV-6: services become active, and with the first of them the package's billing begins: at the seller on its sell
 * and buy side and, where the package is bought in Cardline, at the wholesaler as well.
 */

import { layGrid } from '../billing/period-grid.ts';
import type { InvoiceTerms, PeriodGrid } from '../billing/terms.ts';
import { addDays, addMonths, type PlainDate, spokenDate } from '../calendar.ts';
import type { CatalogueSnapshot, PackagePlan } from '../catalogue/rows.ts';
import { conflict, type Fault, fault, no, ok, type Result } from '../result.ts';
import { changeOf, inStatus, refusedBy, type ServiceStep, wrongStatus } from './change-order.ts';
import type { By, Order, OrderChange, OrderService } from './order.ts';
import { identifierOf, type ServiceDetails } from './service-details.ts';

/** How far from today an activation date is believed, both ways. */
export const MOST_DAYS_AWAY = 366;
/** PER-2: a first period may be long, but not without end. */
export const LONGEST_FIRST_PERIOD_MONTHS = 36;

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

export interface Activation {
  /** Services whose requests are activated; those that need nobody's work join the first of them. */
  readonly services: readonly OrderService[];
  /** S, the first day with service. */
  readonly on: PlainDate;
  /** F, the last day of the first period (PER-2). */
  readonly firstPeriodEnd: PlainDate | null;
  /** Whether the acting company subscribes to `set_first_period_end`. */
  readonly maySetFirstPeriodEnd: boolean;
  readonly today: PlainDate;
  readonly seller: Books;
  /** The wholesaler's, where the package is bought in Cardline. */
  readonly wholesaler: Books | null;
}

export interface NewTerm {
  readonly side: 'sell' | 'buy';
  readonly packagePlanId: number;
  readonly grid: PeriodGrid;
  readonly knownFrom: PlainDate;
}

export interface NewService {
  readonly position: number;
  readonly side: 'sell' | 'buy';
  readonly servicePlanId: number;
  readonly identifier: string | null;
  readonly details: ServiceDetails;
  /** null: waits for its own request. */
  readonly activeFrom: PlainDate | null;
}

/** A subscription that begins: one for each company that bills. */
export interface NewSubscription {
  readonly companyId: number;
  readonly accountId: number;
  /** What the account's first subscription start was when the periods were laid: written only if it still is. */
  readonly firstSubscriptionStart: PlainDate | null;
  readonly start: PlainDate;
  readonly terms: readonly NewTerm[];
  readonly services: readonly NewService[];
}

export interface ActivationPlan {
  readonly change: OrderChange;
  /** Empty when an earlier service has begun the billing. */
  readonly subscriptions: readonly NewSubscription[];
}

/** Plans an activation; every fault of state, dates and plans at once. */
export function activateOrder(order: Order, by: By, activation: Activation): Result<ActivationPlan> {
  const { on, services } = activation;
  const stuck = services.find(({ status }) => status !== 'pending');
  const isFirst = order.subscription === null;
  const state =
    stuck === undefined
      ? subscriptionGoesOn(order)
      : wrongStatus(
          'order_not_pending',
          stuck.request ?? order,
          by,
          'Only what is Pending can be activated.',
        );
  const dates = checkDates(order, activation);
  const begun = isFirst ? planSubscriptions(order, by, activation) : ok([]);
  const refused = refusedBy(state, dates, begun);
  if (refused) return refused;
  if (!begun.ok) return begun;

  const joining = isFirst ? order.services.filter(isNobodysWork) : [];
  const steps = [...services, ...joining].map(
    (service): ServiceStep => ({
      before: service,
      after: { ...inStatus(service, 'active'), activatedOn: on },
      text: `Active from ${spokenDate(on)}`,
      visibility: 'customer',
    }),
  );
  return ok({
    change: changeOf(order, by, 'activated', { services: steps }),
    subscriptions: begun.value,
  });
}

const isNobodysWork = (service: OrderService): boolean =>
  service.request === null && service.status === 'pending';

const subscriptionGoesOn = (order: Order): Result<null> =>
  order.subscription?.status === 'cancelled'
    ? conflict(
        'subscription_cancelled',
        'The subscription of this order has been cancelled: nothing more of it can become active. Cancel what is left of the order.',
      )
    : ok(null);

function checkDates(order: Order, activation: Activation): Result<null> {
  const { on, today, firstPeriodEnd } = activation;
  const faults: Fault[] = [];
  const [earliest, latest] = [addDays(today, -MOST_DAYS_AWAY), addDays(today, MOST_DAYS_AWAY)];
  if (on < earliest || on > latest)
    faults.push(
      fault(
        'activation_date_out_of_range',
        `${spokenDate(on)} is more than a year away: give a date from ${spokenDate(earliest)} to ${spokenDate(latest)}.`,
        'activationDate',
      ),
    );
  if (order.subscription && on < order.subscription.start)
    faults.push(
      fault(
        'activation_before_package',
        `The package is billed from ${spokenDate(order.subscription.start)}, the first activation date given; a further service cannot start before it.`,
        'activationDate',
      ),
    );
  if (firstPeriodEnd !== null) faults.push(...firstPeriodEndFaults(order, activation, firstPeriodEnd));
  return faults.length > 0 ? no(...faults) : ok(null);
}

function firstPeriodEndFaults(order: Order, activation: Activation, end: PlainDate): Fault[] {
  const path = 'firstPeriodEnd';
  const { on } = activation;
  if (!activation.maySetFirstPeriodEnd)
    return [
      fault(
        'feature_not_subscribed',
        'Your company does not subscribe to the feature "set first period end date": leave it empty.',
        path,
      ),
    ];
  if (order.subscription)
    return [
      fault(
        'first_period_end_too_late',
        'The first activation has laid the periods of the package: leave the first period end empty.',
        path,
      ),
    ];
  if (!honoursFirstPeriodEnd(order, activation))
    return [
      fault(
        'first_period_end_not_honoured',
        'No plan of this order honours a first period end: leave it empty.',
        path,
      ),
    ];
  if (end < on)
    return [
      fault(
        'first_period_end_before_start',
        `The first period cannot end on ${spokenDate(end)}, before it starts on ${spokenDate(on)}.`,
        path,
      ),
    ];
  const last = addDays(addMonths(on, LONGEST_FIRST_PERIOD_MONTHS), -1);
  return end > last
    ? [
        fault(
          'first_period_end_too_far',
          `A first period lasts at most ${LONGEST_FIRST_PERIOD_MONTHS} months: here up to ${spokenDate(last)}.`,
          path,
        ),
      ]
    : [];
}

/** Whether a first period end would be heeded by any of the plans that an activation puts in force (PER-2). */
export const honoursFirstPeriodEnd = (
  order: Order,
  books: Pick<Activation, 'seller' | 'wholesaler'>,
): boolean => plansOf(order, books).some(({ plan }) => plan?.honourFirstPeriodEnd ?? false);

interface PlanInForce {
  readonly books: Books;
  readonly side: 'sell' | 'buy';
  readonly code: string;
  readonly plan: (PackagePlan & { readonly itemId: number }) | undefined;
  /** Whose invoice periods an aligned grid follows: a buy side follows what the wholesaler bills the seller by. */
  readonly account: Books['account'];
}

/** The package plans on both sides of both companies. */
function plansOf(
  order: Order,
  { seller, wholesaler }: Pick<Activation, 'seller' | 'wholesaler'>,
): PlanInForce[] {
  const find = (
    books: Books,
    side: 'sell' | 'buy',
    ref: { id?: number; code: string },
    account = books.account,
  ) => ({
    books,
    side,
    code: ref.code,
    plan: books.catalogue.packagePlans.find((plan) =>
      ref.id === undefined ? plan.code === ref.code && plan.side === side : plan.itemId === ref.id,
    ),
    account,
  });
  const plans: PlanInForce[] = [find(seller, 'sell', order.packagePlan)];
  if (order.buyPackagePlan)
    plans.push(find(seller, 'buy', order.buyPackagePlan, (wholesaler ?? seller).account));
  if (wholesaler && order.wholesale) {
    const sold = find(wholesaler, 'sell', order.wholesale.packagePlan);
    plans.push(sold);
    if (sold.plan?.buyPlan) plans.push(find(wholesaler, 'buy', { code: sold.plan.buyPlan }));
  }
  return plans;
}

function planSubscriptions(order: Order, by: By, activation: Activation): Result<NewSubscription[]> {
  const { on, firstPeriodEnd, seller, wholesaler } = activation;
  const plans = plansOf(order, activation);
  const gone = plans.filter(({ plan }) => plan === undefined);
  if (gone.length > 0) return no(...gone.map((plan) => planGone(order, by, plan)));

  const termsOf = (books: Books): NewTerm[] =>
    plans.flatMap(({ books: owner, side, plan, account }) =>
      owner !== books || plan === undefined
        ? []
        : [
            {
              side,
              packagePlanId: plan.itemId,
              grid: layGrid({
                start: on,
                plan,
                account: account.invoiceTerms,
                firstPeriodEnd,
                firstSubscriptionStart: account.firstSubscriptionStart ?? on,
              }),
              knownFrom: books.today,
            },
          ],
    );
  const subscriptionOf = (books: Books, services: readonly NewService[]): NewSubscription => ({
    companyId: books.companyId,
    accountId: books.account.id,
    firstSubscriptionStart: books.account.firstSubscriptionStart,
    start: on,
    terms: termsOf(books),
    services,
  });
  const active = new Set(
    [...activation.services, ...order.services.filter(isNobodysWork)].map(({ position }) => position),
  );
  const inForce = order.services.filter(({ status }) => status !== 'cancelled');
  const rows = (
    service: OrderService,
    sides: readonly [number | undefined, number | undefined],
  ): NewService[] =>
    (['sell', 'buy'] as const).flatMap((side, index) => {
      const servicePlanId = sides[index];
      return servicePlanId === undefined
        ? []
        : [
            {
              position: service.position,
              side,
              servicePlanId,
              identifier: identifierOf(service.serviceType, service.details),
              details: service.details,
              activeFrom: active.has(service.position) ? on : null,
            },
          ];
    });
  return ok([
    subscriptionOf(
      seller,
      inForce.flatMap((service) => rows(service, [service.servicePlan.id, service.buyServicePlan?.id])),
    ),
    ...(wholesaler && order.wholesale
      ? [
          subscriptionOf(
            wholesaler,
            inForce.flatMap((service) =>
              rows(service, [
                service.wholesaleServicePlan?.id,
                buyPlanOf(wholesaler.catalogue, service.wholesaleServicePlan?.id),
              ]),
            ),
          ),
        ]
      : []),
  ]);
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

/** What a wholesaler itself buys a service as. */
function buyPlanOf(catalogue: CatalogueSnapshot, servicePlanId: number | undefined): number | undefined {
  const sold = catalogue.servicePlans.find(({ itemId }) => itemId === servicePlanId);
  return catalogue.servicePlans.find(({ code, side }) => code === sold?.buyPlan && side === 'buy')?.itemId;
}
