/** The built-in workbook: shown, edited, imported, exported. */
import type { BillingRunStore } from '../ports/billing.ts';
import type { CatalogueStore } from '../ports/catalogue.ts';
import type { Clock } from '../ports/platform.ts';
import type { BuiltinWorkbook, WorkbookFiles } from '../ports/workbook.ts';
import type { WorkbookLinkStore } from '../ports/workbook-links.ts';
import { makeEditWorkbook } from './edit-workbook.ts';
import { makeExportTab, makeExportWorkbook } from './export-workbook.ts';
import { makeImportWorkbook, makePreviewImport, makeRefillWorkbook } from './import-workbook.ts';
import { makeListCodes } from './list-codes.ts';
import { makeLookAtPlan } from './look-at-plan.ts';
import { makeFindPublished, makeShowPublished } from './show-published.ts';
import { makeFindRowAt, makeFindRowOf, makeShowRow } from './show-row.ts';
import { makeShowTab, makeShowWorkbook } from './show-workbook.ts';
import { whereBuiltin } from './where-builtin.ts';

export interface WorkbookPorts {
  readonly workbook: BuiltinWorkbook;
  readonly files: WorkbookFiles;
  readonly catalogue: CatalogueStore;
  readonly clock: Clock;
  /** How the provider bills: what a plan's calendar is drawn by. */
  readonly runs: Pick<BillingRunStore, 'settings'>;
  /** Spreadsheets outside that are somebody's workbook in its place; null or left out: there are none. */
  readonly links?: Pick<WorkbookLinkStore, 'find'> | null;
}

export type WorkbookServices = ReturnType<typeof makeWorkbookServices>;

export const makeWorkbookServices = (ports: WorkbookPorts) => ({
  showWorkbook: makeShowWorkbook(ports),
  showTab: makeShowTab(ports),
  showRow: makeShowRow(ports),
  findRowAt: makeFindRowAt(ports),
  findRowOf: makeFindRowOf(ports),
  lookAtPlan: makeLookAtPlan(ports),
  listCodes: makeListCodes(ports),
  findPublished: makeFindPublished(ports),
  showPublished: makeShowPublished(ports),
  edit: whereBuiltin(ports, makeEditWorkbook(ports)),
  previewImport: makePreviewImport(ports),
  importFiles: whereBuiltin(ports, makeImportWorkbook(ports)),
  refill: whereBuiltin(ports, makeRefillWorkbook(ports)),
  exportXlsx: makeExportWorkbook(ports),
  exportCsv: makeExportTab(ports),
});
