/** Reads one tab: its headings against the descriptor, then every cell by its column. Reports all that it cannot take. */

import { tidy } from '../plain-text.ts';
import { type Cell, CellFault, columnLetters, isBlank, type SheetFault } from './cell.ts';
import type { FormulaCell } from './formula-cells.ts';
import { nearest } from './nearest.ts';
import { type ReadOptions, storedReaderOf } from './read-cell.ts';
import { rowNames } from './row-names.ts';
import type { SheetCode } from './sheet-codes.ts';
import {
  type AnyTab,
  columnsOf,
  headingOf,
  isColumn,
  keyOf,
  OWN_HEADINGS,
  type Stored,
  spokenKey,
  type Tuple,
} from './tab.ts';

export interface RawRow {
  /** Row of the sheet; the headings are row 1. */
  readonly row: number;
  /** In the order of the tab's headings; cells at the end may be left out. */
  readonly cells: readonly Cell[];
  /** The row of the built-in workbook that it is; left out for rows of a file. */
  readonly id?: number;
}

/** A tab as a spreadsheet gives it. */
export interface RawTab {
  readonly title: string;
  readonly headings: readonly Cell[];
  readonly rows: readonly RawRow[];
  /** In their order; left out where there are none, or the source does not tell. */
  readonly formulas?: readonly FormulaCell[];
}

/** A row whose cells were read. */
export interface ReadRow {
  readonly place: number;
  readonly id: number | null;
  /** By field, as stored; undefined where the cell was refused or its column is missing. */
  readonly values: readonly (Stored | undefined)[];
  /** Whether every cell was taken. */
  readonly isWhole: boolean;
  /** The business key, where its cells were taken. */
  readonly key: string | null;
}

export interface ReadTab {
  readonly tab: AnyTab;
  readonly rows: readonly ReadRow[];
  /** Where in `rows` a key comes first. */
  readonly placesOf: ReadonlyMap<string, number>;
  /** Whether a field's column is there. */
  readonly has: (field: number) => boolean;
  /** By field: cells of rows that were read whose value comes from a formula. */
  readonly formulas: ReadonlyMap<number, readonly FormulaCell[]>;
  /** Where a fault lies, for a row and a field of it. */
  readonly at: (row: number | null, field: number | null, code: SheetCode, message: string) => SheetFault;
}

export interface FaultSink {
  add(fault: SheetFault): void;
}

export function readTab(tab: AnyTab, raw: RawTab, options: ReadOptions, faults: FaultSink): ReadTab {
  const columns = placeColumns(tab, raw, faults);
  const readers = tab.fields.map(({ column }) => (isColumn(column) ? storedReaderOf(column, options) : null));
  const nameOf = rowNames(tab, raw.rows, (field) => columns[field]?.index ?? null, readers);
  const at: ReadTab['at'] = (row, field, code, message) => {
    const column = field === null ? undefined : tab.fields[field]?.column;
    const letters = field === null ? undefined : columns[field]?.letters;
    return {
      tab: tab.title,
      row,
      key: row === null ? null : nameOf(row),
      column: column && isColumn(column) ? column.heading : null,
      cell: letters === undefined || row === null ? null : `${letters}${row}`,
      code,
      message,
    };
  };
  const rows = readRows(tab, raw, columns, readers, at, faults);
  const placesOf = findPlaces(tab, rows, at, faults);
  const formulas = findFormulas(raw, rows, columns);
  return { tab, rows, placesOf, has: (field) => columns[field] !== undefined, formulas, at };
}

type StoredReader = ReturnType<typeof storedReaderOf>;

interface ColumnPlace {
  readonly index: number;
  readonly letters: string;
}

/** Where each field's column is; undefined for fields without one. Columns go by their headings, in any order. */
function placeColumns(tab: AnyTab, raw: RawTab, faults: FaultSink): (ColumnPlace | undefined)[] {
  const wanted = new Set(columnsOf(tab).map(({ heading }) => heading));
  const found = new Map<string, ColumnPlace>();
  const say = (heading: string | null, index: number | null, code: SheetCode, message: string) =>
    faults.add({
      tab: tab.title,
      row: heading === null ? null : 1,
      key: null,
      column: heading,
      cell: index === null ? null : `${columnLetters(index)}1`,
      code,
      message,
    });
  raw.headings.forEach((cell, index) => {
    if (isBlank(cell)) return;
    const heading = tidy(String(cell)).replaceAll('\u00a0', ' ');
    if (OWN_HEADINGS.includes(heading)) return;
    if (!wanted.has(heading)) say(heading, index, 'unknown_column', unknownColumn(heading, tab));
    else if (found.has(heading))
      say(
        heading,
        index,
        'duplicate_column',
        `${heading} stands in columns ${found.get(heading)?.letters} and ${columnLetters(index)}: keep one of them.`,
      );
    else found.set(heading, { index, letters: columnLetters(index) });
  });
  for (const heading of wanted)
    if (!found.has(heading))
      say(
        heading,
        null,
        'missing_column',
        `The tab has no column ${heading}: write the heading into its first row.`,
      );
  return tab.fields.map(({ column }) => (isColumn(column) ? found.get(column.heading) : undefined));
}

function unknownColumn(heading: string, tab: AnyTab): string {
  const meant = nearest(
    heading,
    columnsOf(tab).map((column) => column.heading),
  );
  return `${tab.title} has no column "${heading}"${meant === null ? '' : ` (is ${meant} meant?)`}: rename or remove it.`;
}

function readRows(
  tab: AnyTab,
  raw: RawTab,
  columns: readonly (ColumnPlace | undefined)[],
  readers: readonly (StoredReader | null)[],
  at: ReadTab['at'],
  faults: FaultSink,
): ReadRow[] {
  const rows: ReadRow[] = [];
  const places = columns.flatMap((place) => (place ? [place.index] : []));
  for (const { row, cells, id } of raw.rows) {
    if (places.every((index) => isBlank(cells[index] ?? null))) continue;
    const values: (Stored | undefined)[] = new Array(readers.length);
    let isWhole = true;
    for (let field = 0; field < readers.length; field += 1) {
      const value = readValue(cells, columns[field], readers[field] ?? null, rows.length + 1);
      if (value instanceof CellFault) faults.add(at(row, field, value.code, value.message));
      if (value === undefined || value instanceof CellFault) isWhole = false;
      else values[field] = value;
    }
    for (const condition of tab.conditional) {
      if (!isBlankAgainst(condition, columns, cells, values)) continue;
      faults.add(at(row, condition.field, 'required', blankMessage(tab, condition.field)));
      values[condition.field] = undefined;
      isWhole = false;
    }
    const hasKey = isWhole || tab.keyAt.every((field) => values[field] !== undefined);
    rows.push({
      place: row,
      id: id ?? null,
      values,
      isWhole,
      key: hasKey ? keyOf(tab, values as Tuple) : null,
    });
  }
  return rows;
}

/** Whether a cell is empty though another field of its row says that it may not be. */
function isBlankAgainst(
  { field, otherField, is }: AnyTab['conditional'][number],
  columns: readonly (ColumnPlace | undefined)[],
  cells: readonly Cell[],
  values: readonly (Stored | undefined)[],
): boolean {
  const [place, other] = [columns[field], values[otherField]];
  return place !== undefined && other !== undefined && other !== is && isBlank(cells[place.index] ?? null);
}

function blankMessage(tab: AnyTab, field: number): string {
  const column = tab.fields[field]?.column;
  const condition = column && isColumn(column) ? column.blankOnlyWhere : undefined;
  if (!column || !isColumn(column) || !condition) return 'This is needed here.';
  return `${column.heading} is needed here: only where ${headingOf(tab, condition.field)} is ${condition.is} may it be empty.`;
}

/** A cell's value; for a field without a column of its own the row's position; undefined where the column is missing. */
function readValue(
  cells: readonly Cell[],
  place: ColumnPlace | undefined,
  reader: StoredReader | null,
  position: number,
): Stored | undefined | CellFault {
  if (reader === null) return position;
  return place === undefined ? undefined : reader(cells[place.index] ?? null);
}

/** Where each key stands; one that comes twice is a fault. */
function findPlaces(
  tab: AnyTab,
  rows: readonly ReadRow[],
  at: ReadTab['at'],
  faults: FaultSink,
): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const [index, { key, place }] of rows.entries()) {
    if (key === null) continue;
    const before = places.get(key);
    if (before === undefined) places.set(key, index);
    else
      faults.add(
        at(
          place,
          tab.keyAt[0] ?? null,
          'duplicate_key',
          `${spokenKey(key)} is in row ${rows[before]?.place} already: ${tab.key.length === 1 ? 'a code' : 'this combination'} comes once in a tab.`,
        ),
      );
  }
  return places;
}

function findFormulas(
  { formulas = [] }: RawTab,
  rows: readonly ReadRow[],
  columns: readonly (ColumnPlace | undefined)[],
): ReadonlyMap<number, readonly FormulaCell[]> {
  const found = new Map<number, FormulaCell[]>();
  if (formulas.length === 0) return found;
  const places = new Set(rows.map(({ place }) => place));
  const fields = new Map(columns.flatMap((place, field) => (place ? [[place.index, field]] : [])));
  for (const cell of formulas) {
    const field = fields.get(cell.column);
    if (field === undefined || !places.has(cell.row)) continue;
    const cells = found.get(field);
    if (cells) cells.push(cell);
    else found.set(field, [cell]);
  }
  return found;
}
