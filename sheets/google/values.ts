/** From the answers of Google to a workbook: the whole of it, or trouble. Pure. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/index.js';
import type { SheetContent, Told } from '#app/ports/spreadsheets.ts';
import { tidy } from '#core/plain-text.ts';
import { counted } from '#core/words.ts';
import type { Cell } from '#core/workbook/cell.ts';
import type { RawTab } from '#core/workbook/read-tab.ts';
import { OWN_HEADINGS } from '#core/workbook/tab.ts';
import { tabOfTitle } from '#core/workbook/tabs.ts';
import { incomplete } from './trouble.ts';

/** A tab of a spreadsheet. */
export interface SheetTab {
  readonly sheetId: number;
  readonly title: string;
  readonly rowCount: number;
  readonly columnCount: number;
}

/** The tab with the codes that drop-downs offer. */
export const LISTS_TITLE = '_lists';

/**
 * Tabs whose names begin with an underscore are Cardline's or people's notes, and one that holds nothing at all is none of the
 * workbook's: a new spreadsheet begins with such a one.
 */
const isRead = (title: string, grid: readonly (readonly Cell[])[]): boolean =>
  !title.startsWith('_') &&
  (tabOfTitle(title.trim()) !== null || grid.some((cells) => cells.some((cell) => cell !== null)));

export function sheetTabsOf({ sheets }: sheets_v4.Schema$Spreadsheet): SheetTab[] {
  if (sheets === undefined || sheets.length === 0) throw incomplete('no tabs');
  return sheets.flatMap(({ properties }) => {
    const { sheetId, title, sheetType, gridProperties } = properties ?? {};
    if (sheetId == null || title == null) throw incomplete('a tab without a name');
    // A chart on a tab of its own has no cells.
    if (sheetType != null && sheetType !== 'GRID') return [];
    return [
      {
        sheetId,
        title,
        rowCount: gridProperties?.rowCount ?? 0,
        columnCount: gridProperties?.columnCount ?? 0,
      },
    ];
  });
}

/** The range that is the whole of a tab. */
export const wholeOf = ({ title }: Pick<SheetTab, 'title'>): string => `'${title.replaceAll("'", "''")}'`;

/** The cells of each tab, row by row; trouble where an answer is missing or covers less than the tab. */
export function gridsOf(
  tabs: readonly SheetTab[],
  { valueRanges = [] }: sheets_v4.Schema$BatchGetValuesResponse,
): Map<string, readonly (readonly Cell[])[]> {
  if (valueRanges.length !== tabs.length)
    throw incomplete(`${valueRanges.length} of ${counted(tabs.length, 'tab')}`);
  return new Map(
    tabs.map((tab, at) => {
      const { range, values } = valueRanges[at] ?? {};
      const covered = range == null ? null : coveredBy(range);
      if (covered === null || covered.title !== tab.title)
        throw incomplete(`the tab ${tab.title} is missing`);
      if (covered.rows < tab.rowCount || covered.columns < tab.columnCount)
        throw incomplete(
          `${covered.rows} of ${tab.rowCount} rows and ${covered.columns} of ${tab.columnCount} columns of ${tab.title}`,
        );
      return [tab.title, (values ?? []).map((row) => row.map(toCell))];
    }),
  );
}

/** `'Package Plans'!A1:AD1000`; what is open at an end, or names the tab alone, covers all of it. */
const RANGE = /^(?:'((?:[^']|'')+)'|([^'!]+))(?:!([A-Z]+)(\d*)(?::([A-Z]*)(\d*))?)?$/;

function coveredBy(range: string): { title: string; rows: number; columns: number } | null {
  const match = RANGE.exec(range);
  if (match === null) return null;
  const [, quoted, plain = '', column, row, lastColumn = column, lastRow = row] = match;
  const title = quoted?.replaceAll("''", "'") ?? plain;
  if (column === undefined) return { title, rows: Infinity, columns: Infinity };
  if (column !== 'A' || (row !== '1' && row !== '')) return null;
  return {
    title,
    rows: lastRow ? Number(lastRow) : Infinity,
    columns: lastColumn ? columnNumber(lastColumn) : Infinity,
  };
}

/** A is 1. */
export const columnNumber = (letters: string): number =>
  [...letters].reduce((number, letter) => number * 26 + letter.charCodeAt(0) - 64, 0);

function toCell(value: unknown): Cell {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** What the grids of the tabs that are read say. */
export function contentOf(grids: ReadonlyMap<string, readonly (readonly Cell[])[]>): SheetContent {
  const tabs = [...grids]
    .filter(([title, grid]) => isRead(title, grid))
    .map(([title, grid]) => toTab(title, grid));
  return {
    // Days are whole numbers there, counted in the sheet's own calendar: no zone has a part in it.
    workbook: { tabs, serialDates: true },
    told(title, row) {
      const grid = grids.get(title);
      const [status = -1, message = -1] = OWN_HEADINGS.map((own) => placeOf(grid?.[0] ?? [], own));
      const cells = grid?.[row - 1] ?? [];
      return { status: textIn(cells[status]), message: textIn(cells[message]) } satisfies Told;
    },
  };
}

function toTab(title: string, [headings = [], ...rows]: readonly (readonly Cell[])[]): RawTab {
  const isOwn = headings.map((cell) => OWN_HEADINGS.includes(headingIn(cell)));
  // A box that nobody ticked is FALSE in a row that nobody filled.
  const holdsSomething = (cells: readonly Cell[]) =>
    cells.some((cell, at) => cell !== null && cell !== false && isOwn[at] !== true);
  return {
    title,
    headings,
    rows: rows.flatMap((cells, at) => (holdsSomething(cells) ? [{ row: at + 2, cells }] : [])),
  };
}

export const headingIn = (cell: Cell): string =>
  cell === null ? '' : tidy(String(cell)).replaceAll('\u00a0', ' ');

/** Where a heading stands; -1: nowhere. */
export const placeOf = (headings: readonly Cell[], heading: string): number =>
  headings.findIndex((cell) => headingIn(cell) === heading);

const textIn = (cell: Cell | undefined): string | null =>
  cell === undefined || cell === null || cell === '' ? null : String(cell);
