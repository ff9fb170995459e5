/** CAT-6: package and service plans, searched and shown, each package with its prerequisites (CAT-3). */
import type { CatalogueStore, ItemHistory } from '#app/ports/catalogue.ts';
import type { Actor, Page, PageRequest } from '#app/ports/platform.ts';
import {
  indexPlans,
  type PlanIndex,
  type Prerequisite,
  prerequisitesOf,
} from '#core/catalogue/prerequisites.ts';
import type {
  CatalogueSnapshot,
  PackagePlan,
  PackageService,
  ServiceFeature,
  ServicePlan,
} from '#core/catalogue/rows.ts';
import { matchesSearch, type PlanSearch, serviceTypesByPackage } from '#core/catalogue/search.ts';
import { ok, type Result } from '#core/result.ts';
import { pageInMemory, type ReadPorts, readCatalogue, rowOfCode } from './read-catalogue.ts';

interface Ports extends ReadPorts {
  readonly catalogue: CatalogueStore;
}

export interface CatalogueSearch extends PlanSearch {
  readonly version?: number | undefined;
}

export interface PackagePlanView {
  readonly plan: PackagePlan;
  readonly services: readonly PackageService[];
  /** CAT-3, every one, met or not. */
  readonly prerequisites: readonly Prerequisite[];
}

export interface PackagePlanDetails extends PackagePlanView {
  readonly version: number;
  readonly history: ItemHistory | null;
}

const NO_TYPES = new Set<never>();

export const makeFindPackagePlans =
  (ports: Ports) =>
  async (
    actor: Actor,
    search: CatalogueSearch,
    page: PageRequest,
  ): Promise<Result<Page<PackagePlanView>>> => {
    const read = await readCatalogue(ports, actor, search.version);
    if (!read.ok) return read;
    const snapshot = read.value;
    const types = serviceTypesByPackage(snapshot.packageServices, snapshot.servicePlans);
    const found = pageInMemory(
      snapshot.packagePlans.filter((plan) => matchesSearch(plan, types.get(plan.code) ?? NO_TYPES, search)),
      page,
    );
    if (!found.ok) return found;
    const index = indexPlans(snapshot);
    return ok({
      items: found.value.items.map((plan) => viewOf(plan, index)),
      nextCursor: found.value.nextCursor,
    });
  };

export const makeShowPackagePlan =
  (ports: Ports) =>
  async (actor: Actor, code: string, version?: number): Promise<Result<PackagePlanDetails>> => {
    const read = await readCatalogue(ports, actor, version);
    if (!read.ok) return read;
    const found = rowOfCode(read.value.packagePlans, code, 'package plan');
    if (!found.ok) return found;
    return ok({
      ...viewOf(found.value, indexPlans(read.value)),
      version: read.value.version,
      history: await ports.catalogue.history(actor.providerId, 'package_plan', code),
    });
  };

const viewOf = (plan: PackagePlan, index: PlanIndex): PackagePlanView => ({
  plan,
  services: index.services.get(plan.code) ?? [],
  prerequisites: prerequisitesOf(plan, index),
});

export const makeFindServicePlans =
  (ports: Ports) =>
  async (actor: Actor, search: CatalogueSearch, page: PageRequest): Promise<Result<Page<ServicePlan>>> => {
    const read = await readCatalogue(ports, actor, search.version);
    return read.ok
      ? pageInMemory(
          read.value.servicePlans.filter((plan) => matchesSearch(plan, new Set([plan.serviceType]), search)),
          page,
        )
      : read;
  };

export interface ServicePlanDetails {
  readonly plan: ServicePlan;
  readonly features: readonly ServiceFeature[];
  /** Package plans that hold it. */
  readonly packages: readonly string[];
  readonly version: number;
  readonly history: ItemHistory | null;
}

export const makeShowServicePlan =
  (ports: Ports) =>
  async (actor: Actor, code: string, version?: number): Promise<Result<ServicePlanDetails>> => {
    const read = await readCatalogue(ports, actor, version);
    if (!read.ok) return read;
    const found = rowOfCode(read.value.servicePlans, code, 'service plan');
    if (!found.ok) return found;
    return ok({
      plan: found.value,
      features: read.value.serviceFeatures.filter(({ servicePlan }) => servicePlan === code),
      packages: packagesWith(read.value, code),
      version: read.value.version,
      history: await ports.catalogue.history(actor.providerId, 'service_plan', code),
    });
  };

const packagesWith = ({ packageServices }: CatalogueSnapshot, servicePlan: string): string[] =>
  packageServices.filter((link) => link.servicePlan === servicePlan).map(({ packagePlan }) => packagePlan);
