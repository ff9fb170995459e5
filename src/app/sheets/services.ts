/** The spreadsheet outside that is a provider's workbook: linked, prepared, kept in step. */
import type { CatalogueServices } from '../catalogue/services.ts';
import type { CatalogueStore } from '../ports/catalogue.ts';
import type { CatalogueReader } from '../ports/catalogue-reader.ts';
import type { Log } from '../ports/log.ts';
import type { PersonStore } from '../ports/people.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import type { Spreadsheets } from '../ports/spreadsheets.ts';
import type { WorkbookSource } from '../ports/workbook.ts';
import type { WorkbookLinkStore } from '../ports/workbook-links.ts';
import { makeAnnounceChange } from './announce-change.ts';
import { makeKeepInStep } from './keep-in-step.ts';
import { makeLinkSheet, makeUnlinkSheet } from './link-sheet.ts';
import { makePrepareSheet } from './prepare-sheet.ts';
import { makeAllSheets, makeReachSheet, makeShowSheet } from './show-sheet.ts';

export interface SheetPorts {
  /** null: no spreadsheets outside are configured, and every provider has the built-in workbook. */
  readonly spreadsheets: Spreadsheets | null;
  readonly links: WorkbookLinkStore;
  /** The installation's spreadsheet, for the first provider that prepares or syncs it; null: each links its own. */
  readonly firstSheetId: string | null;
  /** Each provider's workbook, wherever it is kept. */
  readonly workbook: WorkbookSource;
  readonly catalogue: CatalogueStore;
  readonly reader: CatalogueReader;
  readonly people: Pick<PersonStore, 'findByEmail'>;
  readonly submitChanges: CatalogueServices['submitChanges'];
  readonly clock: Clock;
  /** Real time: what is announced, and what expires, goes by the world's clock. */
  readonly wallClock: Clock;
  readonly secrets: Secrets;
  readonly log: Log;
}

export type SheetServices = ReturnType<typeof makeSheetServices>;

export const makeSheetServices = (ports: SheetPorts) => ({
  isOn: ports.spreadsheets !== null,
  /** The address with which a spreadsheet is to be shared; null where none are configured. */
  account: ports.spreadsheets?.account ?? null,
  show: makeShowSheet(ports),
  all: makeAllSheets(ports),
  reach: makeReachSheet(ports),
  link: makeLinkSheet(ports),
  unlink: makeUnlinkSheet(ports),
  prepare: makePrepareSheet(ports),
  announceChange: makeAnnounceChange(ports),
  keepInStep: makeKeepInStep(ports),
});
