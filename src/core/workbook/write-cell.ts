/** Writes a stored value the way people enter it: for exports, for refilling a workbook, and for showing what changed. */
import { type Cents, formatCents, formatPrice, formatTaxRate, type PriceE8, type TaxRate } from '../money.ts';
import type { Cell } from './cell.ts';
import type { Column } from './column.ts';
import type { Stored } from './tab.ts';

const DAY_WORDS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Reading the answer gives the value again. Amounts are text, so that their decimals stay. */
export function writeCell(column: Column, value: Stored): Cell {
  if (value === null) return null;
  switch (column.cell.type) {
    case 'money':
      return formatCents(value as Cents);
    case 'price':
      return formatPrice(value as PriceE8);
    case 'tax':
      return formatTaxRate(value as TaxRate);
    case 'boolean':
      return value === 1;
    case 'time':
      return clock(Number(value));
    case 'days':
      return (JSON.parse(String(value)) as number[]).map((day) => DAY_WORDS[day - 1]).join(',');
    case 'choice':
      return column.cell.choices.find((choice) => choice.value === value)?.word ?? value;
    default:
      return value;
  }
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** A value in a sentence: "(empty)", TRUE, 49.95. */
export function spokenValue(column: Column, value: Stored): string {
  const cell = writeCell(column, value);
  if (cell === null) return '(empty)';
  return typeof cell === 'boolean' ? (cell ? 'TRUE' : 'FALSE') : String(cell);
}

/** By how much a number of a column moves, with its sign: "+0.005", "−5.00"; null where one of the two is none. */
export function differenceText(column: Column, from: Stored, to: Stored): string | null {
  const { type } = column.cell;
  const counts = type === 'money' || type === 'price' || type === 'tax' || type === 'integer';
  if (!counts || typeof from !== 'number' || typeof to !== 'number') return null;
  const size = spokenValue(column, Math.abs(to - from));
  return to > from ? `+${size}` : to < from ? `−${size}` : size;
}
