/**
 * Reads a cell by its column's type: the value as the catalogue keeps it, or a CellFault that says how to write it. Nothing is
 * guessed: what could mean two things is refused.
 */
import { formatId, type IdKind, parseId } from '../ids.ts';
import { hiddenCharacterIn, plainSpaces, shorten, tidy } from '../plain-text.ts';
import { counted, grouped } from '../words.ts';
import { type Cell, CellFault, decimalText, ERROR_TEXT, type Filled, isFormula } from './cell.ts';
import { type CellType, type Column, LONGEST_CODE, type TextShape } from './column.ts';
import { habitsOf } from './locale.ts';
import { readDay, readDays, readTime } from './read-moment.ts';
import { readAmount, readInteger, readTax } from './read-number.ts';
import { type Stored, store } from './tab.ts';

export interface ReadOptions {
  /** Whole numbers in date columns are days since 1899-12-30, as Google Sheets gives real dates. */
  readonly serialDates: boolean;
  /** The spreadsheet's locale (en_AU): faults name the day or number that a text means there. */
  readonly locale?: string | null;
}

/** What reading a cell gave: the value to keep, or why not. */
export type CellReader = (cell: Cell) => unknown | CellFault;

/** Makes the reader of a column once, so that reading a row costs a call a cell. */
export function readerOf(column: Column, options: ReadOptions): CellReader {
  const read = readerOfType(column.cell, options);
  const { blank } = column;
  const isRequired = !('blank' in column);
  return (cell) => {
    const text = typeof cell === 'string' ? tidy(cell) : cell;
    if (text === null || text === '')
      return isRequired ? new CellFault('required', `${column.heading} is needed here.`) : blank;
    return typeof text === 'string' && text.charCodeAt(0) === 35 && ERROR_TEXT.test(text)
      ? errorCell(text)
      : read(text);
  };
}

const errorCell = (text: string): CellFault =>
  new CellFault('error_cell', `The formula in this cell fails (${text}): put it right, or write the value.`);

/**
 * The same, as values are stored. Columns repeat themselves (dates, cards, prices), mostly from one row to the next: a look at
 * the row before is cheaper than a map of what was read, and that is several times cheaper than reading again.
 */
export function storedReaderOf(column: Column, options: ReadOptions): (cell: Cell) => Stored | CellFault {
  const reader = readerOf(column, options);
  const read = (cell: Cell): Stored | CellFault => {
    const value = reader(cell);
    return value instanceof CellFault ? value : store(value);
  };
  const known = new Map<Cell, Stored | CellFault>();
  let last: Cell = null;
  let valueOfLast = read(null);
  return (cell) => {
    if (cell === last) return valueOfLast;
    let value = known.get(cell);
    if (value === undefined) {
      value = read(cell);
      if (known.size < MOST_REMEMBERED) known.set(cell, value);
    }
    last = cell;
    valueOfLast = value;
    return value;
  };
}

const MOST_REMEMBERED = 100_000;

function readerOfType(type: CellType, options: ReadOptions): (cell: Filled) => unknown {
  const habits = habitsOf(options.locale);
  switch (type.type) {
    case 'code': {
      const { notId } = type;
      return notId === undefined ? readCode : (cell) => readOwnCode(cell, notId);
    }
    case 'reference':
      return (cell) => readReference(cell, type.word);
    case 'text':
      return (cell) => readText(cell, type.longest, type.shape);
    case 'boolean':
      return readBoolean;
    case 'integer':
      return (cell) => readInteger(cell, type, habits);
    case 'money':
      return (cell) => readAmount(cell, { places: 2, like: '49.95' }, habits);
    case 'price':
      return (cell) => readAmount(cell, { places: 8, like: '0.0375' }, habits);
    case 'tax':
      return readTax;
    case 'date':
      return (cell) => readDay(cell, options.serialDates, habits);
    case 'time':
      return readTime;
    case 'days':
      return readDays;
    case 'choice':
      return (cell) => readChoice(cell, type.choices);
  }
}

// ---- text

function readCode(cell: Filled): string | CellFault {
  if (typeof cell === 'number')
    return new CellFault(
      'code_as_number',
      `${decimalText(cell)} is a number here and may have lost leading zeros: format the column as plain text and write the code again.`,
    );
  if (typeof cell === 'boolean')
    return new CellFault(
      'wrong_type',
      `A code is text, not ${cell ? 'TRUE' : 'FALSE'}: format the column as plain text.`,
    );
  const hidden = hiddenCharacterIn(cell);
  if (hidden !== null)
    return new CellFault(
      'hidden_character',
      `"${shorten(cell)}" holds a character that does not show (${hidden}): type it again.`,
    );
  if (cell.includes('  '))
    return new CellFault(
      'hidden_character',
      `"${shorten(cell)}" holds two spaces in a row: a code has single ones.`,
    );
  if (cell.length > LONGEST_CODE)
    return new CellFault(
      'text_too_long',
      `A code has at most ${counted(LONGEST_CODE, 'character')}; this one has ${grouped(cell.length)}.`,
    );
  return isFormula(cell) ? formulaFault(cell) : cell;
}

/** A code that is not taken for an id of Cardline's own. */
function readOwnCode(cell: Filled, kind: IdKind): string | CellFault {
  const code = readCode(cell);
  return typeof code === 'string' && parseId(kind, code).ok
    ? new CellFault(
        'code_like_id',
        `"${code}" looks like an id of Cardline's own, and could name another ${kind}: write it without "${formatId(kind, 1).slice(0, -1)}".`,
      )
    : code;
}

const formulaFault = (text: string): CellFault =>
  new CellFault(
    'formula_text',
    `"${shorten(text)}" begins with ${text[0]}, and spreadsheets would run it as a formula: begin with a letter or digit.`,
  );

function readReference(
  cell: Filled,
  word: { readonly text: string; readonly value: string | null } | undefined,
): string | null | CellFault {
  if (word && typeof cell === 'string' && cell.toLowerCase() === word.text.toLowerCase()) return word.value;
  return readCode(cell);
}

const EMAIL = /^[^\s@"(),:;<>[\]\\]+@[^\s@"(),:;<>[\]\\]+\.[^\s@"(),:;<>[\]\\]{2,}$/;

function readText(cell: Filled, longest: number, shape: TextShape | undefined): string | CellFault {
  if (typeof cell === 'boolean')
    return new CellFault('wrong_type', `This column holds text, not ${cell ? 'TRUE' : 'FALSE'}.`);
  // A number loses nothing that a text needs, except in a phone number.
  if (typeof cell === 'number' && shape === 'phone')
    return new CellFault(
      'code_as_number',
      `${decimalText(cell)} is a number here and may have lost a leading + or 0: format the column as plain text and write it again.`,
    );
  const text = typeof cell === 'number' ? decimalText(cell) : plainSpaces(cell);
  const hidden = hiddenCharacterIn(text.replaceAll('\n', ''));
  if (hidden !== null)
    return new CellFault(
      'hidden_character',
      `The text holds a character that does not show (${hidden}): type it again.`,
    );
  if (text.length > longest)
    return new CellFault(
      'text_too_long',
      `At most ${counted(longest, 'character')} go here; these are ${grouped(text.length)}.`,
    );
  if (isFormula(text)) return formulaFault(text);
  if (shape === 'email' && !EMAIL.test(text))
    return new CellFault(
      'invalid_email',
      `"${shorten(text)}" is not an e-mail address: write one, like accounts@example.com.`,
    );
  return text;
}

// ---- choices

function readBoolean(cell: Filled): boolean | CellFault {
  if (typeof cell === 'boolean') return cell;
  const word = typeof cell === 'string' ? cell.toLowerCase() : '';
  if (word === 'true' || word === 'yes') return true;
  if (word === 'false' || word === 'no') return false;
  return new CellFault('unknown_choice', `"${shorten(String(cell))}" is neither TRUE nor FALSE.`);
}

function readChoice(
  cell: Filled,
  choices: readonly { readonly word: string; readonly value: string }[],
): string | CellFault {
  const word = typeof cell === 'string' ? cell.toLowerCase() : '';
  const found = choices.find((choice) => choice.word.toLowerCase() === word);
  return found
    ? found.value
    : new CellFault(
        'unknown_choice',
        `"${shorten(String(cell))}" is not one of ${choices.map((choice) => choice.word).join(', ')}.`,
      );
}
