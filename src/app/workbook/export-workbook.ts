/** The built-in workbook as files: all of it as `.xlsx`, a tab as CSV. Importing them again gives the same content. */
import { requirePower } from '#app/actor.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { BuiltinWorkbook, TabToWrite, WorkbookFiles } from '#app/ports/workbook.ts';
import { ok, type Result } from '#core/result.ts';
import type { RawTab } from '#core/workbook/read-tab.ts';
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
    const { tabs } = await workbook.read(actor.providerId);
    return ok(files.toXlsx(tabs.map(toWrite)));
  };

export const makeExportTab =
  ({ workbook, files }: Ports) =>
  async (actor: Actor, title: string): Promise<Result<string>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const tab = findTab(title);
    if (!tab.ok) return tab;
    const { tabs } = await workbook.read(actor.providerId);
    return ok(
      files.toCsv(
        tabs.filter((candidate) => candidate.title === title).map(toWrite)[0] ?? {
          title,
          headings: [],
          rows: [],
        },
      ),
    );
  };

const toWrite = ({ title, headings, rows }: RawTab): TabToWrite => ({
  title,
  headings: headings.map(String),
  rows: rows.map(({ cells }) => cells),
});
