/** What every kind of request of `spreadsheets.batchUpdate` gets and does. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { invalid } from '../../wire/api-error.ts';
import { type Mask, parseMask } from '../../wire/field-mask.ts';
import { SHEETS_SCHEMAS } from '../../wire/schemas.ts';
import type { Account, Book } from '../../world.ts';
import { expectEditable } from '../access.ts';
import { type Content, type GridRange, gridRange, sheetById } from '../content.ts';

export interface Doing {
  readonly book: Book;
  readonly content: Content;
  readonly by: Account;
}

type Kinds = Required<sheets_v4.Schema$Request>;
export type Kind = keyof Kinds;

/** Handlers of some kinds; what one answers is its reply (nothing: an empty one). */
export type Handlers = {
  readonly [K in Kind]?: (doing: Doing, request: NonNullable<Kinds[K]>) => object | undefined;
};

export const required = <T>(value: T | null | undefined, name: string): T => {
  if (value === undefined || value === null) throw invalid(`The ${name} is required.`);
  return value;
};

/** The mask of an update, whose names are those of a schema. */
export const maskOf = (fields: string | null | undefined, schema: string): Mask | null =>
  parseMask(fields ?? '', SHEETS_SCHEMAS(), SHEETS_SCHEMAS().schema(schema));

/** A range that may be written to by whoever asks. */
export function writable({ book, content, by }: Doing, range: GridRange | null | undefined) {
  const found = gridRange(content, required(range, 'range'));
  expectEditable(book, found.sheet, found.range, by);
  return found;
}

/** A tab that may be changed as a whole. */
export function writableSheet({ book, content, by }: Doing, sheetId: number | null | undefined) {
  const sheet = sheetById(content, sheetId);
  expectEditable(book, sheet, { startRow: 0, endRow: 1e9, startColumn: 0, endColumn: 1e9 }, by);
  return sheet;
}
