/** Ranges as Google writes them: `'Package Plans'!A1:Z`, `Rates`, `B2`. Rows and columns count from 0, ends are left out. */
import { invalid } from '../wire/api-error.ts';

export interface Range {
  readonly startRow: number;
  readonly endRow: number;
  readonly startColumn: number;
  readonly endColumn: number;
}

/** What a range says of its tab and its cells; null: without an end, or without a tab. */
export interface ParsedRange {
  readonly title: string | null;
  readonly startRow: number;
  readonly endRow: number | null;
  readonly startColumn: number;
  readonly endColumn: number | null;
}

export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}

export const cellName = (row: number, column: number): string => `${columnLetters(column)}${row + 1}`;

const columnOf = (letters: string): number =>
  [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** @throws ApiError 400, as Google says it, where it is no range. */
export function parseRange(text: string, titles: ReadonlySet<string>): ParsedRange {
  const wrong = () => invalid(`Unable to parse range: ${text}`);
  const [, quoted, bare, cells] = /^(?:'((?:[^']|'')+)'|([^'!]+?))(?:!(.+))?$/.exec(text) ?? [];
  const whole = { startRow: 0, endRow: null, startColumn: 0, endColumn: null };
  const title = quoted?.replaceAll("''", "'") ?? bare;
  if (title === undefined) throw wrong();
  if (cells === undefined) {
    if (titles.has(title)) return { title, ...whole };
    const here = quoted === undefined ? parseCells(title) : null;
    if (here === null) throw wrong();
    return { title: null, ...here };
  }
  // Google's page on A1 notation wants quotes around titles with spaces and special characters.
  if (!titles.has(title) || (bare !== undefined && !/^[\w.]+$/.test(bare))) throw wrong();
  const found = parseCells(cells);
  if (found === null) throw wrong();
  return { title, ...found };
}

/** `A1`, `A1:C3`, `A:C`, `2:3`, `A2:C`; null where it is none. */
function parseCells(text: string): Omit<ParsedRange, 'title'> | null {
  const [, from, fromRow, to, toRow] =
    /^\$?([A-Za-z]{0,3})\$?(\d*)(?::\$?([A-Za-z]{0,3})\$?(\d*))?$/.exec(text) ?? [];
  if (from === undefined || fromRow === undefined || (from === '' && fromRow === '')) return null;
  if (to === undefined || toRow === undefined) {
    if (from === '' || fromRow === '' || fromRow === '0') return null;
    const [row, column] = [Number(fromRow) - 1, columnOf(from)];
    return { startRow: row, endRow: row + 1, startColumn: column, endColumn: column + 1 };
  }
  if (to === '' && toRow === '') return null;
  const startRow = fromRow === '' ? 0 : Number(fromRow) - 1;
  const endRow = toRow === '' ? null : Number(toRow);
  const startColumn = from === '' ? 0 : columnOf(from);
  const endColumn = to === '' ? null : columnOf(to) + 1;
  if (startRow < 0 || endRow === 0) return null;
  return { startRow, endRow, startColumn, endColumn };
}

export const quotedTitle = (title: string): string =>
  /^[A-Za-z_][\w]*$/.test(title) ? title : `'${title.replaceAll("'", "''")}'`;

export const rangeName = (title: string, { startRow, endRow, startColumn, endColumn }: Range): string => {
  const [first, last] = [cellName(startRow, startColumn), cellName(endRow - 1, endColumn - 1)];
  return `${quotedTitle(title)}!${first === last ? first : `${first}:${last}`}`;
};
