/** Cells as spreadsheets give them, and what is told about one that cannot be taken. */
import { tidy } from '../plain-text.ts';
import type { SheetCode } from './sheet-codes.ts';

/** Text, a number, TRUE or FALSE, or nothing. An error of the spreadsheet comes as its text (#REF!). */
export type Cell = string | number | boolean | null;

/** A cell that holds something. */
export type Filled = Exclude<Cell, null>;

/** Longest text that a cell keeps. */
export const LONGEST_CELL = 10_000;

/** Why a cell is refused, or (as a note) what to know about one that is taken. */
export interface SheetFault {
  /** Title of the tab. */
  readonly tab: string;
  /** Row of the sheet, the headings being row 1; null: the tab as a whole, or a row that is not there. */
  readonly row: number | null;
  /** What tells the row apart: "VOICE · 0011 · any · 0 · 2026-01-01"; null: none, or nothing stands there. */
  readonly key: string | null;
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

export const isBlank = (cell: Cell): boolean =>
  cell === null || (typeof cell === 'string' && tidy(cell) === '');

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

/**
 * A number that its cell shows as a percentage, as people see it: 0.1 is what a spreadsheet keeps where 10 % was typed, and in a
 * price it would be taken for ten cents.
 */
export const percentText = (value: number): string => `${decimalText(value * 100)}%`;
