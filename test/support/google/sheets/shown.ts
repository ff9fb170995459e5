/** How a cell reads on the screen: `formattedValue`. */
import { type Cell, effectiveOf, type Format } from './content.ts';
import { conventionsOf, dateOf } from './locale.ts';

/** Undefined for an empty cell. */
export function shown(cell: Cell | undefined, locale: string): string | undefined {
  const value = cell === undefined ? undefined : effectiveOf(cell);
  if (value === undefined) return undefined;
  if (value.errorValue) return errorText(value.errorValue.type ?? '');
  if (typeof value.stringValue === 'string') return value.stringValue;
  if (typeof value.boolValue === 'boolean') return value.boolValue ? 'TRUE' : 'FALSE';
  if (typeof value.numberValue === 'number')
    return shownNumber(value.numberValue, cell?.format?.numberFormat, locale);
  return '';
}

/** `#REF!` for REF, as a cell shows it. */
export const errorText = (type: string): string =>
  ({
    REF: '#REF!',
    N_A: '#N/A',
    VALUE: '#VALUE!',
    NAME: '#NAME?',
    DIVIDE_BY_ZERO: '#DIV/0!',
    NUM: '#NUM!',
    NULL_VALUE: '#NULL!',
  })[type] ?? '#ERROR!';

export const isMoment = (format: Format['numberFormat']): boolean =>
  ['DATE', 'TIME', 'DATE_TIME'].includes(format?.type ?? '');

function shownNumber(value: number, format: Format['numberFormat'], locale: string): string {
  const ways = conventionsOf(locale);
  if (format?.type === 'TEXT') return String(value);
  if (isMoment(format))
    return shownMoment(value, format?.pattern ?? (format?.type === 'TIME' ? 'h:mm:ss' : ways.datePattern));
  const pattern = format?.pattern ?? DEFAULTS[format?.type ?? ''];
  if (pattern === undefined) {
    const plain = String(Number(value.toPrecision(10)));
    return plain.replace('.', ways.decimal);
  }
  return byPattern(value, pattern, locale);
}

const DEFAULTS: Readonly<Record<string, string>> = {
  NUMBER: '#,##0.00',
  PERCENT: '0.00%',
  CURRENCY: '#,##0.00',
};

/** Digits as `#`, `0`, `?`, groups, percent, and what stands around them. */
function byPattern(value: number, pattern: string, locale: string): string {
  const ways = conventionsOf(locale);
  const [, before = '', digits = '0', after = ''] =
    /^((?:"[^"]*"|[^#0?"])*)([#0?,.]+)(.*)$/.exec(pattern.split(';')[0] ?? '') ?? [];
  const literal = (text: string) => text.replaceAll(/["\\]|\[\$|\]/g, '');
  const isShare = after.includes('%');
  const [whole = '', decimals = ''] = digits.split('.');
  const least = [...decimals].filter((each) => each === '0').length;
  const fixed = Math.abs(isShare ? value * 100 : value).toFixed(decimals.length);
  const [units = '0', cents = ''] = fixed.split('.');
  const kept = cents.slice(0, least) + cents.slice(least).replace(/0+$/, '');
  const padded = units.padStart([...whole].filter((each) => each === '0').length, '0');
  const grouped = whole.includes(',') ? padded.replaceAll(/\B(?=(\d{3})+$)/g, ways.group) : padded;
  const number = kept === '' ? grouped : `${grouped}${ways.decimal}${kept}`;
  return `${value < 0 ? '-' : ''}${literal(before)}${number}${literal(after)}`;
}

function shownMoment(value: number, pattern: string): string {
  const at = dateOf(value);
  const two = (number: number) => String(number).padStart(2, '0');
  return pattern.replaceAll(/y+|M+|d+|h+|H+|m+|s+/g, (mark, offset: number) => {
    if (mark.startsWith('y'))
      return mark.length > 2 ? String(at.getUTCFullYear()) : two(at.getUTCFullYear() % 100);
    // As Google has it: m is the month, unless it stands behind hours or before seconds.
    const isMinute =
      /[hH]+[^a-zA-Z]*$/.test(pattern.slice(0, offset)) ||
      /^[^a-zA-Z]*s/.test(pattern.slice(offset + mark.length));
    const number = {
      M: at.getUTCMonth() + 1,
      d: at.getUTCDate(),
      h: at.getUTCHours(),
      H: at.getUTCHours(),
      m: isMinute ? at.getUTCMinutes() : at.getUTCMonth() + 1,
      s: at.getUTCSeconds(),
    }[mark[0] as 'M'];
    return mark.length > 1 ? two(number) : String(number);
  });
}
