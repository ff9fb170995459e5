/** Whether a plan can be ordered: prerequisites (CAT-3), offer (CAT-4), and where it would come from (PROV-1). */
import { type PlainDate, spokenDate } from '../calendar.ts';
import { isOfferedOn, type SalesChannel } from '../catalogue/offers.ts';
import { indexPlans, type PlanIndex, prerequisitesOf } from '../catalogue/prerequisites.ts';
import type { CatalogueSnapshot, PackagePlan } from '../catalogue/rows.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import { refusedBy } from './change-order.ts';
import type { Company } from './order.ts';
import { type Sourcing, sourcePackage, type Wholesaler } from './sourcing.ts';

/** Who asks, and when. */
export interface Asking {
  readonly catalogue: CatalogueSnapshot;
  readonly today: PlainDate;
  readonly channel: SalesChannel;
  /** Whether the provider subscribes to `signup_portal`. */
  readonly hasPortal: boolean;
}

export interface OrderingContext extends Asking {
  readonly seller: Company;
  readonly wholesalers: readonly Wholesaler[];
}

/** A row of Package Plans in a snapshot. */
export type PackageRow = CatalogueSnapshot['packagePlans'][number];

/**
 * Whether a sell plan can be ordered today, and how it would be bought; else all that stands against it at once. Whoever asks
 * for many plans makes the index once.
 */
export function checkOrderable(
  plan: PackageRow,
  context: OrderingContext,
  index: PlanIndex = indexPlans(context.catalogue),
): Result<Sourcing> {
  const sourcing = sourcePackage(plan, context.catalogue, context.seller, context.wholesalers);
  const wholesale = sourcing.ok ? checkWholesaleOffer(sourcing.value, context) : ok(null);
  return refusedBy(checkOffer(plan, context, index), sourcing, wholesale) ?? sourcing;
}

/** CAT-4, and CAT-3 with every prerequisite that fails. */
function checkOffer(
  plan: PackagePlan,
  { today, channel, hasPortal }: Asking,
  index: PlanIndex,
): Result<null> {
  const path = 'packagePlan';
  const faults: Fault[] = prerequisitesOf(plan, index)
    .filter((prerequisite) => !prerequisite.ok)
    .map(({ code, message }) => fault(code, message, path));
  if (channel === 'portal' && !hasPortal)
    faults.push(
      fault('feature_not_subscribed', 'The provider does not subscribe to the sign-up portal.', path),
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
function checkWholesaleOffer(
  { wholesale }: Sourcing,
  { wholesalers, today }: Pick<OrderingContext, 'wholesalers' | 'today'>,
): Result<null> {
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

/** The contract types that a package plan is in. */
export const contractTypesOf = (planCode: string, { contracts }: CatalogueSnapshot): string[] =>
  contracts.filter(({ packagePlan }) => packagePlan === planCode).map(({ contractType }) => contractType);
