/** CAT-5: the versions of a catalogue: listed, shown, compared. */
import { requirePower } from '#app/actor.ts';
import type { CatalogueStore, Version } from '#app/ports/catalogue.ts';
import type { CatalogueReader } from '#app/ports/catalogue-reader.ts';
import type { Actor, Page, PageRequest } from '#app/ports/platform.ts';
import { all, notFound, ok, type Result } from '#core/result.ts';
import { countPlan, type PlanCounts, type RowChange } from '#core/workbook/publish-plan.ts';
import { pageOfChanges } from './find-change-set.ts';

interface Ports {
  readonly catalogue: CatalogueStore;
  readonly reader: CatalogueReader;
}

export async function findVersion(
  { catalogue }: Pick<Ports, 'catalogue'>,
  actor: Actor,
  number: number,
): Promise<Result<Version>> {
  const version = await catalogue.version(actor.providerId, number);
  return version
    ? ok(version)
    : notFound('version_not_found', `There is no version ${number} of the catalogue.`);
}

export const makeListVersions =
  ({ catalogue }: Ports) =>
  async (actor: Actor, page: PageRequest): Promise<Result<Page<Version>>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? catalogue.versions(actor.providerId, page) : allowed;
  };

export const makeShowVersion =
  (ports: Ports) =>
  async (actor: Actor, number: number): Promise<Result<Version>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? findVersion(ports, actor, number) : allowed;
  };

export interface VersionDifference extends PlanCounts {
  readonly from: number;
  readonly to: number;
  readonly rows: Page<RowChange>;
}

/**
 * What leads from one version to another, either way round. Where no other is named: to the newest; of the newest, what led to it
 * from the one before.
 */
export const makeCompareVersions =
  (ports: Ports) =>
  async (
    actor: Actor,
    versions: { readonly from: number; readonly to?: number | undefined },
    page: PageRequest,
  ): Promise<Result<VersionDifference>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const { from, to } =
      versions.to === undefined
        ? towardsNewest(versions.from, await ports.reader.currentVersion(actor.providerId))
        : { from: versions.from, to: versions.to };
    // Before the first version there was nothing, and that can be compared with too.
    const named = [from, to].filter((number) => number !== 0);
    const found = all(await Promise.all(named.map((number) => findVersion(ports, actor, number))));
    if (!found.ok) return found;
    const plan = await ports.catalogue.difference(actor.providerId, from, to);
    const rows = pageOfChanges(plan, page);
    return rows.ok ? ok({ from, to, ...countPlan(plan), rows: rows.value }) : rows;
  };

/** A version compared with itself would say nothing. */
const towardsNewest = (from: number, newest: number): { readonly from: number; readonly to: number } => ({
  from: from === newest && newest > 0 ? newest - 1 : from,
  to: newest,
});
