/**
 * Lines of the files that pass between a provider and a carrier (docs/activity-files.md). One record is one line, so that a
 * damaged record spoils itself and nothing else (WF-4): a cell holds no line break.
 */
import { protect, unprotect } from '../workbook/formula-text.ts';

/** Cells as one line, without its end: quoted where they must be, and never run as a formula by a spreadsheet. */
export const writeLine = (cells: readonly string[]): string => cells.map(writeCell).join(',');

const writeCell = (text: string): string =>
  quoteCell(protect(text.replace(/\s*[\r\n\u2028\u2029]+\s*/g, ' ').trim()));

/** In quotation marks where it must be (RFC 4180). */
export const quoteCell = (cell: string): string =>
  /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;

/** The cells of a line, blanks around them taken off; null where its quotation marks do not match. */
export function readLine(line: string): string[] | null {
  const cells: string[] = [];
  for (let at = 0; at <= line.length; ) {
    CELL.lastIndex = at;
    const match = CELL.exec(line);
    if (match === null) return null;
    const [whole, quoted, plain = ''] = match;
    cells.push(unprotect((quoted?.replaceAll('""', '"') ?? plain).trim()));
    at += whole.length;
    if (at < line.length && line[at] !== ',') return null;
    at += 1;
  }
  return cells;
}

const CELL = /[ \t]*(?:"((?:[^"]|"")*)"[ \t]*|([^",]*))/y;
