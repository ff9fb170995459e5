/** Requests about rows and columns. What is fixed to ranges (protection, filters, conditional formats) moves with them. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { invalid } from '../../wire/api-error.ts';
import { updated } from '../../wire/field-mask.ts';
import { expectEditable } from '../access.ts';
import { type Content, type GridRange, newColumn, newRow, type Sheet, sheetById } from '../content.ts';
import { sortRows } from '../sort-rows.ts';
import { type Doing, type Handlers, maskOf, required, writable } from './request.ts';

interface Stretch {
  readonly sheet: Sheet;
  readonly isRows: boolean;
  readonly start: number;
  readonly end: number;
}

/** @param reach how far beyond the last line it may begin and end */
function stretchOf(
  { book, content, by }: Doing,
  range: sheets_v4.Schema$DimensionRange | undefined,
  reach: 'within' | 'anywhere',
): Stretch {
  const { sheetId, dimension, startIndex, endIndex } = required(range, 'range');
  const sheet = sheetById(content, sheetId);
  if (dimension !== 'ROWS' && dimension !== 'COLUMNS') throw invalid(`Invalid dimension: ${dimension}`);
  const isRows = dimension === 'ROWS';
  const count = isRows ? sheet.rows.length : sheet.columns.length;
  const [start, end] = [startIndex ?? 0, endIndex ?? count];
  if (start < 0 || end <= start || (reach === 'within' && end > count)) {
    throw invalid(`Invalid dimension range: ${start} to ${end} of ${count} ${dimension.toLowerCase()}`);
  }
  const all = { startRow: 0, endRow: sheet.rows.length, startColumn: 0, endColumn: sheet.columns.length };
  const touched = isRows
    ? { ...all, startRow: start, endRow: end }
    : { ...all, startColumn: start, endColumn: end };
  expectEditable(book, sheet, touched, by);
  return { sheet, isRows, start, end };
}

export const DIMENSIONS: Handlers = {
  appendDimension({ content }, { sheetId, dimension, length }) {
    const sheet = sheetById(content, sheetId);
    const count = required(length, 'length');
    if (count < 1) throw invalid('length must be at least 1.');
    if (dimension === 'ROWS') for (let added = 0; added < count; added += 1) sheet.rows.push(newRow());
    else if (dimension === 'COLUMNS')
      for (let added = 0; added < count; added += 1) sheet.columns.push(newColumn());
    else throw invalid(`Invalid dimension: ${dimension}`);
    return undefined;
  },

  insertDimension(doing, { range, inheritFromBefore }) {
    const { sheet, isRows, start, end } = stretchOf(doing, range, 'anywhere');
    if (inheritFromBefore && start === 0)
      throw invalid('inheritFromBefore cannot be true if startIndex is 0.');
    insertLines(doing.content, sheet, isRows, start, end - start);
    return undefined;
  },

  deleteDimension(doing, { range }) {
    const { sheet, isRows, start, end } = stretchOf(doing, range, 'within');
    const count = isRows ? sheet.rows.length : sheet.columns.length;
    if (end - start >= count) throw invalid("You can't delete all the rows or columns on the sheet.");
    deleteLines(doing.content, sheet, isRows, start, end - start);
    return undefined;
  },

  updateDimensionProperties(doing, { range, properties, fields }) {
    const { sheet, isRows, start, end } = stretchOf(doing, range, 'within');
    const mask = maskOf(fields, 'DimensionProperties');
    const lines = isRows ? sheet.rows : sheet.columns;
    for (const line of lines.slice(start, end))
      line.properties = updated(line.properties, properties ?? {}, mask);
    return undefined;
  },

  autoResizeDimensions(doing, { dimensions }) {
    stretchOf(doing, dimensions, 'within');
    return undefined;
  },

  sortRange(doing, { range, sortSpecs }) {
    const area = writable(doing, range);
    const [spec, ...more] = sortSpecs ?? [];
    if (spec === undefined || more.length > 0) throw invalid('The fake sorts by exactly one column.');
    sortRows(area.sheet, area.range, spec.dimensionIndex ?? 0, spec.sortOrder === 'DESCENDING');
    return undefined;
  },
};

export function insertLines(
  content: Content,
  sheet: Sheet,
  isRows: boolean,
  at: number,
  count: number,
): void {
  if (isRows) sheet.rows.splice(at, 0, ...Array.from({ length: count }, newRow));
  else {
    sheet.columns.splice(at, 0, ...Array.from({ length: count }, newColumn));
    for (const { cells } of sheet.rows)
      if (cells.length > at) cells.splice(at, 0, ...new Array(count).fill(undefined));
  }
  shiftRanges(content, sheet, isRows, (index, isEnd) =>
    index > at || (index === at && !isEnd) ? index + count : index,
  );
}

export function deleteLines(
  content: Content,
  sheet: Sheet,
  isRows: boolean,
  at: number,
  count: number,
): void {
  if (isRows) sheet.rows.splice(at, count);
  else {
    sheet.columns.splice(at, count);
    for (const { cells } of sheet.rows) cells.splice(at, count);
  }
  shiftRanges(content, sheet, isRows, (index) => (index >= at + count ? index - count : Math.min(index, at)));
}

/** Everything that is fixed to ranges of a tab; what has no cell left is gone. */
function shiftRanges(
  content: Content,
  sheet: Sheet,
  isRows: boolean,
  shift: (index: number, isEnd: boolean) => number,
): void {
  const [startField, endField] = isRows
    ? (['startRowIndex', 'endRowIndex'] as const)
    : (['startColumnIndex', 'endColumnIndex'] as const);
  const moved = (range: GridRange | undefined): GridRange | null => {
    if (range === undefined) return null;
    const [start, end] = [range[startField], range[endField]];
    const made = {
      ...range,
      ...(typeof start === 'number' ? { [startField]: shift(start, false) } : {}),
      ...(typeof end === 'number' ? { [endField]: shift(end, true) } : {}),
    };
    const isGone = typeof made[endField] === 'number' && made[endField] <= (made[startField] ?? 0);
    return isGone ? null : made;
  };
  sheet.protectedRanges = sheet.protectedRanges.flatMap((each) => {
    const range = moved(each.range);
    return range === null ? [] : [{ ...each, range }];
  });
  sheet.conditionalFormats = sheet.conditionalFormats.flatMap((each) => {
    const ranges = (each.ranges ?? []).flatMap((range) => moved(range) ?? []);
    return ranges.length === 0 ? [] : [{ ...each, ranges }];
  });
  content.namedRanges = content.namedRanges.flatMap((each) => {
    if ((each.range?.sheetId ?? 0) !== sheet.properties.sheetId) return [each];
    const range = moved(each.range);
    return range === null ? [] : [{ ...each, range }];
  });
  const filtered = moved(sheet.basicFilter?.range);
  sheet.basicFilter = filtered === null ? null : { ...sheet.basicFilter, range: filtered };
}
