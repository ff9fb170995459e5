/** One cell is written to: as it is, or as a person would type it. */
import { invalid } from '../wire/api-error.ts';
import type { Book } from '../world.ts';
import { type Cell, cellFor, type Sheet, type Value } from './content.ts';
import { typed } from './typed.ts';

export type InputOption = 'RAW' | 'USER_ENTERED';

/** What comes in a values call: null leaves the cell as it is, '' empties it. */
export function writeInput(
  book: Book,
  sheet: Sheet,
  at: readonly [number, number],
  input: unknown,
  option: InputOption,
): void {
  if (input === null || input === undefined) return;
  const cell = cellFor(sheet, ...at);
  if (typeof input === 'number') setValue(book, cell, { numberValue: input });
  else if (typeof input === 'boolean') setValue(book, cell, { boolValue: input });
  else if (typeof input !== 'string')
    throw invalid(`Invalid values[${at[0]}][${at[1]}]: ${JSON.stringify(input)}`);
  else if (option === 'RAW') setValue(book, cell, input === '' ? undefined : { stringValue: input });
  else {
    const made = typed(input, book.content.properties.locale, cell.format);
    setValue(book, cell, made.value);
    const isUnformatted = cell.format?.numberFormat === undefined;
    if (made.format && isUnformatted) cell.format = { ...cell.format, numberFormat: made.format };
  }
}

const ERRORS: Readonly<Record<string, string>> = {
  '#REF!': 'REF',
  '#N/A': 'N_A',
  '#VALUE!': 'VALUE',
  '#NAME?': 'NAME',
  '#DIV/0!': 'DIVIDE_BY_ZERO',
  '#NUM!': 'NUM',
  '#NULL!': 'NULL_VALUE',
};

const MOST_CHARACTERS = 50_000;

/** A value as it is kept; a formula comes to what the test said of it (`book.computes`), else to `#NAME?`. */
export function setValue(book: Book, cell: Cell, value: Value | undefined): void {
  delete cell.value;
  delete cell.computed;
  if (value === undefined) return;
  if ((value.stringValue ?? '').length > MOST_CHARACTERS) {
    throw invalid(
      `Your input contains more than the maximum of ${MOST_CHARACTERS} characters in a single cell.`,
    );
  }
  if (value.errorValue) throw invalid('Error values cannot be written.');
  if (value.stringValue === '') return;
  cell.value = value;
  if (typeof value.formulaValue !== 'string') return;
  const literal = value.formulaValue.slice(1);
  cell.computed = resultOf(book.results.get(value.formulaValue) ?? (literal in ERRORS ? literal : '#NAME?'));
}

function resultOf(result: string | number | boolean): Value {
  if (typeof result === 'number') return { numberValue: result };
  if (typeof result === 'boolean') return { boolValue: result };
  const type = ERRORS[result];
  return type === undefined
    ? { stringValue: result }
    : { errorValue: { type, message: `${result} of the fake` } };
}
