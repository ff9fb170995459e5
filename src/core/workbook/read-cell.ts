/**
 * Reads a cell by its column's type: the value as the catalogue keeps it, or a CellFault that says how to write it. Nothing is
 * guessed: what could mean two things is refused.
 */
import { fromDayNumber, readDate, spokenDate } from '../calendar.ts';
import { formatId, type IdKind, parseId } from '../ids.ts';
import { formatScaled, MAX_FEE_CENTS, parseScaled } from '../money.ts';
import { hiddenCharacterIn, plainSpaces, shorten, tidy } from '../plain-text.ts';
import { counted, grouped } from '../words.ts';
import { type Cell, CellFault, decimalText, ERROR_TEXT, isFormula } from './cell.ts';
import { type CellType, type Column, LONGEST_CODE, type TextShape } from './column.ts';
import type { SheetCode } from './sheet-codes.ts';
import { type Stored, store } from './tab.ts';

export interface ReadOptions {
  /** Whole numbers in date columns are days since 1899-12-30, as Google Sheets gives real dates. */
  readonly serialDates: boolean;
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

type Filled = string | number | boolean;

function readerOfType(type: CellType, options: ReadOptions): (cell: Filled) => unknown {
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
      return (cell) => readInteger(cell, type.least, type.most);
    case 'money':
      return (cell) => readAmount(cell, 2, '49.95');
    case 'price':
      return (cell) => readAmount(cell, 8, '0.0375');
    case 'tax':
      return readTax;
    case 'date':
      return (cell) => readDay(cell, options.serialDates);
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

// ---- numbers

const WHOLE = /^-?\d{1,15}$/;

function readInteger(cell: Filled, least: number, most: number): number | CellFault {
  const text = typeof cell === 'number' ? decimalText(cell) : String(cell);
  if (typeof cell === 'boolean' || !WHOLE.test(text)) {
    if (/^-?\d[\d,. ]*$/.test(text) || text.includes('%'))
      return new CellFault(
        'invalid_integer',
        `"${shorten(text)}" is not a whole number: write digits alone, like ${Math.max(least, 12)}.`,
      );
    return new CellFault(
      'wrong_type',
      `"${shorten(text)}" is not a number: write digits alone, like ${Math.max(least, 12)}.`,
    );
  }
  const value = Number(text);
  if (value < least || value > most)
    return new CellFault('out_of_range', `${text} is out of range: from ${least} to ${most}.`);
  return value === 0 ? 0 : value;
}

/** Amounts, days and the like are short: no pattern is tried on what is long. */
const LONGEST_WORD = 100;
const PLAIN = /^-?\d+(?:\.\d*)?$/;
const CURRENCY = /[$€£¥]|\b(?:AUD|NZD|USD|EUR|GBP)\b/i;

/** An amount to so many decimals, as a whole number of them. `like` is an example for the refusals. */
function readAmount(cell: Filled, places: number, like: string): number | CellFault {
  if (typeof cell === 'boolean')
    return new CellFault('wrong_type', `An amount is a number, not ${cell ? 'TRUE' : 'FALSE'}.`);
  const text = typeof cell === 'number' ? decimalText(cell) : cell;
  if (text.length > LONGEST_WORD || !PLAIN.test(text)) return new CellFault(...whyNoAmount(text, like));
  if (text.startsWith('-') && Number(text) !== 0)
    return new CellFault('negative_amount', `${text} is negative; a price or fee is 0 or more.`);
  const decimals = (text.split('.')[1] ?? '').replace(/0+$/, '').length;
  if (decimals > places)
    return new CellFault(
      'too_many_decimals',
      `${text} has ${counted(decimals, 'decimal')}; at most ${places} are taken here (FEE-5).`,
    );
  const value = parseScaled(text.replace(/\.$/, ''), places);
  // The same bound for fees and prices: ten million is a slip of the keyboard, not a price.
  const most = (MAX_FEE_CENTS / 100) * 10 ** places;
  return value === null || value > most
    ? new CellFault(
        'amount_too_large',
        `${text} is more than ${formatScaled(MAX_FEE_CENTS, 2)}, the largest amount.`,
      )
    : value;
}

function whyNoAmount(text: string, like: string): [code: SheetCode, message: string] {
  const shown = shorten(text);
  if (text.length > LONGEST_WORD)
    return ['wrong_type', `"${shown}" is not an amount: write it like ${like}.`];
  if (text.includes('%'))
    return ['percentage_as_amount', `"${shown}" is a percentage; an amount is needed here, like ${like}.`];
  if (CURRENCY.test(text))
    return [
      'currency_text',
      `"${shown}" is text with a currency sign: write the number alone, like ${like}.`,
    ];
  if (/^-?[\d.,' ]+$/.test(text))
    return [
      'ambiguous_number',
      `"${shown}" can be read in two ways: write it with a decimal point and nothing between thousands, like ${like}.`,
    ];
  return ['wrong_type', `"${shown}" is not an amount: write it like ${like}.`];
}

const PERCENT = /^(\d{1,3}(?:\.\d{1,4})?)\s*%$/;

/** BILL-13: GST, Free, a rate between 0 and 1, or a percentage that says so. */
function readTax(cell: Filled): number | CellFault {
  const text = typeof cell === 'number' ? decimalText(cell) : String(cell);
  const word = text.toLowerCase();
  if (word === 'gst') return 100_000;
  if (word === 'free') return 0;
  const percent = PERCENT.exec(text)?.[1];
  const value = percent === undefined ? parseScaled(text, 6) : parseScaled(percent, 4);
  return typeof cell === 'boolean' || value === null || value < 0 || value > 1_000_000
    ? new CellFault(
        'invalid_tax',
        `"${shorten(text)}" is not a tax: write GST, Free, or a rate between 0 and 1 (0.10 for 10 %).`,
      )
    : value;
}

// ---- dates and times

/** Days from the spreadsheets' day 0, 1899-12-30, to 1970-01-01. */
const SERIAL_EPOCH = 25_569;

function readDay(cell: Filled, serialDates: boolean): string | CellFault {
  if (typeof cell === 'boolean')
    return new CellFault('wrong_type', `A date is needed here, not ${cell ? 'TRUE' : 'FALSE'}.`);
  if (typeof cell === 'number') {
    const meant =
      Number.isInteger(cell) && cell > 1 && cell < 109_575 ? fromDayNumber(cell - SERIAL_EPOCH) : null;
    if (meant !== null && serialDates) return meant;
    return new CellFault(
      'date_as_number',
      `${decimalText(cell)} is a number, not a date${meant === null ? '' : ` (as a spreadsheet's day it would be ${spokenDate(meant)})`}: write it like 2026-03-31.`,
    );
  }
  const date = readDate(cell);
  if (date !== null) return date;
  const loose = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(cell);
  const meant = loose
    ? readDate(`${loose[1]}-${loose[2]?.padStart(2, '0')}-${loose[3]?.padStart(2, '0')}`)
    : null;
  return new CellFault(
    'invalid_date',
    `"${shorten(cell)}" is not a date as it is written here: write year, month and day, like ${meant ?? '2026-03-31'}, from 1900 to 2199.`,
  );
}

const CLOCK = /^(\d{1,2}):(\d{2})(?::00)?$/;
const DAY_MINUTES = 1440;

function readTime(cell: Filled): number | CellFault {
  if (typeof cell === 'number') {
    // Spreadsheets keep a time as a part of the day.
    const minutes = Math.round(cell * DAY_MINUTES);
    if (cell >= 0 && cell <= 1 && Math.abs(cell * DAY_MINUTES - minutes) < 1e-6) return minutes;
  }
  const match = CLOCK.exec(String(cell));
  const [hours, minutes] = [Number(match?.[1]), Number(match?.[2])];
  const total = hours * 60 + minutes;
  return match && minutes < 60 && total <= DAY_MINUTES
    ? total
    : new CellFault(
        'invalid_time',
        `"${shorten(String(cell))}" is not a time of day: write it like 08:00, up to 24:00.`,
      );
}

const DAY_NAMES = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const LONG_NAMES = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function readDays(cell: Filled): readonly number[] | CellFault {
  if (String(cell).length > LONGEST_WORD) return notDays(cell);
  const found = new Set<number>();
  const ranges = String(cell)
    .toLowerCase()
    .replaceAll(/\s*[-–]\s*/g, '-')
    .split(/[\s,;]+/);
  for (const range of ranges) {
    const [from, to = from, ...rest] = range.split('-').map(weekday);
    if (rest.length > 0 || from == null || to == null) return notDays(cell);
    // Fri-Mon runs over the week's end.
    for (let day = from; ; day = (day % 7) + 1) {
      found.add(day);
      if (day === to) break;
    }
  }
  return [...found].sort((a, b) => a - b);
}

const weekday = (word: string): number | null => {
  const at = Math.max(DAY_NAMES.indexOf(word), LONG_NAMES.indexOf(word));
  return at < 0 ? null : at + 1;
};

const notDays = (cell: Filled): CellFault =>
  new CellFault(
    'invalid_days',
    `"${shorten(String(cell))}" does not name weekdays: write them like Mon-Fri or Sat,Sun.`,
  );
