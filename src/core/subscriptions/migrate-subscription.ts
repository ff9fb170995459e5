/**
 * BILL-9: another plan takes over on a day. The company's sell and buy side move and, where the package is bought in Cardline,
 * the wholesaler's subscription with them. Only a plan that could be ordered (CAT-3, CAT-4), and only services that go on.
 */
import type { BillingPlan } from '../billing/terms.ts';
import { type PlainDate, spokenDate } from '../calendar.ts';
import type { CatalogueSnapshot } from '../catalogue/rows.ts';
import { checkOrderable } from '../orders/offer.ts';
import type { PlanRef } from '../orders/order.ts';
import { type Sourcing, sourcePackage, type Wholesaler } from '../orders/sourcing.ts';
import { conflict, type Fault, fault, no, ok, type Result } from '../result.ts';
import { contractBroken } from './break-contract.ts';
import { type Counterpart, tooFarAhead } from './cancel-subscription.ts';
import { endSides } from './end-terms.ts';
import { type HasPrice, moveSide, type ServiceTarget, type SideMoved } from './move-side.ts';
import {
  type BrokenContract,
  type ContractLeft,
  changeOf,
  changesNothing,
  endOf,
  lastTermOn,
  SIDES,
  type Subscription,
  type SubscriptionChange,
  termsOn,
} from './subscription.ts';
import { type ServiceTakenOver, takeOverServices } from './take-over-services.ts';

type PlanOf = (packagePlanId: number) => BillingPlan | undefined;

export interface MigrationContext {
  /** The day asked for. */
  readonly on: PlainDate;
  /** Code of the new sell package plan. */
  readonly plan: string;
  readonly today: PlainDate;
  readonly catalogue: CatalogueSnapshot;
  readonly planOf: PlanOf;
  readonly hasPrice: HasPrice;
  readonly wholesalers: readonly Wholesaler[];
  /** The wholesaler's part, where the package is bought in Cardline. */
  readonly upstream:
    | (Counterpart & {
        readonly catalogue: CatalogueSnapshot;
        readonly planOf: PlanOf;
        readonly hasPrice: HasPrice;
      })
    | null;
  readonly downstream: Counterpart | null;
}

export interface PlannedMigration {
  /** The company's own change first. */
  readonly changes: readonly SubscriptionChange[];
  /** When it takes effect: the day asked for, or the next boundary. */
  readonly day: PlainDate;
  readonly takenOver: readonly ServiceTakenOver[];
  /** Plans of services that end. */
  readonly ending: readonly PlanRef[];
  readonly broken: BrokenContract | null;
}

export function migrateSubscription(
  subscription: Subscription,
  context: MigrationContext,
): Result<PlannedMigration> {
  const state = checkState(subscription, context);
  if (!state.ok) return state;
  const { catalogue, today } = context;
  const plan = catalogue.packagePlans.find(({ code, side }) => code === context.plan && side === 'sell');
  const faults: Fault[] = checkDay(subscription, context);
  if (plan === undefined)
    return no(
      ...faults,
      fault(
        'plan_not_found',
        `There is no sell package plan "${context.plan}" in the published catalogue.`,
        'plan',
      ),
    );
  if (lastTermOn(subscription, 'sell')?.packagePlan.id === plan.itemId)
    faults.push(
      fault('same_plan', `The subscription is on ${plan.code} already: name another plan.`, 'plan'),
    );
  const { company } = subscription;
  const orderable = checkOrderable(plan, {
    seller: company,
    catalogue,
    wholesalers: context.wholesalers,
    today,
    channel: 'staff',
    hasPortal: false,
  });
  // Asked again by itself, so that what stands against the services is told together with what stands against the plan.
  const sourcing = sourcePackage(plan, catalogue, company, context.wholesalers);
  const takenOver = sourcing.ok
    ? takeOverServices(servicesInForce(subscription), sourcing.value.services, {
        planCode: plan.code,
        catalogue,
      })
    : ok([]);
  const supply = sourcing.ok ? checkSupply(sourcing.value, context) : ok(null);
  for (const result of [orderable, takenOver, supply])
    if (!result.ok) faults.push(...result.faults.map(atPlan));
  if (faults.length > 0) return no(...faults);
  if (!sourcing.ok) return sourcing;
  if (!takenOver.ok) return takenOver;
  return planMoves(subscription, context, {
    plan: { id: plan.itemId, code: plan.code },
    sourcing: sourcing.value,
    takenOver: takenOver.value,
    migration: (termsOn(subscription, 'sell').at(-1)?.position ?? 0) + 1,
  });
}

/** An order says `packagePlan` where a migration says `plan`. */
const atPlan = (one: Fault): Fault => (one.path === 'packagePlan' ? { ...one, path: 'plan' } : one);

const servicesInForce = ({ services }: Subscription) =>
  services.filter(
    ({ side, status, lastTerm }) => side === 'sell' && status !== 'cancelled' && lastTerm === null,
  );

function checkState(subscription: Subscription, { downstream }: MigrationContext): Result<null> {
  const end = endOf(subscription);
  if (end !== null)
    return conflict(
      'subscription_cancelled',
      `The subscription is cancelled from ${spokenDate(end)} on: it cannot be migrated. Place an order for the new plan.`,
    );
  return downstream === null
    ? ok(null)
    : conflict(
        'migrated_by_retailer',
        `This subscription supplies an order of ${downstream.subscription.company.name}: it moves when ${downstream.subscription.company.name} migrates its own.`,
      );
}

function checkDay(subscription: Subscription, { on, today }: MigrationContext): Fault[] {
  const last = lastTermOn(subscription, 'sell');
  if (last === undefined || on >= last.term.grid.start) return tooFarAhead(on, today);
  const start = spokenDate(last.term.grid.start);
  return [
    fault(
      'migration_before_term',
      last.position === 1
        ? `The subscription starts on ${start}: it can be migrated from then on.`
        : `${last.packagePlan.code} takes over on ${start}: a further migration is possible from that day on.`,
      'on',
    ),
  ];
}

/** What the new plan is bought as has to be there to be moved. */
function checkSupply({ wholesale }: Sourcing, { upstream, on }: MigrationContext): Result<null> {
  if (wholesale === null) return ok(null);
  const { name } = wholesale.company;
  const path = 'plan';
  if (upstream === null || upstream.subscription.company.id !== wholesale.company.id)
    return no(
      fault(
        'wholesale_subscription_missing',
        `The new plan is bought from ${name}, which does not supply this subscription: place an order for it.`,
        path,
      ),
    );
  const end = endOf(upstream.subscription);
  return end === null
    ? ok(null)
    : no(
        fault(
          'supply_cancelled',
          `${name} ${end <= on ? 'ended' : 'ends'} its supply on ${spokenDate(end)}: place an order for the new plan.`,
          path,
        ),
      );
}

interface Planned {
  readonly plan: PlanRef;
  readonly sourcing: Sourcing;
  readonly takenOver: readonly ServiceTakenOver[];
  /** See `TermMigration`. */
  readonly migration: number;
}

function planMoves(
  subscription: Subscription,
  context: MigrationContext,
  { plan, sourcing, takenOver, migration }: Planned,
): Result<PlannedMigration> {
  const { on, today, planOf, hasPrice, upstream, catalogue } = context;
  const sell = moveSide(subscription, 'sell', {
    on,
    today,
    migration,
    planOf,
    hasPrice,
    plan,
    services: targetsOf(takenOver, ({ plan: sold }) => sold),
    account: subscription.account,
  });
  if (!sell.ok) return sell;
  const day = sell.value.day ?? on;
  const buy = moveSide(subscription, 'buy', {
    on: day,
    today,
    migration,
    planOf,
    hasPrice,
    plan: sourcing.buyPlan,
    services: targetsOf(takenOver, ({ buyPlan }) => buyPlan),
    // A buy side follows what the seller itself is billed by.
    account: (upstream?.subscription ?? subscription).account,
  });
  if (!buy.ok) return buy;
  const supply = upstream === null ? ok(null) : moveSupply(upstream, day, { sourcing, takenOver, migration });
  if (!supply.ok) return supply;
  const goingOn = new Set(takenOver.map(({ service }) => service));
  const broken = contractBroken(subscription, catalogue, { newPlan: plan.code, on: day });
  const old = planOf(lastTermOn(subscription, 'sell')?.packagePlan.id ?? 0);
  return ok({
    day,
    changes: [
      joined(
        subscription,
        broken === null || old === undefined
          ? sell.value
          : breaking(sell.value, { ...broken, taxRate: old.taxRate }),
        buy.value,
      ),
      ...(supply.value === null || changesNothing(supply.value) ? [] : [supply.value]),
    ],
    takenOver,
    ending: servicesInForce(subscription).flatMap((service) =>
      goingOn.has(service) ? [] : [service.servicePlan],
    ),
    broken,
  });
}

/** CON-1: the old plan's term keeps which contract its migration breaks. */
const breaking = (moved: SideMoved, broken: ContractLeft): SideMoved => ({
  ...moved,
  terms: moved.terms.map((term) => ({
    ...term,
    migration: term.migration && { ...term.migration, broken },
  })),
});

/** The wholesaler's subscription: on the plan that the new one is bought as, or ended where nothing is bought there any more. */
function moveSupply(
  { subscription, today, catalogue, planOf, hasPrice }: NonNullable<MigrationContext['upstream']>,
  on: PlainDate,
  { sourcing, takenOver, migration }: Omit<Planned, 'plan'>,
): Result<SubscriptionChange | null> {
  const sold = sourcing.wholesale?.packagePlan ?? null;
  if (sold === null)
    return ok(
      changeOf(subscription, {
        status: 'cancelled',
        cancelledBy: subscription.cancelledBy ?? 'retailer',
        ...endSides(subscription, SIDES, { on, today, migration }),
      }),
    );
  const common = { today, planOf, hasPrice, migration, account: subscription.account };
  const sell = moveSide(subscription, 'sell', {
    ...common,
    on,
    plan: sold,
    services: targetsOf(takenOver, ({ wholesalePlan }) => wholesalePlan),
  });
  if (!sell.ok) return wholesalePlanGone(subscription);
  const buy = moveSide(subscription, 'buy', {
    ...common,
    on: sell.value.day ?? on,
    plan: buyPlanOf(catalogue.packagePlans, sold.id),
    services: targetsOf(takenOver, ({ wholesalePlan }) =>
      wholesalePlan ? buyPlanOf(catalogue.servicePlans, wholesalePlan.id) : null,
    ),
  });
  if (!buy.ok) return wholesalePlanGone(subscription);
  return ok(joined(subscription, sell.value, buy.value));
}

/** The wholesaler's plans are its own affair: of those only that something is missing. */
const wholesalePlanGone = ({ company }: Subscription) =>
  no(
    fault(
      'plan_not_in_catalogue',
      `A plan of ${company.name} that this migration needs is in its catalogue no longer: it has to publish it again.`,
    ),
  );

const targetsOf = (
  takenOver: readonly ServiceTakenOver[],
  planOn: (as: ServiceTakenOver['as']) => PlanRef | null,
): ServiceTarget[] =>
  takenOver.flatMap(({ service: { orderServiceId, identifier, details, activeFrom }, as }) => {
    const servicePlan = planOn(as);
    return servicePlan === null ? [] : [{ servicePlan, orderServiceId, identifier, details, activeFrom }];
  });

function buyPlanOf(
  plans: readonly {
    readonly itemId: number;
    readonly code: string;
    readonly side: string;
    readonly buyPlan: string | null;
  }[],
  soldId: number,
): PlanRef | null {
  const sold = plans.find(({ itemId }) => itemId === soldId);
  const bought = plans.find(({ code, side }) => code === sold?.buyPlan && side === 'buy');
  return bought ? { id: bought.itemId, code: bought.code } : null;
}

const joined = (before: Subscription, sell: SideMoved, buy: SideMoved): SubscriptionChange =>
  changeOf(before, {
    terms: [...sell.terms, ...buy.terms],
    newTerms: [...sell.newTerms, ...buy.newTerms],
    services: [...sell.services, ...buy.services],
    newServices: [...sell.newServices, ...buy.newServices],
  });
