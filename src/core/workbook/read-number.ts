/** Reads numbers: whole ones, amounts (FEE-5) and taxes (BILL-13). What is text for a program may be a number to people: a fault says which. */
import { formatScaled, MAX_FEE_CENTS, parseScaled } from '../money.ts';
import { shorten } from '../plain-text.ts';
import { counted } from '../words.ts';
import { CellFault, decimalText, type Filled } from './cell.ts';
import type { Habits } from './locale.ts';
import { amountsMeant, isEitherWay } from './meant.ts';
import type { SheetCode } from './sheet-codes.ts';

const WHOLE = /^-?\d{1,15}$/;

export function readInteger(
  cell: Filled,
  { least, most }: { readonly least: number; readonly most: number },
  habits: Habits | null,
): number | CellFault {
  const text = typeof cell === 'number' ? decimalText(cell) : String(cell);
  if (typeof cell === 'boolean' || !WHOLE.test(text)) return notWhole(text, Math.max(least, 12), habits);
  const value = Number(text);
  if (value < least || value > most)
    return new CellFault('out_of_range', `${text} is out of range: from ${least} to ${most}.`);
  return value === 0 ? 0 : value;
}

function notWhole(text: string, like: number, habits: Habits | null): CellFault {
  const shown = `"${shorten(text)}"`;
  if (!/^-?\d[\d,.'\s]*$/.test(text) && !text.includes('%'))
    return new CellFault('wrong_type', `${shown} is not a number: write digits alone, like ${like}.`);
  const whole =
    text.length > LONGEST_WORD ? [] : amountsMeant(text, habits).filter((each) => WHOLE.test(each));
  return new CellFault(
    'invalid_integer',
    whole.length > 0
      ? `${shown} is not a whole number as it is written here: if ${whole[0]} is meant, write ${whole[0]}.`
      : `${shown} is not a whole number: write digits alone, like ${like}.`,
  );
}

/** Amounts, days and the like are short: no pattern is tried on what is long. */
export const LONGEST_WORD = 100;
const PLAIN = /^-?\d+(?:\.\d*)?$/;
const CURRENCY = /[$€£¥]|\b(?:AUD|NZD|USD|EUR|GBP)\b/i;

/** An amount to so many decimals, as a whole number of them. `like` is an example for the refusals. */
export function readAmount(
  cell: Filled,
  { places, like }: { readonly places: number; readonly like: string },
  habits: Habits | null,
): number | CellFault {
  if (typeof cell === 'boolean')
    return new CellFault('wrong_type', `An amount is a number, not ${cell ? 'TRUE' : 'FALSE'}.`);
  const text = typeof cell === 'number' ? decimalText(cell) : cell;
  if (text.length > LONGEST_WORD || !PLAIN.test(text))
    return new CellFault(...whyNoAmount(text, like, habits));
  if (typeof cell === 'string' && isEitherWay(text, habits))
    return new CellFault(
      'ambiguous_number',
      `"${text}" is text, and can be ${text.replaceAll('.', '')} or ${text}: write the one that is meant as a number.`,
    );
  if (text.startsWith('-') && Number(text) !== 0)
    return new CellFault('negative_amount', `${text} is negative; a price or fee is 0 or more.`);
  const decimals = (text.split('.')[1] ?? '').replace(/0+$/, '').length;
  if (decimals > places)
    return new CellFault(
      'too_many_decimals',
      `${text} has ${counted(decimals, 'decimal')}; at most ${places} are taken here.`,
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

function whyNoAmount(text: string, like: string, habits: Habits | null): [code: SheetCode, message: string] {
  const shown = `"${shorten(text)}"`;
  if (text.length > LONGEST_WORD) return ['wrong_type', `${shown} is not an amount: write it like ${like}.`];
  if (text.includes('%'))
    return ['percentage_as_amount', `${shown} is a percentage; an amount is needed here, like ${like}.`];
  const [one, other] = amountsMeant(text, habits);
  const either = other === undefined ? one : `${one} or ${other}, whichever is meant`;
  if (CURRENCY.test(text))
    return [
      'currency_text',
      `${shown} is text with a currency sign: write the number alone${either === undefined ? `, like ${like}` : `, ${either}`}.`,
    ];
  if (!/^-?[\d.,'\s]+$/.test(text))
    return ['wrong_type', `${shown} is not an amount: write it like ${like}.`];
  if (other !== undefined)
    return [
      'ambiguous_number',
      `${shown} can be read in two ways, as ${one} and as ${other}: write the one that is meant.`,
    ];
  return [
    'ambiguous_number',
    one === undefined
      ? `${shown} is text, not a number: write it with a decimal point and nothing between thousands, like ${like}.`
      : `${shown} is text, not a number: if ${one} is meant, write ${one}.`,
  ];
}

const PERCENT = /^(\d{1,3}(?:\.\d{1,4})?)\s*%$/;

/** BILL-13: GST, Free, a rate between 0 and 1, or a percentage that says so. */
export function readTax(cell: Filled): number | CellFault {
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
