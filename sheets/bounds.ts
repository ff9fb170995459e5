/**
 * How much a file may hold. A few bytes can say that a cell stands sixteen thousand columns away, and a reader would make room
 * for every cell between: what lies beyond these bounds is refused before room is made for it.
 */
import { type Fault, fault } from '#core/result.ts';
import { counted, grouped } from '#core/words.ts';
import { columnLetters, LONGEST_CELL } from '#core/workbook/cell.ts';

/** Rows of a tab, the headings among them: twice the largest rate cards. */
export const MOST_ROWS = 100_000;
/** Columns of a tab, to IV: many times the widest tab. */
export const MOST_COLUMNS = 256;
/** Cells of a whole file, rows times columns of each tab: the empty ones between others take room too. */
export const MOST_CELLS = 4_000_000;
/** Tabs of a file; a workbook has thirteen, and what else is in the file is reported by name. */
export const MOST_TABS = 100;

/** The cell as spreadsheets name it; row and column count from 1. */
export const cellName = (row: number, column: number): string => `${columnLetters(column - 1)}${row}`;

/** Cells with something in them beyond the last row or column that is read. */
export const farCellsFault = (tab: string, [first = '', ...others]: readonly string[]): Fault =>
  fault(
    'cell_too_far',
    `${tab}, cell ${first}${andOthers(others)}: a tab is read to column ${columnLetters(MOST_COLUMNS - 1)} and row ${grouped(MOST_ROWS)}. Delete what stands beyond.`,
    `${tab}!${first}`,
  );

/** Cells with more text than any cell keeps. */
export const longCellsFault = (tab: string, [first = '', ...others]: readonly string[]): Fault =>
  fault(
    'cell_too_long',
    `${tab}, cell ${first}${andOthers(others)}: a cell keeps at most ${counted(LONGEST_CELL, 'character')}. Shorten it.`,
    `${tab}!${first}`,
  );

const andOthers = (others: readonly string[]): string =>
  others.length === 0 ? '' : ` (and ${counted(others.length, 'further cell')})`;

/** The tab whose rows and columns make the file too large. */
export const tooManyCellsFault = (tab: string): Fault =>
  fault(
    'too_many_cells',
    `${tab} brings the file above ${counted(MOST_CELLS, 'cell')}, empty ones between others included. Delete the columns that it does not need, or send the tabs one by one.`,
    tab,
  );
