/** What a spreadsheet makes of what a person types: the same happens to values that come as USER_ENTERED. */
import type { Format, Value } from './content.ts';
import { type Conventions, conventionsOf, serialOf } from './locale.ts';

export interface Typed {
  /** Undefined: the cell is emptied. */
  readonly value: Value | undefined;
  /** The number format that comes with it, where the cell had none. */
  readonly format?: Format['numberFormat'];
}

const ERRORS = ['#REF!', '#N/A', '#VALUE!', '#NAME?', '#DIV/0!', '#NUM!', '#NULL!'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * @param locale as Google writes it: `en_AU`
 * @param format what the cell is formatted as: in a TEXT cell everything stays text
 */
export function typed(text: string, locale: string, format?: Format): Typed {
  if (text === '') return { value: undefined };
  if (format?.numberFormat?.type === 'TEXT') return { value: { stringValue: text } };
  if (text.startsWith("'")) return { value: { stringValue: text.slice(1) } };
  if (/^=./.test(text)) return { value: { formulaValue: text } };
  if (/^\+[A-Za-z(]/.test(text)) return { value: { formulaValue: `=${text}` } };
  const trimmed = text.trim();
  if (/^(true|false)$/i.test(trimmed)) return { value: { boolValue: trimmed.toLowerCase() === 'true' } };
  if (ERRORS.includes(trimmed)) return { value: { formulaValue: `=${trimmed}` } };
  const ways = conventionsOf(locale);
  return amount(trimmed, ways) ?? moment(trimmed, ways) ?? { value: { stringValue: text } };
}

/** Numbers, percentages and currency. */
function amount(text: string, ways: Conventions): Typed | null {
  const percent = /^(.+?)\s?%$/.exec(text)?.[1];
  const share = percent === undefined ? null : numberOf(percent, ways);
  if (share !== null && percent !== undefined) {
    const pattern = percent.includes(ways.decimal) ? '0.00%' : '0%';
    return {
      value: { numberValue: Number((share / 100).toPrecision(15)) },
      format: { type: 'PERCENT', pattern },
    };
  }
  const sign = text.startsWith('-') ? '-' : '';
  const bare = text.slice(sign.length);
  const money = bare.startsWith(ways.currency)
    ? bare.slice(ways.currency.length)
    : bare.endsWith(ways.currency)
      ? bare.slice(0, -ways.currency.length)
      : null;
  const paid = money === null ? null : numberOf(sign + money.trim(), ways);
  if (paid !== null) {
    const pattern = bare.startsWith(ways.currency)
      ? `"${ways.currency}"#,##0.00`
      : `#,##0.00 "${ways.currency}"`;
    return { value: { numberValue: paid }, format: { type: 'CURRENCY', pattern } };
  }
  const plain = numberOf(text, ways);
  if (plain === null) return null;
  const isGrouped = ways.group !== '' && text.includes(ways.group);
  return {
    value: { numberValue: plain },
    ...(isGrouped
      ? { format: { type: 'NUMBER', pattern: text.includes(ways.decimal) ? '#,##0.00' : '#,##0' } }
      : {}),
  };
}

function numberOf(text: string, { decimal, group }: Conventions): number | null {
  const grouped = text
    .replaceAll(/[\u00a0\u202f]/g, ' ')
    .replaceAll(group.replaceAll(/[\u00a0\u202f]/g, ' '), '\ue000');
  const parts = grouped.split(decimal);
  const [whole = '', ...rest] = parts;
  if (rest.length > 1 || rest.some((each) => each.includes('\ue000'))) return null;
  const isGroupedRight =
    /^[+-]?\d+$/.test(whole) ||
    /^[+-]?\d{1,3}(\ue000\d{3})+$/.test(whole) ||
    (whole === '' && rest.length === 1);
  const plain = [whole.replaceAll('\ue000', ''), ...rest].join('.');
  if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(plain)) return isGroupedRight ? Number(plain) : null;
  return /^[+-]?\d+(\.\d+)?e[+-]?\d+$/i.test(plain) ? Number(plain) : null;
}

/** Days and times of day. */
function moment(text: string, ways: Conventions): Typed | null {
  const time = timeOf(text);
  if (time !== null) return { value: { numberValue: time }, format: { type: 'TIME', pattern: 'h:mm' } };
  const [dayText = '', timeText] = /^(\S*\d\S*)[ T](\d{1,2}:.+)$/.exec(text)?.slice(1) ?? [text];
  const day = dayOf(dayText, ways);
  if (day === null) return null;
  if (timeText === undefined)
    return { value: { numberValue: day }, format: { type: 'DATE', pattern: ways.datePattern } };
  const at = timeOf(timeText);
  if (at === null) return null;
  return {
    value: { numberValue: day + at },
    format: { type: 'DATE_TIME', pattern: `${ways.datePattern} h:mm:ss` },
  };
}

function timeOf(text: string): number | null {
  const [, hours, minutes, seconds, half] =
    /^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s?(am|pm))?$/i.exec(text) ?? [];
  if (hours === undefined || Number(hours) > 23 || Number(minutes) > 59 || Number(seconds ?? 0) > 59)
    return null;
  const shift =
    half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  return (shift * 3600 + Number(minutes) * 60 + Number(seconds ?? 0)) / 86_400;
}

function dayOf(text: string, { order }: Conventions): number | null {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (iso !== null) return serialOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const named = /^(\d{1,2})[ -]([a-z]{3})[a-z]*[ -,]+(\d{4})$/i.exec(text);
  if (named !== null) {
    const month = MONTHS.indexOf(named[2]?.toLowerCase() ?? '') + 1;
    return month === 0 ? null : serialOf(Number(named[3]), month, Number(named[1]));
  }
  const [, first, second, third] = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})$/.exec(text) ?? [];
  if (first === undefined || order === 'ymd') return null;
  const year = Number(third) + (third?.length === 2 ? (Number(third) < 50 ? 2000 : 1900) : 0);
  const [day, month] = order === 'dmy' ? [first, second] : [second, first];
  return serialOf(year, Number(month), Number(day));
}
