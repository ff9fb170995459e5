/**
 * Makes or repairs the workbook in the provider's spreadsheet: tabs, headings, drop-downs, formats, and content from a published
 * version where a tab has none. Done again it changes nothing; a refill replaces what the tabs hold.
 */
import { auditOf, requirePower } from '#app/actor.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { CATALOGUE_KINDS, TABS } from '#core/workbook/tabs.ts';
import type { CatalogueStore } from '../ports/catalogue.ts';
import type { Actor } from '../ports/platform.ts';
import type { PreparedTab, SheetPlan } from '../ports/spreadsheets.ts';
import { codeLists } from './code-lists.ts';
import { noSheet, ownOrClaimed } from './own-sheet.ts';
import { refusingTrouble } from './refusing-trouble.ts';
import type { SheetPorts } from './services.ts';

export interface PrepareSheet {
  /** Tabs with rows are emptied and filled too. */
  readonly isRefill?: boolean | undefined;
  /** Filled from this version; left out: the newest. */
  readonly version?: number | undefined;
}

export interface PreparedSheet {
  readonly sheetId: string;
  readonly title: string;
  /** The version that empty tabs were filled from; 0: none is published yet. */
  readonly version: number;
  readonly tabs: readonly PreparedTab[];
}

export const makePrepareSheet = (ports: SheetPorts) =>
  refusingTrouble(
    async (
      actor: Actor,
      { isRefill = false, version: asked }: PrepareSheet = {},
    ): Promise<Result<PreparedSheet>> => {
      const allowed = requirePower(actor, 'catalogue.edit');
      if (!allowed.ok) return allowed;
      const { spreadsheets, links, catalogue, reader, clock, wallClock } = ports;
      if (asked !== undefined && (await catalogue.version(actor.providerId, asked)) === null)
        return notFound('version_not_found', `There is no version ${asked} of the catalogue.`);
      const link = await ownOrClaimed(ports, actor);
      if (spreadsheets === null || link === null) return noSheet(ports, actor);
      const newest = await reader.currentVersion(actor.providerId);
      const version = asked ?? newest;
      const plan: SheetPlan = {
        rows: await rowsOf(catalogue, actor, version),
        lists: codeLists(await rowsOf(catalogue, actor, newest)),
        isRefill,
      };
      const tabs = await spreadsheets.prepare(link.sheetId, plan);
      await links.recordPrepared(
        actor.providerId,
        { sheetId: link.sheetId, tabs: TABS.map(({ title }) => title), dueAt: wallClock.now() },
        auditOf(actor, clock, {
          action: 'workbook.prepared',
          subject: 'workbook',
          details: { sheetId: link.sheetId, version, isRefill, tabs },
        }),
      );
      return ok({ sheetId: link.sheetId, title: link.title, version, tabs });
    },
  );

async function rowsOf(
  catalogue: CatalogueStore,
  { providerId }: Actor,
  version: number,
): Promise<SheetPlan['rows']> {
  if (version === 0) return {};
  const content = await catalogue.content(providerId, version);
  return Object.fromEntries(CATALOGUE_KINDS.map((kind) => [kind, content[kind]]));
}
