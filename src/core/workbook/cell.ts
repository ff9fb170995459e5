/** Cells as spreadsheets give them, and what is told about one that cannot be taken. */

import type { SheetCode } from './sheet-codes.ts';

/** Text, a number, TRUE or FALSE, or nothing. An error of the spreadsheet comes as its text (#REF!). */
export type Cell = string | number | boolean | null;

/** Longest text that a cell keeps. */
export const LONGEST_CELL = 10_000;

/** Why a cell is refused, or (as a note) what to know about one that is taken. */
export interface SheetFault {
  /** Title of the tab. */
  readonly tab: string;
  /** Row of the sheet, the headings being row 1; null: the tab as a whole. */
  readonly row: number | null;
  /** Heading of the column; null: the row as a whole. */
  readonly column: string | null;
  /** The cell as spreadsheets name it: C5. */
  readonly cell: string | null;
  readonly code: SheetCode;
  readonly message: string;
}

/** 0 is A, 25 is Z, 26 is AA. */
export function columnLetters(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnLetters(Math.floor(index / 26) - 1) + letter;
}

/** A cell refused by its type; told apart from every value by its class, because cells are read by the hundred thousand. */
export class CellFault {
  readonly code: SheetCode;
  readonly message: string;
  constructor(code: SheetCode, message: string) {
    this.code = code;
    this.message = message;
  }
}

/** What spreadsheets show for a formula that failed. */
export const ERROR_TEXT = /^#(?:REF!|N\/A|VALUE!|DIV\/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|ERROR!|GETTING_DATA)/;

const EDGES = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu;

/** Without blanks at its ends, those that do not show (NBSP, zero width) included: they are slips, never meant. */
export function tidy(text: string): string {
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return first > 32 && first < 128 && last > 32 && last < 128 ? text : text.replaceAll(EDGES, '');
}

export const isBlank = (cell: Cell): boolean =>
  cell === null || (typeof cell === 'string' && tidy(cell) === '');

/** A character that does not show, or shows like a plain space, within a text. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|(?! )\p{Zs}/u;

export function hiddenCharacterIn(text: string): string | null {
  const match = HIDDEN.exec(text);
  return match ? `U+${match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}` : null;
}

/**
 * A text that a spreadsheet would run as a formula when it meets it in a CSV. A leading + or - is taken where only a number or
 * a phone number follows.
 */
export const isFormula = (text: string): boolean => {
  const first = text.charCodeAt(0);
  if (first === 61 || first === 64) return true;
  return (first === 43 || first === 45) && !/^[+-][\d\s().,/-]*$/.test(text);
};

/** A number as spreadsheets mean it: to 15 significant digits (0.1 + 0.2 is 0.3), never with an exponent. */
export function decimalText(value: number): string {
  const meant = Number(value.toPrecision(15));
  const text = String(meant);
  if (!text.includes('e')) return text;
  return Math.abs(meant) < 1 ? meant.toFixed(20).replace(/0+$/, '') : BigInt(meant).toString();
}
