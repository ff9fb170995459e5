/** Sheets for tests of the grid's modules that know no screen. */
import { type Cells, newRow, type Row, Sheet, toRow } from '#console/browser/sheet.ts';
import type { Cell } from '#core/workbook/cell.ts';

/** A sheet whose rows were read: row n has the id n, in version 1. */
export function aSheet(...rows: readonly (readonly Cell[])[]): Sheet {
  const sheet = new Sheet(rows[0]?.length ?? 0);
  sheet.append(rows.map((cells, at) => toRow([at + 1, 1, cells])));
  return sheet;
}

export const cellsOf = (sheet: Sheet): Cells[] => sheet.rows.map(({ cells }) => cells);

export const rowAt = (sheet: Sheet, at: number): Row => sheet.rows[at] ?? newRow(sheet.width);
