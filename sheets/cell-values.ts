/** From what a cell of an `.xlsx` says of itself to its value. */
import { type Cell, percentText } from '#core/workbook/cell.ts';
import type { Shown } from './cell-formats.ts';
import { plain, plainText } from './xml-tags.ts';

/** What the cells of a file have in common. */
export interface CellContext {
  readonly texts: readonly string[];
  /** By the number that cells name their format with. */
  readonly formats: readonly Shown[];
  /** Whether days are counted from 1904 on. */
  readonly from1904: boolean;
}

export interface CellXml {
  /** b, d, e, inlineStr, n, s, str; '' is n. */
  readonly type: string;
  /** Number of its format; '' has none. */
  readonly style: string;
  /** Of `<v>`, as it stands; null: there is none. */
  readonly value: string | null;
  /** Of `<is>`, in plain characters; null: there is none. */
  readonly text: string | null;
}

/** The value, or undefined where the cell makes no sense. */
export function cellValue({ type, style, value, text }: CellXml, context: CellContext): Cell | undefined {
  if (type === 'inlineStr') return text === null || text === '' ? null : text;
  if (value === null || value === '') return null;
  switch (type) {
    case '':
    case 'n':
      return numberOrDay(plain(value), style, context);
    case 's':
      return sharedText(value, context.texts);
    case 'str':
    case 'e':
      return plainText(value);
    case 'b':
      return BOOLEANS.get(value);
    case 'd':
      return writtenMoment(value);
    default:
      return undefined;
  }
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['0', false],
  ['true', true],
  ['false', false],
]);
const WRITTEN_MOMENT = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?Z?)?$/;
const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
const SECONDS_A_DAY = 86_400;

/** The day that is 0, in days from 1970 on: 1899-12-30 or 1904-01-01. */
const [DAY_ZERO, DAY_ZERO_1904] = [-25_569, -24_107];

function numberOrDay(digits: string, style: string, { formats, from1904 }: CellContext): Cell | undefined {
  if (!NUMBER.test(digits)) return undefined;
  const number = Number(digits);
  switch (style === '' ? 'number' : formats[Number(style)]) {
    case 'number':
      return number;
    case 'percentage':
      return percentText(number);
    case 'day': {
      // Times are fractions cut off after fifteen digits: to the second they are what was meant.
      const days = number + (from1904 ? DAY_ZERO_1904 : DAY_ZERO);
      return momentText(new Date(Math.round(days * SECONDS_A_DAY) * 1000));
    }
    case undefined:
      return undefined;
  }
}

function writtenMoment(text: string): Cell | undefined {
  const [, day, time = '00:00:00'] = WRITTEN_MOMENT.exec(text) ?? [];
  return day === undefined ? undefined : momentText(new Date(`${day}T${time}Z`));
}

function sharedText(place: string, texts: readonly string[]): Cell | undefined {
  const text = texts[Number(place)];
  return text === '' ? null : text;
}

/** The day, with a time of day where there is one; the time alone where it lies before a spreadsheet's first day. */
function momentText(moment: Date): string | undefined {
  if (Number.isNaN(moment.getTime())) return undefined;
  const [day = '', time = ''] = moment.toISOString().split('T');
  if (day < '1900-01-01') return time.slice(0, 5);
  return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 8)}`;
}
