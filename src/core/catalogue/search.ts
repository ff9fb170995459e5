/** CAT-6: finding plans by name, external name, reference key, status, side and service type. */
import type { ApprovalStatus, PackagePlan, ServiceType, Side } from './rows.ts';

export interface PlanSearch {
  /** Words, all of which occur in code, name, external name or reference key; upper and lower case alike. */
  readonly text?: string | undefined;
  readonly status?: ApprovalStatus | undefined;
  readonly side?: Side | undefined;
  /** For a package plan: the type of one of its services. */
  readonly serviceType?: ServiceType | undefined;
}

export interface Searched {
  readonly code: string;
  readonly name: string;
  readonly externalName: string;
  readonly referenceKey?: string | null;
  readonly approvalStatus: ApprovalStatus;
  readonly side?: Side;
}

export function matchesSearch(
  plan: Searched,
  serviceTypes: ReadonlySet<ServiceType>,
  search: PlanSearch,
): boolean {
  return (
    (search.status === undefined || plan.approvalStatus === search.status) &&
    (search.side === undefined || plan.side === search.side) &&
    (search.serviceType === undefined || serviceTypes.has(search.serviceType)) &&
    hasWords(plan, search.text)
  );
}

function hasWords(plan: Searched, text: string | undefined): boolean {
  if (text === undefined) return true;
  const within = [plan.code, plan.name, plan.externalName, plan.referenceKey ?? ''].join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => within.includes(word));
}

/** The service types of each package plan. */
export function serviceTypesByPackage(
  links: readonly { readonly packagePlan: string; readonly servicePlan: string }[],
  servicePlans: readonly { readonly code: string; readonly serviceType: ServiceType }[],
): ReadonlyMap<PackagePlan['code'], ReadonlySet<ServiceType>> {
  const typeOf = new Map(servicePlans.map(({ code, serviceType }) => [code, serviceType]));
  const types = new Map<string, Set<ServiceType>>();
  for (const { packagePlan, servicePlan } of links) {
    const type = typeOf.get(servicePlan);
    if (type === undefined) continue;
    const known = types.get(packagePlan);
    if (known) known.add(type);
    else types.set(packagePlan, new Set([type]));
  }
  return types;
}
