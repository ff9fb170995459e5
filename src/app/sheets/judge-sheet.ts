/** What the check says beside the rows of a spreadsheet, of what stands there now. */
import type { Kind } from '#core/catalogue/content.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import type { Tuple } from '#core/workbook/tab.ts';
import { tabOfTitle } from '#core/workbook/tabs.ts';
import { type Assessment, type AssessPorts, assessWorkbook } from '../catalogue/assess-workbook.ts';
import { placeKey, type Said, sayBesideRows } from '../catalogue/mark-rows.ts';
import type { CellNote, SheetContent, SheetMark, SheetMarks, Told } from '../ports/spreadsheets.ts';
import { codeLists } from './code-lists.ts';

export async function judgeSheet(
  ports: AssessPorts,
  providerId: number,
  content: SheetContent,
): Promise<SheetMarks> {
  const assessment = await assessWorkbook(ports, providerId, content.workbook);
  const said = sayBesideRows(assessment);
  const present = Object.fromEntries(
    Object.entries(assessment.present.rows).map(([kind, rows]) => [kind, rows.map(([, tuple]) => tuple)]),
  ) as Readonly<Partial<Record<Kind, readonly Tuple[]>>>;
  return {
    rows: content.workbook.tabs.flatMap(({ title, rows }) => {
      const tab = title.trim();
      if (tabOfTitle(tab) === null) return [];
      return rows.map(({ row }): SheetMark => {
        const mark = said.get(placeKey(tab, row));
        return { tab, row, ...(mark ?? inForce(content.told(title, row), assessment)) };
      });
    }),
    notes: assessment.faults.flatMap(noteOf),
    lists: codeLists(present),
  };
}

/** A row that says what is in force: where it did not when it was told last, it was published since. */
function inForce({ status, message }: Told, { present }: Pick<Assessment, 'present'>): Said {
  if (status === 'New' || status === 'Changed')
    return { status: 'OK', message: `Published in version ${present.version}.` };
  return { status: 'OK', message: status === 'OK' ? message : null };
}

/** At its cell; what is wrong with a tab as a whole stands at its first one. */
function noteOf({ tab, row, cell, message }: SheetFault): CellNote[] {
  if (tabOfTitle(tab) === null) return [];
  if (cell !== null) return [{ tab, cell, message }];
  return row === null || row === 1 ? [{ tab, cell: 'A1', message }] : [];
}
