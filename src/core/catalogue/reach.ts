/** Whom a publish reaches: the package plans that a changed row touches, directly or through services and cards (M2). */
import type { Kind } from './content.ts';
import type { PackageService, ServicePlan } from './rows.ts';

/** Links to follow: as they are now and as they will be. */
export interface Links {
  readonly packageServices: readonly PackageService[];
  readonly servicePlans: readonly ServicePlan[];
}

/** What a row of a kind reaches package plans through, and the field that names it; other kinds reach none. */
export const REACHES_THROUGH = {
  packagePlans: { through: 'packagePlans', field: 'code' },
  packageServices: { through: 'packagePlans', field: 'packagePlan' },
  servicePlans: { through: 'servicePlans', field: 'code' },
  serviceFeatures: { through: 'servicePlans', field: 'servicePlan' },
  rateCards: { through: 'cards', field: 'code' },
  rates: { through: 'cards', field: 'rateCard' },
  productRates: { through: 'cards', field: 'productRateCard' },
  /** A band is no card's own: every rate may name it. */
  timeBands: { through: 'bands', field: null },
} as const satisfies Partial<Record<Kind, { readonly through: Through; readonly field: string | null }>>;

export type Through = 'packagePlans' | 'servicePlans' | 'cards' | 'bands';

/** By what is touched and its code, something of the package plans behind it. */
export type Reach<T> = Readonly<Record<Exclude<Through, 'bands'>, ReadonlyMap<string, T>>> & {
  readonly bands: T;
};

/** How many active subscriptions stand behind a package plan, service plan or card that is touched, by code; none are left out. */
export type ReachCounts = Readonly<Record<Exclude<Through, 'bands'>, Readonly<Record<string, number>>>> & {
  readonly bands: number;
};

/** The codes of the package plans behind each service plan and card. */
export function reachOf({ packageServices, servicePlans }: Links): Reach<ReadonlySet<string>> {
  const services = new Map<string, Set<string>>();
  const packages = new Map<string, Set<string>>();
  for (const { packagePlan, servicePlan } of packageServices) {
    gather(services, servicePlan, [packagePlan]);
    gather(packages, packagePlan, [packagePlan]);
  }
  const cards = new Map<string, Set<string>>();
  const bands = new Set<string>();
  for (const { code, rateCard, productRateCard } of servicePlans) {
    const behind = services.get(code) ?? [];
    if (rateCard !== null) {
      gather(cards, rateCard, behind);
      for (const plan of behind) bands.add(plan);
    }
    if (productRateCard !== null) gather(cards, productRateCard, behind);
  }
  return { packagePlans: packages, servicePlans: services, cards, bands };
}

function gather(into: Map<string, Set<string>>, key: string, codes: Iterable<string>): void {
  const known = into.get(key);
  if (known === undefined) into.set(key, new Set(codes));
  else for (const code of codes) known.add(code);
}
