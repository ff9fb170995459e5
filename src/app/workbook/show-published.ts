/** A tab as a version published it: the cells that people would have entered. Accounts belong to no version. */
import { requirePower } from '#app/actor.ts';
import type { CatalogueStore } from '#app/ports/catalogue.ts';
import type { Actor } from '#app/ports/platform.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import type { Cell } from '#core/workbook/cell.ts';
import { cellsOf } from '#core/workbook/publish-plan.ts';
import type { AnyTab } from '#core/workbook/tab.ts';
import { CATALOGUE_KINDS } from '#core/workbook/tabs.ts';
import { findTab } from './show-workbook.ts';

export interface PublishedTab {
  readonly tab: AnyTab;
  /** In the order of the columns. */
  readonly rows: readonly (readonly Cell[])[];
}

interface Ports {
  readonly catalogue: CatalogueStore;
}

/** The tab, where the version has it. */
export const makeFindPublished =
  ({ catalogue }: Ports) =>
  async (actor: Actor, title: string, version: number): Promise<Result<AnyTab>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const tab = findTab(title);
    if (!tab.ok) return tab;
    if (!CATALOGUE_KINDS.some((kind) => kind === tab.value.kind))
      return notFound('tab_not_published', `${title} belong to no version: they are kept as they are now.`);
    return (await catalogue.version(actor.providerId, version)) === null
      ? notFound('version_not_found', `There is no version ${version} of the catalogue.`)
      : tab;
  };

export const makeShowPublished = (ports: Ports) => {
  const find = makeFindPublished(ports);
  return async (actor: Actor, title: string, version: number): Promise<Result<PublishedTab>> => {
    const tab = await find(actor, title, version);
    if (!tab.ok) return tab;
    const content = await ports.catalogue.content(actor.providerId, version);
    const kind = CATALOGUE_KINDS.find((known) => known === tab.value.kind);
    const tuples = kind === undefined ? [] : content[kind];
    return ok({ tab: tab.value, rows: tuples.map((tuple) => cellsOf(tab.value, tuple)) });
  };
};
