/** What a spreadsheet holds: plain records, so that a copy of all of it can be put back when an update is refused. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { invalid } from '../wire/api-error.ts';
import { type ParsedRange, parseRange, type Range, rangeName } from './a1.ts';

export type Value = sheets_v4.Schema$ExtendedValue;
export type Format = sheets_v4.Schema$CellFormat;
export type GridRange = sheets_v4.Schema$GridRange;

export interface Cell {
  value?: Value;
  /** What a formula comes to. */
  computed?: Value;
  note?: string;
  validation?: sheets_v4.Schema$DataValidationRule;
  format?: Format;
}

/** A row or a column, apart from its cells. */
export interface Line {
  properties: sheets_v4.Schema$DimensionProperties;
  metadata: sheets_v4.Schema$DeveloperMetadata[];
}

export interface Row extends Line {
  cells: (Cell | undefined)[];
}

export interface Sheet {
  /** Without the counts of rows and columns: these are what there is. */
  properties: sheets_v4.Schema$SheetProperties & { sheetId: number; title: string };
  rows: Row[];
  columns: Line[];
  protectedRanges: sheets_v4.Schema$ProtectedRange[];
  conditionalFormats: sheets_v4.Schema$ConditionalFormatRule[];
  basicFilter: sheets_v4.Schema$BasicFilter | null;
  metadata: sheets_v4.Schema$DeveloperMetadata[];
}

export interface Content {
  properties: { title: string; locale: string; timeZone: string };
  sheets: Sheet[];
  namedRanges: sheets_v4.Schema$NamedRange[];
  metadata: sheets_v4.Schema$DeveloperMetadata[];
  nextId: number;
}

export const newRow = (): Row => ({ cells: [], properties: {}, metadata: [] });
export const newColumn = (): Line => ({ properties: {}, metadata: [] });

export function newSheet(sheetId: number, title: string, rowCount = 1000, columnCount = 26): Sheet {
  return {
    properties: { sheetId, title, sheetType: 'GRID', gridProperties: {} },
    rows: Array.from({ length: rowCount }, newRow),
    columns: Array.from({ length: columnCount }, newColumn),
    protectedRanges: [],
    conditionalFormats: [],
    basicFilter: null,
    metadata: [],
  };
}

export const cellAt = (sheet: Sheet, row: number, column: number): Cell | undefined =>
  sheet.rows[row]?.cells[column];

/** A cell to be written to; made where there was none. */
export function cellFor(sheet: Sheet, row: number, column: number): Cell {
  const line = sheet.rows[row];
  if (line === undefined || column >= sheet.columns.length) {
    throw new Error(`no cell ${row}, ${column} in ${sheet.properties.title}`);
  }
  const known = line.cells[column];
  if (known !== undefined) return known;
  const made: Cell = {};
  line.cells[column] = made;
  return made;
}

/** What a cell counts as: a formula's result, or what was entered. */
export const effectiveOf = (cell: Cell): Value | undefined =>
  cell.value?.formulaValue === undefined ? cell.value : cell.computed;

export function sheetById(content: Content, sheetId: number | null | undefined): Sheet {
  const found = content.sheets.find(({ properties }) => properties.sheetId === (sheetId ?? 0));
  if (found === undefined) throw invalid(`No grid with id: ${sheetId ?? 0}`);
  return found;
}

export const sheetByTitle = (content: Content, title: string): Sheet | undefined =>
  content.sheets.find(({ properties }) => properties.title === title);

const beyond = (sheet: Sheet, range: Range) =>
  invalid(
    `Range (${rangeName(sheet.properties.title, range)}) exceeds grid limits. Max rows: ${sheet.rows.length}, max columns: ${sheet.columns.length}`,
  );

/** A range of a request, with its ends; refused where it reaches beyond the grid. */
export function gridRange(content: Content, range: GridRange): { sheet: Sheet; range: Range } {
  const sheet = sheetById(content, range.sheetId);
  const found = {
    startRow: range.startRowIndex ?? 0,
    endRow: range.endRowIndex ?? sheet.rows.length,
    startColumn: range.startColumnIndex ?? 0,
    endColumn: range.endColumnIndex ?? sheet.columns.length,
  };
  if (
    found.startRow < 0 ||
    found.startColumn < 0 ||
    found.startRow >= found.endRow ||
    found.startColumn >= found.endColumn
  ) {
    throw invalid(`GridRange is empty or negative: ${JSON.stringify(range)}`);
  }
  if (found.endRow > sheet.rows.length || found.endColumn > sheet.columns.length) throw beyond(sheet, found);
  return { sheet, range: found };
}

/** A range in A1: refused where it begins beyond the grid, else what of it is within. */
export function namedRange(content: Content, text: string): { sheet: Sheet; range: Range } {
  const titles = new Set(content.sheets.map(({ properties }) => properties.title));
  const parsed: ParsedRange = parseRange(text, titles);
  const sheet = parsed.title === null ? content.sheets[0] : sheetByTitle(content, parsed.title);
  if (sheet === undefined) throw invalid(`Unable to parse range: ${text}`);
  const asked = {
    startRow: parsed.startRow,
    endRow: parsed.endRow ?? sheet.rows.length,
    startColumn: parsed.startColumn,
    endColumn: parsed.endColumn ?? sheet.columns.length,
  };
  if (asked.startRow >= sheet.rows.length || asked.startColumn >= sheet.columns.length)
    throw beyond(sheet, asked);
  if (asked.endRow <= asked.startRow || asked.endColumn <= asked.startColumn)
    throw invalid(`Unable to parse range: ${text}`);
  return {
    sheet,
    range: {
      ...asked,
      endRow: Math.min(asked.endRow, sheet.rows.length),
      endColumn: Math.min(asked.endColumn, sheet.columns.length),
    },
  };
}
