/** A tab as CSV. Every cell is text there, protected from being run as a formula. */
import Papa from 'papaparse';
import type { TabToWrite } from '#app/ports/workbook.ts';
import { type Fault, fault, no, ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { type Cell, decimalText, LONGEST_CELL } from '#core/workbook/cell.ts';
import { protect, unprotect } from '#core/workbook/formula-text.ts';
import type { RawTab } from '#core/workbook/read-tab.ts';
import {
  cellName,
  farCellsFault,
  longCellsFault,
  MOST_CELLS,
  MOST_COLUMNS,
  MOST_ROWS,
  tooManyCellsFault,
} from './bounds.ts';

export function writeCsv({ headings, rows }: TabToWrite): string {
  return `${unparsed([headings])}${rows.length === 0 ? '' : writeCsvRows(rows.map((cells) => headings.map((_, at) => cells[at] ?? null)))}`;
}

/** Rows alone, a piece of a file that is written bit by bit; each is written as wide as it is. */
export const writeCsvRows = (rows: readonly (readonly Cell[])[]): string =>
  unparsed(rows.map((cells) => cells.map(cellText)));

const unparsed = (lines: readonly (readonly string[])[]): string =>
  `${Papa.unparse(lines as string[][], { newline: '\r\n' })}\r\n`;

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return decimalText(cell);
  return typeof cell === 'boolean' ? (cell ? 'TRUE' : 'FALSE') : protect(cell);
}

/** Reads a CSV whose first line holds the headings; refuses one whose quotes do not match, and one that is too large. */
export function readCsv(title: string, text: string): Result<RawTab> {
  const delimiter = delimiterOf(text);
  if (cellsIn(text, delimiter) > MOST_CELLS) return no(tooManyCellsFault(title));
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\ufeff/, ''), {
    delimiter,
    // One more than is taken, to see that there are more.
    preview: MOST_ROWS + 1,
  });
  const broken = errors.filter(({ type }) => type === 'Quotes');
  if (broken[0]) return no(quotesFault(title, broken[0], broken.length - 1));
  const faults = boundFaults(title, data);
  if (faults.length > 0) return no(...faults);
  const [headings = [], ...rows] = data;
  return ok({
    title,
    headings: fromTexts(headings),
    rows: rows.map((cells, at) => ({ row: at + 2, cells: fromTexts(cells) })),
  });
}

const quotesFault = (title: string, { row = 0, message }: Papa.ParseError, others: number): Fault =>
  fault(
    'unreadable_csv',
    `${title}, line ${row + 1}${others > 0 ? ` (and ${counted(others, 'further place')})` : ''}: the quotation marks do not match (${message}).`,
    title,
  );

/** Cells that a text has at most: each but the last ends with a delimiter or a line. */
function cellsIn(text: string, delimiter: string): number {
  let cells = 1;
  for (const end of [delimiter, '\n'])
    for (let at = text.indexOf(end); at >= 0; at = text.indexOf(end, at + 1)) cells += 1;
  return cells;
}

/** Cells beyond the bounds; empty ones at the end of a row count for nothing. */
function boundFaults(title: string, rows: readonly (readonly string[])[]): Fault[] {
  const far: string[] = [];
  const long: string[] = [];
  rows.forEach((cells, at) => {
    const isBeyond = at >= MOST_ROWS;
    for (let column = isBeyond ? 0 : MOST_COLUMNS; column < cells.length; column += 1)
      if (cells[column] !== '') far.push(cellName(at + 1, column + 1));
    cells.forEach((cell, column) => {
      if (cell.length > LONGEST_CELL) long.push(cellName(at + 1, column + 1));
    });
  });
  return [
    ...(far.length > 0 ? [farCellsFault(title, far)] : []),
    ...(long.length > 0 ? [longCellsFault(title, long)] : []),
  ];
}

/** In place: a large sheet has a million cells. What is beyond the last column is empty. */
function fromTexts(cells: Cell[]): readonly Cell[] {
  cells.length = Math.min(cells.length, MOST_COLUMNS);
  for (let at = 0; at < cells.length; at += 1) cells[at] = fromText(String(cells[at]));
  return cells;
}

const fromText = (text: string): Cell => (text === '' ? null : unprotect(text));

/** What separates cells stands in the first line: tabs as pasted from a grid, semicolons as some spreadsheets save, or commas. */
function delimiterOf(text: string): string {
  const firstLine = text.slice(0, 10_000).split(/\r?\n/, 1)[0] ?? '';
  if (firstLine.includes('\t')) return '\t';
  return firstLine.includes(';') && !firstLine.includes(',') ? ';' : ',';
}
