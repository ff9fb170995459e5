/** A tab as CSV. Every cell is text there, protected from being run as a formula. */
import Papa from 'papaparse';
import type { TabToWrite } from '#app/ports/workbook.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import { type Cell, decimalText } from '#core/workbook/cell.ts';
import { protect, unprotect } from '#core/workbook/formula-text.ts';
import type { RawTab } from '#core/workbook/read-tab.ts';

export function writeCsv({ headings, rows }: TabToWrite): string {
  const lines = [headings, ...rows.map((cells) => headings.map((_, at) => cellText(cells[at] ?? null)))];
  return `${Papa.unparse(lines as string[][], { newline: '\r\n' })}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return decimalText(cell);
  return typeof cell === 'boolean' ? (cell ? 'TRUE' : 'FALSE') : protect(cell);
}

/** Reads a CSV whose first line holds the headings; refuses one whose quotes do not match. */
export function readCsv(title: string, text: string): Result<RawTab> {
  const { data, errors } = Papa.parse<string[]>(text.replace(/^\ufeff/, ''), {
    delimiter: delimiterOf(text),
  });
  const broken = errors.filter(({ type }) => type === 'Quotes');
  if (broken.length > 0)
    return no(
      ...broken.map(({ row, message }) =>
        fault(
          'unreadable_csv',
          `${title}, line ${(row ?? 0) + 1}: the quotation marks do not match (${message}).`,
          title,
        ),
      ),
    );
  const [headings = [], ...rows] = data;
  return ok({
    title,
    headings: headings.map(fromText),
    rows: rows.map((cells, at) => ({ row: at + 2, cells: fromTexts(cells) })),
  });
}

/** In place: a large sheet has a million cells. */
function fromTexts(cells: Cell[]): readonly Cell[] {
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
