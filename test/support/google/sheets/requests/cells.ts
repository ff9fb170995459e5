/** Requests about what cells hold: values, notes, formats, validation. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { invalid } from '../../wire/api-error.ts';
import { asksFor, type Mask, updated } from '../../wire/field-mask.ts';
import type { Book } from '../../world.ts';
import { type Cell, cellFor, type Format, sheetById } from '../content.ts';
import { setValue } from '../write-cell.ts';
import { type Doing, type Handlers, maskOf, required, writable } from './request.ts';

type CellData = sheets_v4.Schema$CellData;

const READ_ONLY = ['effectiveValue', 'formattedValue', 'effectiveFormat', 'hyperlink'];
const KEPT = ['userEnteredValue', 'userEnteredFormat', 'note', 'dataValidation'];

export const CELLS: Handlers = {
  updateCells(doing, { rows, fields, start, range }) {
    const mask = cellMask(fields);
    const given = rows ?? [];
    const width = Math.max(1, ...given.map(({ values }) => values?.length ?? 0));
    const area = areaOf(doing, start, range, Math.max(1, given.length), width);
    if (
      given.length > area.range.endRow - area.range.startRow ||
      width > area.range.endColumn - area.range.startColumn
    ) {
      throw invalid('Attempting to write outside the range that was given.');
    }
    // A range is written to as a whole: where no data is sent, the fields are cleared.
    for (let row = area.range.startRow; row < area.range.endRow; row += 1) {
      const values = given[row - area.range.startRow]?.values ?? [];
      const end = range ? area.range.endColumn : area.range.startColumn + values.length;
      for (let column = area.range.startColumn; column < end; column += 1) {
        write(
          doing.book,
          cellFor(area.sheet, row, column),
          values[column - area.range.startColumn] ?? {},
          mask,
        );
      }
    }
    return undefined;
  },

  repeatCell(doing, { range, cell, fields }) {
    const mask = cellMask(fields);
    const area = writable(doing, range);
    for (let row = area.range.startRow; row < area.range.endRow; row += 1) {
      for (let column = area.range.startColumn; column < area.range.endColumn; column += 1) {
        write(doing.book, cellFor(area.sheet, row, column), cell ?? {}, mask);
      }
    }
    return undefined;
  },

  setDataValidation(doing, { range, rule }) {
    const area = writable(doing, range);
    for (let row = area.range.startRow; row < area.range.endRow; row += 1) {
      for (let column = area.range.startColumn; column < area.range.endColumn; column += 1) {
        setValidation(cellFor(area.sheet, row, column), rule ?? undefined);
      }
    }
    return undefined;
  },
};

function areaOf(
  doing: Doing,
  start: sheets_v4.Schema$GridCoordinate | undefined,
  range: sheets_v4.Schema$GridRange | undefined,
  height: number,
  width: number,
) {
  if ((start === undefined) === (range === undefined))
    throw invalid('Exactly one of start and range is required.');
  if (range !== undefined) return writable(doing, range);
  const { sheetId, rowIndex, columnIndex } = required(start, 'start');
  sheetById(doing.content, sheetId);
  const [row, column] = [rowIndex ?? 0, columnIndex ?? 0];
  return writable(doing, {
    sheetId: sheetId ?? 0,
    startRowIndex: row,
    endRowIndex: row + height,
    startColumnIndex: column,
    endColumnIndex: column + width,
  });
}

function cellMask(fields: string | null | undefined): Mask | null {
  const mask = maskOf(fields, 'CellData');
  for (const name of mask?.keys() ?? []) {
    if (READ_ONLY.includes(name)) throw invalid(`${name} is read-only.`);
    if (!KEPT.includes(name)) throw invalid(`The fake keeps no ${name} of a cell.`);
  }
  return mask;
}

function write(book: Book, cell: Cell, data: CellData, mask: Mask | null): void {
  if (asksFor(mask, 'userEnteredValue')) setValue(book, cell, oneValue(data.userEnteredValue));
  if (asksFor(mask, 'note')) {
    if (data.note) cell.note = data.note;
    else delete cell.note;
  }
  if (asksFor(mask, 'dataValidation')) setValidation(cell, data.dataValidation ?? undefined);
  if (asksFor(mask, 'userEnteredFormat')) {
    const below = mask?.get('userEnteredFormat') ?? null;
    const made: Format = updated(cell.format ?? {}, data.userEnteredFormat ?? {}, below);
    expectNumberFormat(made.numberFormat);
    if (Object.keys(made).length === 0) delete cell.format;
    else cell.format = made;
  }
}

function oneValue(
  value: sheets_v4.Schema$ExtendedValue | undefined,
): sheets_v4.Schema$ExtendedValue | undefined {
  const set = Object.entries(value ?? {}).filter(([, each]) => each !== null && each !== undefined);
  if (set.length > 1)
    throw invalid(`Only one kind of value may be set: ${set.map(([name]) => name).join(', ')}`);
  const formula = value?.formulaValue;
  if (typeof formula === 'string' && !formula.startsWith('=')) throw invalid(`Invalid formula: ${formula}`);
  return set.length === 0 ? undefined : (Object.fromEntries(set) as sheets_v4.Schema$ExtendedValue);
}

const NUMBER_FORMATS = ['TEXT', 'NUMBER', 'PERCENT', 'CURRENCY', 'DATE', 'TIME', 'DATE_TIME', 'SCIENTIFIC'];

function expectNumberFormat(format: Format['numberFormat']): void {
  if (format !== undefined && !NUMBER_FORMATS.includes(format.type ?? '')) {
    throw invalid(`Invalid value at 'number_format.type' (TYPE_ENUM), "${format.type}"`);
  }
}

const CONDITIONS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  ONE_OF_LIST: [1, 500],
  ONE_OF_RANGE: [1, 1],
  BOOLEAN: [0, 2],
  CUSTOM_FORMULA: [1, 1],
  NUMBER_GREATER: [1, 1],
  NUMBER_GREATER_THAN_EQ: [1, 1],
  NUMBER_LESS: [1, 1],
  NUMBER_LESS_THAN_EQ: [1, 1],
  NUMBER_EQ: [1, 1],
  NUMBER_NOT_EQ: [1, 1],
  NUMBER_BETWEEN: [2, 2],
  NUMBER_NOT_BETWEEN: [2, 2],
  TEXT_CONTAINS: [1, 1],
  TEXT_NOT_CONTAINS: [1, 1],
  TEXT_STARTS_WITH: [1, 1],
  TEXT_ENDS_WITH: [1, 1],
  TEXT_EQ: [1, 1],
  TEXT_NOT_EQ: [1, 1],
  TEXT_IS_EMAIL: [0, 0],
  TEXT_IS_URL: [0, 0],
  DATE_IS_VALID: [0, 0],
  DATE_AFTER: [1, 1],
  DATE_BEFORE: [1, 1],
  DATE_EQ: [1, 1],
  DATE_BETWEEN: [2, 2],
  DATE_ON_OR_AFTER: [1, 1],
  DATE_ON_OR_BEFORE: [1, 1],
  BLANK: [0, 0],
  NOT_BLANK: [0, 0],
};

/** @throws ApiError 400 for a condition there is not, or with too few or too many values */
export function expectCondition(condition: sheets_v4.Schema$BooleanCondition | undefined): void {
  const bounds = CONDITIONS[condition?.type ?? ''];
  if (bounds === undefined)
    throw invalid(`Invalid value at 'condition.type' (TYPE_ENUM), "${condition?.type}"`);
  const count = condition?.values?.length ?? 0;
  if (count < bounds[0] || count > bounds[1]) {
    throw invalid(
      `Invalid condition: ${condition?.type} needs ${bounds[0]} to ${bounds[1]} values, not ${count}.`,
    );
  }
}

function setValidation(cell: Cell, rule: sheets_v4.Schema$DataValidationRule | undefined): void {
  if (rule === undefined) {
    delete cell.validation;
    return;
  }
  expectCondition(rule.condition);
  cell.validation = rule;
}
