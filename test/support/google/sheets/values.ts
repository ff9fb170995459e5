/** `spreadsheets.values`: read and written by ranges in A1. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { invalid } from '../wire/api-error.ts';
import type { Account, Book, World } from '../world.ts';
import { type Range, rangeName } from './a1.ts';
import { changing, expectEditable } from './access.ts';
import { type Cell, type Content, effectiveOf, namedRange, type Sheet } from './content.ts';
import { errorText, isMoment, shown } from './shown.ts';
import { type InputOption, setValue, writeInput } from './write-cell.ts';

export interface ReadOptions {
  readonly render: string;
  readonly moments: string;
  readonly dimension: string;
}

type ValueRange = sheets_v4.Schema$ValueRange;

function oneOf(name: string, value: string | null | undefined, allowed: readonly string[]): string {
  const found = value ?? allowed[0] ?? '';
  if (!allowed.includes(found)) throw invalid(`Invalid value at '${name}' (TYPE_ENUM), "${found}"`);
  return found;
}

export function readOptions(query: URLSearchParams): ReadOptions {
  return {
    render: oneOf('value_render_option', query.get('valueRenderOption'), [
      'FORMATTED_VALUE',
      'UNFORMATTED_VALUE',
      'FORMULA',
    ]),
    moments: oneOf('date_time_render_option', query.get('dateTimeRenderOption'), [
      'SERIAL_NUMBER',
      'FORMATTED_STRING',
    ]),
    dimension: oneOf('major_dimension', query.get('majorDimension'), ['ROWS', 'COLUMNS']),
  };
}

/** Without the empty cells at the end of each row and the empty rows at the end. */
export function readRange(content: Content, text: string, options: ReadOptions): ValueRange {
  const { sheet, range } = namedRange(content, text);
  const { locale } = content.properties;
  const rows: unknown[][] = [];
  for (let row = range.startRow; row < range.endRow; row += 1) {
    const cells = sheet.rows[row]?.cells ?? [];
    const values: unknown[] = [];
    const end = Math.min(range.endColumn, cells.length);
    for (let column = range.startColumn; column < end; column += 1)
      values.push(rendered(cells[column], options, locale));
    rows.push(trimmed(values, ''));
  }
  const values = trimmedRows(options.dimension === 'COLUMNS' ? transposed(rows) : rows);
  return {
    range: rangeName(sheet.properties.title, range),
    majorDimension: options.dimension,
    ...(values.length === 0 ? {} : { values }),
  };
}

function trimmed(values: unknown[], empty: unknown): unknown[] {
  const last = values.findLastIndex((each) => each !== empty);
  return values.slice(0, last + 1);
}

const trimmedRows = (rows: unknown[][]): unknown[][] =>
  rows.slice(0, rows.findLastIndex((row) => row.length > 0) + 1);

function transposed(rows: readonly (readonly unknown[])[]): unknown[][] {
  const width = Math.max(0, ...rows.map((row) => row.length));
  return Array.from({ length: width }, (_, column) =>
    trimmed(
      rows.map((row) => row[column] ?? ''),
      '',
    ),
  );
}

function rendered(cell: Cell | undefined, { render, moments }: ReadOptions, locale: string): unknown {
  const value = cell === undefined ? undefined : effectiveOf(cell);
  if (cell === undefined || value === undefined) return '';
  if (render === 'FORMATTED_VALUE') return shown(cell, locale);
  if (render === 'FORMULA' && typeof cell.value?.formulaValue === 'string') return cell.value.formulaValue;
  if (value.errorValue) return errorText(value.errorValue.type ?? '');
  if (
    typeof value.numberValue === 'number' &&
    moments === 'FORMATTED_STRING' &&
    isMoment(cell.format?.numberFormat)
  ) {
    return shown(cell, locale);
  }
  return value.numberValue ?? value.boolValue ?? value.stringValue ?? '';
}

export const inputOption = (value: string | null | undefined): InputOption => {
  if (value === null || value === undefined || value === 'INPUT_VALUE_OPTION_UNSPECIFIED') {
    throw invalid("'valueInputOption' is required but not specified");
  }
  return oneOf('value_input_option', value, ['RAW', 'USER_ENTERED']) as InputOption;
};

/** Writes all of the ranges or none. */
export function writeValues(
  world: World,
  book: Book,
  by: Account,
  data: readonly ValueRange[],
  option: InputOption,
) {
  return changing(world, book, by, (content) =>
    data.map((each) => writeRange(book, content, by, each, option)),
  );
}

function writeRange(book: Book, content: Content, by: Account, data: ValueRange, option: InputOption) {
  if (typeof data.range !== 'string') throw invalid("'range' is required but not specified");
  const { sheet, range } = namedRange(content, data.range);
  const dimension = oneOf('major_dimension', data.majorDimension, ['ROWS', 'COLUMNS']);
  const given = (data.values ?? []) as unknown[][];
  if (!given.every((row) => Array.isArray(row))) throw invalid("Invalid value at 'data.values' (LIST)");
  const height = dimension === 'ROWS' ? given.length : Math.max(0, ...given.map((row) => row.length));
  const width = dimension === 'ROWS' ? Math.max(0, ...given.map((row) => row.length)) : given.length;
  const within = fitting(sheet, range, height, width);
  if (height > 0 && width > 0) expectEditable(book, sheet, within, by);
  let cells = 0;
  given.forEach((line, first) => {
    line.forEach((input, second) => {
      const [row, column] = dimension === 'ROWS' ? [first, second] : [second, first];
      writeInput(book, sheet, [range.startRow + row, range.startColumn + column], input, option);
      cells += input === null ? 0 : 1;
    });
  });
  return {
    spreadsheetId: book.id,
    updatedRange: rangeName(sheet.properties.title, within),
    updatedRows: height,
    updatedColumns: width,
    updatedCells: cells,
  };
}

/** A range of one cell is where writing begins; a larger one must hold all of it. */
function fitting(sheet: Sheet, range: Range, height: number, width: number): Range {
  const isStart = range.endRow - range.startRow === 1 && range.endColumn - range.startColumn === 1;
  const within = {
    ...range,
    endRow: range.startRow + Math.max(height, 1),
    endColumn: range.startColumn + Math.max(width, 1),
  };
  if (!isStart && within.endRow > range.endRow) {
    throw invalid(
      `Requested writing within range [${rangeName(sheet.properties.title, range)}], but tried writing to row [${range.endRow + 1}]`,
    );
  }
  if (!isStart && within.endColumn > range.endColumn) {
    throw invalid(
      `Requested writing within range [${rangeName(sheet.properties.title, range)}], but tried writing to column [${range.endColumn + 1}]`,
    );
  }
  if (within.endRow > sheet.rows.length || within.endColumn > sheet.columns.length) {
    throw invalid(
      `Range (${rangeName(sheet.properties.title, within)}) exceeds grid limits. Max rows: ${sheet.rows.length}, max columns: ${sheet.columns.length}`,
    );
  }
  return within;
}

/** Empties cells; formats, notes and validation stay. */
export function clearValues(world: World, book: Book, by: Account, ranges: readonly string[]): string[] {
  return changing(world, book, by, (content) =>
    ranges.map((text) => {
      const { sheet, range } = namedRange(content, text);
      expectEditable(book, sheet, range, by);
      for (let row = range.startRow; row < range.endRow; row += 1) {
        const cells = sheet.rows[row]?.cells ?? [];
        for (const cell of cells.slice(range.startColumn, range.endColumn))
          if (cell) setValue(book, cell, undefined);
      }
      return rangeName(sheet.properties.title, range);
    }),
  );
}
