import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import type { TabToWrite } from '#app/ports/workbook.ts';
import { workbookFiles } from '#sheets/files.ts';

export const FIRST_SHEET = 'xl/worksheets/sheet1.xml';

/** A file of one tab with one of its parts edited, as another program might have written it. */
export function edited(tab: TabToWrite, edit: (xml: string) => string, part = FIRST_SHEET): Uint8Array {
  const parts = unzipSync(workbookFiles.toXlsx([tab]));
  return zipSync({ ...parts, [part]: strToU8(edit(strFromU8(parts[part] ?? new Uint8Array()))) });
}
