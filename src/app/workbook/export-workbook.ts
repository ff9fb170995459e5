/**
 * The built-in workbook as files: all of it as `.xlsx`, a tab as CSV, with what the last check said in Status and Message.
 * Importing them again gives the same content.
 */
import { requirePower } from '#app/actor.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { BuiltinWorkbook, WorkbookFiles } from '#app/ports/workbook.ts';
import { invariant, ok, type Result } from '#core/result.ts';
import { findTab } from './show-workbook.ts';

interface Ports {
  readonly workbook: BuiltinWorkbook;
  readonly files: WorkbookFiles;
}

export const makeExportWorkbook =
  ({ workbook, files }: Ports) =>
  async (actor: Actor): Promise<Result<Uint8Array>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    return ok(files.toXlsx(await workbook.sheets(actor.providerId)));
  };

export const makeExportTab =
  ({ workbook, files }: Ports) =>
  async (actor: Actor, title: string): Promise<Result<string>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const tab = findTab(title);
    if (!tab.ok) return tab;
    const [sheet] = await workbook.sheets(actor.providerId, title);
    invariant(sheet, `the workbook has the tab ${title}`);
    return ok(files.toCsv(sheet));
  };
